"""How two clusters come to agree: passphrases of offers are compared, and matching records joined."""

from datetime import timedelta

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.links import SLOW_SETTLE_TIME, Link
from ontap_simulator.domain.network import IPspace
from ontap_simulator.domain.peer import Encryption, InUse, Peer, Relationship, Remote


def set_link(fabric: Fabric, link: Link) -> None:
    """Make a link what it is to be; where it leads again, pending peerings over it are tried again (inferred)."""
    fabric.delete_expired_offers()
    fabric.links.set(link)
    for one, other in ((link.source, link.target), (link.target, link.source)):
        cluster = fabric.clusters[one]
        peer = cluster.peers.get(fabric.clusters[other].uuid)
        if peer is not None and peer.has_open_offer(fabric.now()):
            attempt_handshake(fabric, cluster, peer)


def attempt_handshake(fabric: Fabric, cluster: Cluster, peer: Peer) -> None:
    """Let `cluster` contact the remote of `peer`; joins the two records if both sides agree."""
    if peer.remote is None:
        return
    far_cluster = fabric.cluster_of(peer.remote.uuid)
    if not fabric.links.leads(cluster.name, far_cluster.name):
        return
    reached = _reached_ipspace(fabric, far_cluster, peer)
    if reached is None:
        return
    far = far_cluster.peers.get(cluster.uuid)
    if far is not None:
        if far.ipspace == reached and _agree(fabric, cluster, peer, far_cluster, far):
            _join(fabric, (cluster, peer), (far_cluster, far))
        return
    if not peer.has_open_offer(fabric.now()):
        return
    offer = _find_anonymous(far_cluster, peer, reached)
    if offer is not None and _agree(fabric, cluster, peer, far_cluster, offer):
        _rekey(fabric, far_cluster, offer, cluster, peer)
        _join(fabric, (cluster, peer), (far_cluster, offer))


def _reached_ipspace(fabric: Fabric, far_cluster: Cluster, peer: Peer) -> IPspace | None:
    for text in peer.remote_addresses:
        for address in fabric.resolve(text) or ():
            destination = fabric.destination(address)
            if destination is not None and destination.cluster is far_cluster:
                return destination.interface.ipspace
    return None


def _find_anonymous(far_cluster: Cluster, peer: Peer, reached: IPspace) -> Peer | None:
    """
    The far cluster's anonymous offer with this passphrase.

    An offer found by the passphrase's last four characters but with another passphrase is deleted by the far
    cluster on this first mismatch (vendor's event messages, `cpeer.recv.pp.mismatch`).
    """
    if peer.offer is None:
        return None
    candidates = [each for each in far_cluster.peers.anonymous(peer.offer.index) if each.ipspace == reached]
    for each in candidates:
        if each.offer is not None and each.offer.digest == peer.offer.digest:
            return each
    for each in candidates:
        far_cluster.peers.remove(each)
    return None


def _agree(fabric: Fabric, cluster: Cluster, peer: Peer, far_cluster: Cluster, far: Peer) -> bool:
    encryption_required = cluster.policy.encryption_required or far_cluster.policy.encryption_required
    if encryption_required and _negotiated(peer, far) is Encryption.NONE:
        return False
    if peer.in_use is InUse.ABSENT and far.in_use is InUse.ABSENT:
        return True
    now = fabric.now()
    if not (peer.in_use is far.in_use is InUse.OK and peer.has_open_offer(now) and far.has_open_offer(now)):
        return False
    return peer.offer is not None and far.offer is not None and peer.offer.digest == far.offer.digest


def _negotiated(peer: Peer, far: Peer) -> Encryption:
    both = peer.proposed is far.proposed is Encryption.TLS_PSK
    return Encryption.TLS_PSK if both else Encryption.NONE


def _join(fabric: Fabric, near: tuple[Cluster, Peer], other: tuple[Cluster, Peer]) -> None:
    """Give both records one new relationship; a live one between them continues without a break (inferred)."""
    now = fabric.now()
    (cluster, peer), (far_cluster, far) = near, other
    old = peer.relationship
    if old is not None and old is far.relationship and old.ended_at is None:
        formed_at, settles_at = old.formed_at, old.settles_at
    else:
        is_slow = fabric.links.is_slow(cluster.name, far_cluster.name)
        settle_time = fabric.settings.settle_time + (SLOW_SETTLE_TIME if is_slow else timedelta())
        formed_at, settles_at = now, now + settle_time
    relationship = Relationship(_negotiated(peer, far), formed_at, settles_at)
    for owner, side in (near, other):
        if side.relationship is not None:
            side.relationship.ended_at = now
        side.relationship = relationship
        side.offer = None
        owner.peers.touch(side)


def _rekey(fabric: Fabric, cluster: Cluster, offer: Peer, acceptor: Cluster, accepting: Peer) -> None:
    """
    Make an anonymous offer of `cluster` the record of its acceptor.

    The UUID changes on acceptance (documented), to the UUID of the acceptor (inferred); the acceptor's name
    replaces a temporary one (client) unless another peer has that name.
    """
    cluster.peers.remove(offer)
    offer.uuid = acceptor.uuid
    offer.remote = Remote(acceptor.uuid, acceptor.name, acceptor.identity.serial_number)
    offer.remote_addresses = acceptor.intercluster_addresses(accepting.ipspace)
    takes_name = offer.has_temporary_name or not fabric.settings.custom_names_survive
    if takes_name and cluster.peers.named(acceptor.name) is None:
        offer.name = acceptor.name
    offer.has_temporary_name = False
    cluster.peers.add(offer)
