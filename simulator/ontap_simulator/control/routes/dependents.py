"""What depends on a peering and keeps it from deletion."""

from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.input import taking
from ontap_simulator.control.refusals import cluster_named
from ontap_simulator.domain.dependents import Dependent, DependentKind
from ontap_simulator.domain.fabric import Fabric


class NewDependent(BaseModel):
    """Between `svm` of `cluster` and `peer_svm` of the cluster that its `peer`, a UUID or name, stands for."""

    model_config = ConfigDict(extra="forbid")

    cluster: str
    peer: str
    kind: DependentKind
    svm: str
    peer_svm: str


class DependentRoutes:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    def routes(self) -> list[Route]:
        return [
            Route("/dependents", self.list_dependents, methods=["GET"]),
            Route("/dependents", self.add_dependent, methods=["POST"]),
            Route("/dependents/{id}", self.remove_dependent, methods=["DELETE"]),
        ]

    async def list_dependents(self, _: Request) -> JSONResponse:
        """What depends on peerings."""
        with self._fabric.lock:
            return JSONResponse({"dependents": [_record(each) for each in self._fabric.dependents]})

    @taking(NewDependent)
    async def add_dependent(self, new: NewDependent) -> JSONResponse:
        """Add an SVM peer, a SnapMirror relationship or an SVM migration to a peering."""
        with self._fabric.lock:
            dependent = self._dependent(new)
            self._fabric.dependents.add(dependent)
            return JSONResponse({"id": dependent.uuid})

    async def remove_dependent(self, request: Request) -> JSONResponse:
        """Remove a dependent."""
        identifier = request.path_params["id"]
        with self._fabric.lock:
            if not self._fabric.dependents.remove(identifier):
                raise HTTPException(404, f"there is no dependent {identifier!r}")
            return JSONResponse({"removed": 1})

    def _dependent(self, new: NewDependent) -> Dependent:
        self._fabric.delete_expired_offers()
        cluster = cluster_named(new.cluster, self._fabric, "cluster")
        peer = cluster.peers.get(new.peer) or cluster.peers.named(new.peer)
        if peer is None or peer.remote is None or peer.relationship is None:
            raise HTTPException(400, f"peer: cluster {cluster.name} has no accepted peer {new.peer!r}")
        remote = self._fabric.cluster_of(peer.remote.uuid)
        for owner, svm, where in ((cluster, new.svm, "svm"), (remote, new.peer_svm, "peer_svm")):
            if not owner.has_svm(svm):
                raise HTTPException(400, f"{where}: cluster {owner.name} has no SVM {svm!r}")
        uuid = self._fabric.ids.uuid(self._fabric.now(), cluster.identity.node_id)
        return Dependent(uuid, new.kind, cluster.name, new.svm, remote.name, new.peer_svm)


def _record(dependent: Dependent) -> dict[str, str]:
    return {
        "id": dependent.uuid,
        "kind": dependent.kind.value,
        "cluster": dependent.cluster,
        "svm": dependent.svm,
        "peer": dependent.remote,
        "peer_svm": dependent.remote_svm,
    }
