"""The control API's endpoints for links between clusters, and for what depends on a peering."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.openapi import taking
from ontap_simulator.control.refusals import one_line
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.dependents import Dependent, DependentKind
from ontap_simulator.domain.errors import Code, IntroductionFailure
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import set_link
from ontap_simulator.domain.links import Link, LinkState


class LinkChange(BaseModel):
    """The way `from` one cluster `to` another, and back with `both_ways`; `code` is of the error while it is down."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    state: LinkState
    both_ways: bool = True
    code: IntroductionFailure = Code.INTRODUCTION_FAILED


class NewDependent(BaseModel):
    """Something between `svm` of `cluster` and `peer_svm` of the cluster that `peer`, a UUID or name, leads to."""

    model_config = ConfigDict(extra="forbid")

    cluster: str
    peer: str
    kind: DependentKind
    svm: str
    peer_svm: str


class NetworkControl:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    async def list_links(self, _: Request) -> JSONResponse:
        """The links that were ever changed; all others are up."""
        with self._fabric.lock:
            return self._links_reply()

    @taking(LinkChange)
    async def change_link(self, request: Request) -> JSONResponse:
        """Cut, slow down or restore the link between two clusters."""
        try:
            change = LinkChange.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        with self._fabric.lock:
            if self._cluster(change.source, "from") is self._cluster(change.target, "to"):
                raise HTTPException(400, "to: a link leads to another cluster")
            ways = [(change.source, change.target), (change.target, change.source)]
            for source, target in ways if change.both_ways else ways[:1]:
                set_link(self._fabric, Link(source, target, change.state, self._fabric.now(), change.code))
            return self._links_reply()

    async def list_dependents(self, _: Request) -> JSONResponse:
        """What depends on peerings."""
        with self._fabric.lock:
            return JSONResponse({"dependents": [_shown(each) for each in self._fabric.dependents]})

    @taking(NewDependent)
    async def add_dependent(self, request: Request) -> JSONResponse:
        """Place an SVM peer, a SnapMirror relationship or an SVM migration on a peering."""
        try:
            wanted = NewDependent.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        with self._fabric.lock:
            dependent = self._dependent(wanted)
            self._fabric.dependents.add(dependent)
            return JSONResponse({"id": dependent.uuid})

    async def remove_dependent(self, request: Request) -> JSONResponse:
        """Take a dependent away."""
        identifier = request.path_params["id"]
        with self._fabric.lock:
            if not self._fabric.dependents.remove(identifier):
                raise HTTPException(404, f"there is no dependent {identifier!r}")
            return JSONResponse({"removed": 1})

    def _dependent(self, wanted: NewDependent) -> Dependent:
        self._fabric.delete_expired_offers()
        cluster = self._cluster(wanted.cluster, "cluster")
        peer = cluster.peers.get(wanted.peer) or cluster.peers.named(wanted.peer)
        if peer is None or peer.remote is None or peer.relationship is None:
            raise HTTPException(400, f"peer: cluster {cluster.name} has no accepted peer {wanted.peer!r}")
        remote = self._fabric.cluster_of(peer.remote.uuid)
        for owner, svm, where in ((cluster, wanted.svm, "svm"), (remote, wanted.peer_svm, "peer_svm")):
            if all(each.name != svm for each in owner.identity.svms):
                raise HTTPException(400, f"{where}: cluster {owner.name} has no SVM {svm!r}")
        uuid = self._fabric.ids.uuid(self._fabric.now(), cluster.identity.node_id)
        return Dependent(uuid, wanted.kind, cluster.name, wanted.svm, remote.name, wanted.peer_svm)

    def _cluster(self, name: str, where: str) -> Cluster:
        if name not in self._fabric.clusters:
            raise HTTPException(400, f"{where}: there is no cluster {name!r}")
        return self._fabric.clusters[name]

    def _links_reply(self) -> JSONResponse:
        return JSONResponse({"links": shown_links(self._fabric)})


def shown_links(fabric: Fabric) -> list[dict[str, str]]:
    return [{"from": each.source, "to": each.target, "state": each.state.value} for each in fabric.links.changed()]


def _shown(dependent: Dependent) -> dict[str, Any]:
    return {
        "id": dependent.uuid,
        "kind": dependent.kind.value,
        "cluster": dependent.cluster,
        "svm": dependent.svm,
        "peer": dependent.remote,
        "peer_svm": dependent.remote_svm,
    }


def network_routes(fabric: Fabric) -> list[Route]:
    control = NetworkControl(fabric)
    return [
        Route("/links", control.list_links, methods=["GET"]),
        Route("/links", control.change_link, methods=["POST"]),
        Route("/dependents", control.list_dependents, methods=["GET"]),
        Route("/dependents", control.add_dependent, methods=["POST"]),
        Route("/dependents/{id}", control.remove_dependent, methods=["DELETE"]),
    ]
