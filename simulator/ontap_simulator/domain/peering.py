"""The peers of a cluster as its administrator sees them: everything the API may ask of the domain."""

from collections.abc import Iterator

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.create import Created, create_peer
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peer import Contact, Peer, PeerStatus, peer_status, reach_by_addresses
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
        far = self._far(peer)
        expired = self.fabric.settings.expired_offer
        return peer_status(peer, far, self._contact(peer, far), self.fabric.now(), expired=expired)

    def _contact(self, peer: Peer, far: Peer | None) -> Contact:
        """By the links, and by the addresses that the two records dial."""
        if peer.remote is None:
            return Contact()
        links, here, there = self.fabric.links, self.cluster, self.fabric.cluster_of(peer.remote.uuid)
        reach, changes = links.reach(here.name, there.name), [links.changed_at(here.name, there.name)]
        if here.readdressed_at is not None or there.readdressed_at is not None:
            reach = reach_by_addresses(reach, self._dialled(peer, there), self._dialled(far, here))
            records = [each for each in (peer, far) if each is not None]
            changes += [here.readdressed_at, there.readdressed_at, *(each.addresses_changed_at for each in records)]
        return Contact(reach, max((each for each in changes if each is not None), default=None))

    def _dialled(self, peer: Peer | None, target: Cluster) -> list[bool]:
        """Of each address that `peer` dials, whether it leads to an intercluster interface of `target`."""
        texts = peer.remote_addresses if peer is not None else ()
        addresses = [address for text in texts for address in self.fabric.resolve(text) or ()]
        found = [self.fabric.destination(address) for address in addresses]
        return [each is not None and each.cluster is target and each.interface.is_intercluster for each in found]

    def _far(self, peer: Peer) -> Peer | None:
        """The far cluster's record that shares the relationship of `peer`."""
        if peer.remote is None or peer.relationship is None:
            return None
        far = self.fabric.cluster_of(peer.remote.uuid).peers.get(self.cluster.uuid)
        return far if far is not None and far.relationship is peer.relationship else None
