"""The peers of a cluster as its administrator sees them: everything the API may ask of the domain."""

from collections.abc import Iterator

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.create import Created, create_peer
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peer import Contact, Peer, PeerStatus, peer_status
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.domain.spec import Service
from ontap_simulator.domain.update import Updated, update_peer


class Peering:
    """The peering of one cluster of a fabric; every answer holds for the clock's current instant."""

    def __init__(self, fabric: Fabric, cluster: Cluster) -> None:
        self.fabric = fabric
        self.cluster = cluster

    def create(self, request: PeerRequest) -> Created:
        return create_peer(self.fabric, self.cluster, request)

    def get(self, uuid: str) -> Peer:
        """Raises OntapError 4 with target `uuid` (documented)."""
        self.fabric.delete_expired_offers()
        peer = self.cluster.peers.get(uuid)
        if peer is None:
            raise OntapError(Code.NOT_FOUND, "uuid")
        return peer

    def after(self, uuid: str = "") -> Iterator[Peer]:
        """All peers in the order of their UUIDs, from the first beyond `uuid`."""
        self.fabric.delete_expired_offers()
        return self.cluster.peers.after(uuid)

    def named(self, name: str) -> Peer | None:
        self.fabric.delete_expired_offers()
        return self.cluster.peers.named(name)

    def count(self) -> int:
        self.fabric.delete_expired_offers()
        return len(self.cluster.peers)

    def update(self, uuid: str, request: PeerRequest) -> Updated:
        return update_peer(self.fabric, self.cluster, self.get(uuid), request)

    def delete(self, uuid: str) -> None:
        """
        Remove the local record only; the far side keeps its own, which becomes unavailable (documented).

        Raises OntapError 262325 while deletions wait for another administrator's approval (multi-admin verification;
        client), 4653079, 4663070 while something depends on the peer.
        """
        peer = self.get(uuid)
        if Service.APPROVAL in self.cluster.identity.failing:
            raise OntapError(Code.APPROVAL_NEEDED)
        refusal = self.fabric.dependents.refusal(self.cluster.name, peer.remote.name) if peer.remote else None
        if refusal is not None:
            code, what = refusal
            raise OntapError(code, detail=what)
        far = self._far(peer)
        self.cluster.peers.remove(peer)
        if peer.relationship is not None and peer.relationship.ended_at is None:
            peer.relationship.ended_at = self.fabric.now()
        if far is not None and peer.remote is not None:
            self.fabric.cluster_of(peer.remote.uuid).peers.touch(far)

    def status(self, peer: Peer) -> PeerStatus:
        return peer_status(
            peer, self._far(peer), self._contact(peer), self.fabric.now(), expired=self.fabric.settings.expired_offer
        )

    def _contact(self, peer: Peer) -> Contact:
        if peer.remote is None:
            return Contact()
        links, here, there = self.fabric.links, self.cluster.name, peer.remote.name
        return Contact(links.reach(here, there), links.changed_at(here, there))

    def _far(self, peer: Peer) -> Peer | None:
        """The far cluster's record that shares the relationship of `peer`."""
        if peer.remote is None or peer.relationship is None:
            return None
        far = self.fabric.cluster_of(peer.remote.uuid).peers.get(self.cluster.uuid)
        return far if far is not None and far.relationship is peer.relationship else None
