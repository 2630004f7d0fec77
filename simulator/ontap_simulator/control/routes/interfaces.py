"""The intercluster interfaces of the clusters."""

from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.input import taking
from ontap_simulator.control.refusals import cluster_named
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.network import DEFAULT_IPSPACE, IPspace
from ontap_simulator.domain.readdress import readdress
from ontap_simulator.domain.spec import Address


class NewAddresses(BaseModel):
    """The addresses of all intercluster interfaces of `cluster` in `ipspace`."""

    model_config = ConfigDict(extra="forbid")

    cluster: str
    ipspace: str = DEFAULT_IPSPACE
    addresses: list[Address]


class InterfaceRoutes:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    def routes(self) -> list[Route]:
        return [
            Route("/interfaces", self.list_interfaces, methods=["GET"]),
            Route("/interfaces", self.change_interfaces, methods=["POST"]),
        ]

    async def list_interfaces(self, _: Request) -> JSONResponse:
        """The intercluster addresses of each cluster in each IPspace."""
        with self._fabric.lock:
            return self._reply()

    @taking(NewAddresses)
    async def change_interfaces(self, new: NewAddresses) -> JSONResponse:
        """Give the intercluster interfaces of a cluster other addresses."""
        with self._fabric.lock:
            cluster = cluster_named(new.cluster, self._fabric, "cluster")
            try:
                readdress(self._fabric, cluster, _ipspace(cluster, new.ipspace), tuple(new.addresses))
            except ValueError as error:
                raise HTTPException(400, f"addresses: {error}") from None
            return self._reply()

    def _reply(self) -> JSONResponse:
        return JSONResponse(
            {
                "interfaces": [
                    {
                        "cluster": cluster.name,
                        "ipspace": ipspace.name,
                        "addresses": list(cluster.intercluster_addresses(ipspace)),
                    }
                    for cluster in self._fabric.clusters.values()
                    for ipspace in cluster.identity.peering_ipspaces
                ]
            }
        )


def _ipspace(cluster: Cluster, name: str) -> IPspace:
    try:
        return cluster.ipspace(name)
    except OntapError:
        raise HTTPException(400, f"ipspace: cluster {cluster.name} has no IPspace {name!r} for peers") from None
