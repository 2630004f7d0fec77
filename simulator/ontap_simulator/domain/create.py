"""POST: a new offer, anonymous or directed, which may complete a peering at once (section Create)."""

from dataclasses import dataclass, field

from ontap_simulator.domain.addresses import (
    IN_POST,
    RemoteAddresses,
    identify_remote,
    parse_remote,
    require_family,
)
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.expiry import expiry_from
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import attempt_handshake
from ontap_simulator.domain.interfaces import create_interfaces
from ontap_simulator.domain.network import Interface, IPspace
from ontap_simulator.domain.peer import Encryption, InUse, Offer, Peer, Remote, temporary_name
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.domain.rules import (
    allowed_svms,
    can_encrypt,
    check_encryption_policy,
    check_name,
    check_passphrase,
    require_encrypting_nodes,
)
from ontap_simulator.domain.spec import Service, Settings


@dataclass(frozen=True, slots=True)
class Created:
    """A new peer, with what only the reply to its creation discloses."""

    peer: Peer
    offer: Offer | None
    passphrase: str | None = field(repr=False)
    was_anonymous: bool
    interfaces: tuple[Interface, ...]


def create_peer(fabric: Fabric, cluster: Cluster, request: PeerRequest) -> Created:
    """Create a peer on `cluster`; raises OntapError, and then no peer exists (new interfaces do: section Create)."""
    fabric.delete_expired_offers()
    remote = parse_remote(fabric, request.addresses or (), IN_POST)
    _check_authentication(fabric.settings, cluster, request, directed=bool(remote.texts))
    if request.name is not None:
        check_name(cluster, request.name)
    ipspace = cluster.ipspace(request.ipspace_name, request.ipspace_uuid, unknown=fabric.settings.unknown_ipspace)
    passphrase = _passphrase(fabric, cluster, request)
    peer = _new_peer(fabric, cluster, ipspace, request, passphrase)
    interfaces: tuple[Interface, ...] = ()
    if request.local_network is not None:
        interfaces = create_interfaces(fabric, cluster, ipspace, request.local_network)
        peer.local_address = cluster.local_address(ipspace)
    if remote.texts:
        _direct(fabric, cluster, peer, request, remote)
    elif request.name is None and passphrase is not None:
        peer.name = temporary_name(passphrase)
        peer.has_temporary_name = True
    offer, was_anonymous = peer.offer, peer.is_anonymous
    cluster.peers.add(peer)
    if was_anonymous:
        fabric.watch(cluster, peer)
    attempt_handshake(fabric, cluster, peer)
    return Created(peer, offer, passphrase, was_anonymous, interfaces)


def _check_authentication(settings: Settings, cluster: Cluster, request: PeerRequest, *, directed: bool) -> None:
    """The option combinations of the vendor document's table, section Create."""
    check_passphrase(cluster, request)
    if request.passphrase is not None and not directed:
        raise OntapError(Code.PASSPHRASE_WITHOUT_ADDRESSES, "remote.ip_addresses")
    authenticated = request.in_use in (None, InUse.OK)
    unasked = request.generate is None and directed and not settings.addresses_alone_suffice
    if authenticated and request.passphrase is None and (request.generate is False or unasked):
        lacking = Code.NEITHER_PASSPHRASE_NOR_GENERATE if directed else Code.NEITHER_ADDRESSES_NOR_GENERATE
        raise OntapError(lacking, "authentication.generate_passphrase")
    if not authenticated:
        _check_unauthenticated(cluster, request, directed=directed)
    _check_encryption(cluster, request)


def _check_unauthenticated(cluster: Cluster, request: PeerRequest, *, directed: bool) -> None:
    if request.encryption is Encryption.TLS_PSK:
        raise OntapError(Code.ENCRYPTION_WITHOUT_AUTHENTICATION, "encryption.proposed")
    if request.in_use is InUse.REVOKED or cluster.policy.authentication_required or request.refreshes_passphrase:
        raise OntapError(Code.INVALID_VALUE, "authentication.in_use")
    if not directed:
        raise OntapError(Code.NEITHER_ADDRESSES_NOR_GENERATE, "remote.ip_addresses")


def _check_encryption(cluster: Cluster, request: PeerRequest) -> None:
    """Raises OntapError 4656074 if the nodes do not answer, 4656075 if one is too old, 4653419."""
    if request.encryption is Encryption.TLS_PSK:
        if Service.ENCRYPTION_CHECK in cluster.identity.failing:
            raise OntapError(Code.ENCRYPTION_CHECK_FAILED, "encryption.proposed")
        require_encrypting_nodes(cluster)
    check_encryption_policy(cluster, _proposed(cluster, request))


def _proposed(cluster: Cluster, request: PeerRequest) -> Encryption:
    if request.encryption is not None:
        return request.encryption
    encrypts = request.in_use is not InUse.ABSENT and can_encrypt(cluster)
    return Encryption.TLS_PSK if encrypts else Encryption.NONE


def _passphrase(fabric: Fabric, cluster: Cluster, request: PeerRequest) -> str | None:
    """The one to offer, the client's or a new one; None without authentication."""
    if request.in_use is InUse.ABSENT:
        return None
    return request.passphrase or fabric.new_passphrase(cluster)


def _new_peer(fabric: Fabric, cluster: Cluster, ipspace: IPspace, request: PeerRequest, passphrase: str | None) -> Peer:
    now = fabric.now()
    expires_at = expiry_from(request.expiry, now, cluster.identity.time_zone)
    svms = allowed_svms(cluster, ipspace, request.allowed_svms or ())
    return Peer(
        uuid=fabric.ids.uuid(now, cluster.identity.node_id),
        name=request.name or "",
        ipspace=ipspace,
        in_use=request.in_use or InUse.OK,
        proposed=_proposed(cluster, request),
        changed_at=now,
        local_address=cluster.local_address(ipspace),
        allowed_svms=svms,
        applications=request.applications or (),
        offer=fabric.offer(passphrase, expires_at) if passphrase is not None else None,
    )


def _direct(fabric: Fabric, cluster: Cluster, peer: Peer, request: PeerRequest, given: RemoteAddresses) -> None:
    """Turn a new record to the cluster behind the addresses; its UUID becomes the record's (inferred)."""
    remote = identify_remote(fabric, cluster, peer.ipspace, given.addresses)
    require_family(cluster, peer.ipspace, given.addresses)
    if request.name is None:
        check_name(cluster, remote.name)
        peer.name = remote.name
    if cluster.peers.get(remote.uuid) is not None:
        raise OntapError(Code.ALREADY_PEERED, "remote.ip_addresses")
    peer.uuid = remote.uuid
    peer.remote = Remote(remote.uuid, remote.name, remote.identity.serial_number)
    peer.remote_addresses = given.texts
