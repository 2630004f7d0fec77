"""The fabric: whether it runs, the whole of it as one document, back to its start; and the way to lose a peer."""

from itertools import islice
from typing import Any

from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.faults import FaultRules
from ontap_simulator.control.input import query
from ontap_simulator.control.journal import MemoryJournal
from ontap_simulator.control.routes.clock import clock_reply
from ontap_simulator.control.routes.links import link_records
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peer import Peer
from ontap_simulator.domain.peering import Peering

MAX_PEERS = 9_999_999


class FabricQuery(BaseModel):
    """At most `limit` peers of each cluster, in the order of their UUIDs."""

    limit: int | None = Field(default=None, ge=0, le=MAX_PEERS)


class FabricRoutes:
    def __init__(self, fabric: Fabric, journal: MemoryJournal, faults: FaultRules) -> None:
        self._fabric = fabric
        self._journal = journal
        self._faults = faults

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/fabric", self.show_fabric, methods=["GET"]),
            Route("/clusters/{cluster}/peers/{uuid}", self.drop_peer, methods=["DELETE"]),
        ]

    async def health(self, _: Request) -> JSONResponse:
        """That it runs, and the names of the clusters."""
        return JSONResponse({"status": "ok", "clusters": list(self._fabric.clusters)})

    async def reset(self, _: Request) -> JSONResponse:
        """Restore the start of the world, and remove journal and fault rules."""
        with self._fabric.lock:
            self._fabric.reset()
            self._journal.clear()
            self._faults.clear()
            return clock_reply(self._fabric)

    async def show_fabric(self, request: Request) -> JSONResponse:
        """Clock, clusters, peers and links; with `?limit=N` at most N peers of each cluster."""
        view = query(request, FabricQuery)
        with self._fabric.lock:
            return JSONResponse(fabric_record(self._fabric, self._journal, view.limit))

    async def drop_peer(self, request: Request) -> JSONResponse:
        """Remove the record of one side, as its administrator could; the far side keeps its own."""
        with self._fabric.lock:
            cluster = self._fabric.clusters.get(request.path_params["cluster"])
            if cluster is None:
                raise HTTPException(404, f"there is no cluster {request.path_params['cluster']!r}")
            try:
                Peering(self._fabric, cluster).delete(request.path_params["uuid"])
            except OntapError as error:
                if error.code is Code.NOT_FOUND:
                    raise HTTPException(404, f"cluster {cluster.name} has no peer with that UUID") from None
                raise HTTPException(409, f"something depends on that peer: {error.detail}") from None
        return JSONResponse({"removed": 1})


def fabric_record(fabric: Fabric, journal: MemoryJournal, limit: int | None = None) -> dict[str, Any]:
    """
    Clock, clusters and peers at the clock's current instant; instants in ISO 8601 with an offset, no secret.

    `peer_count` is the number of a cluster's peers whatever `limit` is; `journal_end` is the number of the newest
    journal entry, 0 for none, by which a reader knows whether to read the journal.
    """
    return {
        "now": fabric.now().isoformat(),
        "clock_mode": fabric.clock.mode,
        "journal_end": journal.end,
        "clusters": [_cluster_record(fabric, cluster, limit) for cluster in fabric.clusters.values()],
        "links": link_records(fabric),
    }


def _cluster_record(fabric: Fabric, cluster: Cluster, limit: int | None) -> dict[str, Any]:
    peering = Peering(fabric, cluster)
    version = cluster.version
    return {
        "name": cluster.name,
        "uuid": cluster.uuid,
        "version": f"{version.generation}.{version.major}.{version.minor}",
        "time_zone": str(cluster.identity.time_zone),
        "peer_count": peering.count(),
        "peers": [_peer_record(peering, peer) for peer in islice(peering.after(), limit)],
    }


def _peer_record(peering: Peering, peer: Peer) -> dict[str, Any]:
    """An offer's temporary name holds four characters of its passphrase; ONTAP shows it to every reader too."""
    status = peering.status(peer)
    return {
        "uuid": peer.uuid,
        "name": peer.name,
        "ipspace": peer.ipspace.name,
        "remote": peer.remote.name if peer.remote is not None else None,
        "remote_addresses": list(peer.remote_addresses),
        "status": status.state.value,
        "authentication": status.authentication.value,
        "encryption": status.encryption.value,
        "expires_at": peer.offer.expires_at.isoformat() if peer.offer is not None else None,
        "anonymous": peer.is_anonymous,
    }
