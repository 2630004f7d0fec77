"""PATCH: another passphrase, addresses, name, encryption or expiry for a peer (section Update)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from ontap_simulator.domain.addresses import (
    IN_PATCH,
    parse_remote,
    require_family,
    require_ipv4_everywhere,
    require_remote,
)
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.expiry import TARGET as EXPIRY_TARGET
from ontap_simulator.domain.expiry import expiry_from
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import attempt_handshake
from ontap_simulator.domain.peer import Encryption, InUse, Offer, Peer, temporary_name
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.domain.rules import (
    allowed_svms,
    check_encryption_policy,
    check_name,
    check_passphrase,
    require_encrypting_nodes,
)
from ontap_simulator.domain.spec import Service

_FAILURES = {Service.VIFMGR: Code.VIFMGR_DOWN, Service.IPSPACE_LOOKUP: Code.IPSPACE_LOOKUP_FAILED}


@dataclass(frozen=True, slots=True)
class Updated:
    """The offer that an update created or extended, if any, and the new passphrase, if any."""

    offer: Offer | None
    passphrase: str | None = field(repr=False)


def update_peer(fabric: Fabric, cluster: Cluster, peer: Peer, request: PeerRequest) -> Updated:
    """
    Update `peer` as the request says and contact the remote again.

    Raises OntapError, and then nothing has changed.
    """
    in_use = request.in_use or peer.in_use
    _check_authentication(cluster, peer, request, in_use)
    _check_encryption(cluster, peer, request, in_use)
    if request.name is not None:
        check_name(cluster, request.name, itself=peer)
    _check_ipspace(cluster, peer, request)
    addresses = _new_addresses(fabric, cluster, peer, request)
    svms = peer.allowed_svms
    if request.allowed_svms is not None:
        if peer.relationship is not None:
            raise OntapError(Code.INVALID_COMBINATION, "initial_allowed_svms")
        svms = allowed_svms(cluster, peer.ipspace, request.allowed_svms)
    passphrase = (request.passphrase or fabric.new_passphrase(cluster)) if request.refreshes_passphrase else None
    offer = _new_offer(fabric, cluster, peer, request, passphrase)

    cluster.peers.remove(peer)
    peer.allowed_svms = svms
    peer.dial(addresses, fabric.now())
    peer.applications = peer.applications if request.applications is None else request.applications
    peer.proposed = request.encryption or (Encryption.NONE if in_use is InUse.ABSENT else peer.proposed)
    if in_use is not peer.in_use:
        peer.in_use, peer.changed_at = in_use, fabric.now()
    if request.name is not None:
        peer.name, peer.has_temporary_name = request.name, False
    if in_use is InUse.ABSENT:
        peer.offer = None
    elif offer is not None:
        peer.offer = offer
        if peer.has_temporary_name and passphrase is not None:
            peer.name = temporary_name(passphrase)
    cluster.peers.add(peer)
    if peer.is_anonymous:
        fabric.watch(cluster, peer)
    attempt_handshake(fabric, cluster, peer)
    return Updated(offer, passphrase)


def _check_authentication(cluster: Cluster, peer: Peer, request: PeerRequest, in_use: InUse) -> None:
    check_passphrase(cluster, request)
    if request.passphrase is None and request.generate is False:
        raise OntapError(Code.GENERATE_TURNED_OFF, "authentication.generate_passphrase")
    if request.refreshes_passphrase and in_use is not InUse.OK:
        raise OntapError(Code.PASSPHRASE_WITHOUT_AUTHENTICATION, "authentication.in_use")
    if request.passphrase is not None and peer.is_anonymous:
        raise OntapError(Code.PASSPHRASE_WITHOUT_ADDRESSES, "authentication.passphrase")
    if in_use is InUse.OK and peer.in_use is InUse.ABSENT and not request.refreshes_passphrase:
        raise OntapError(Code.NEITHER_PASSPHRASE_NOR_GENERATE, "authentication.passphrase")
    if in_use is InUse.ABSENT and (cluster.policy.authentication_required or peer.is_anonymous):
        raise OntapError(Code.INVALID_VALUE, "authentication.in_use")


def _check_encryption(cluster: Cluster, peer: Peer, request: PeerRequest, in_use: InUse) -> None:
    if request.encryption is None:
        return
    if request.encryption is Encryption.TLS_PSK and in_use is InUse.ABSENT:
        raise OntapError(Code.ENCRYPTION_WITHOUT_AUTHENTICATION, "encryption.proposed")
    if request.encryption is Encryption.TLS_PSK:
        require_encrypting_nodes(cluster)
    check_encryption_policy(cluster, request.encryption)
    if request.encryption is not peer.proposed and not request.refreshes_passphrase:
        raise OntapError(Code.ENCRYPTION_WITHOUT_PASSPHRASE, "encryption.proposed")


def _check_ipspace(cluster: Cluster, peer: Peer, request: PeerRequest) -> None:
    """The IPspace of a peer stays (inferred; no source says what changing it does)."""
    if request.ipspace_name is None and request.ipspace_uuid is None:
        return
    if cluster.ipspace(request.ipspace_name, request.ipspace_uuid) != peer.ipspace:
        raise OntapError(Code.IPSPACE_MISMATCH, "ipspace")


def _new_addresses(fabric: Fabric, cluster: Cluster, peer: Peer, request: PeerRequest) -> tuple[str, ...]:
    if request.addresses is None:
        return peer.remote_addresses
    if not request.addresses:
        raise OntapError(Code.EMPTY_ADDRESS_LIST, "remote.ip_addresses")
    _require_interface_services(cluster)
    remote = parse_remote(fabric, request.addresses, IN_PATCH)
    require_family(cluster, peer.ipspace, remote.addresses)
    require_ipv4_everywhere(cluster, peer.ipspace, remote.addresses)
    require_remote(fabric, cluster, peer, remote.addresses)
    return remote.texts


def _require_interface_services(cluster: Cluster) -> None:
    """New addresses need the cluster's own interfaces: raises OntapError 4653257, 4653261 if it cannot look at them."""
    for service, code in _FAILURES.items():
        if service in cluster.identity.failing:
            raise OntapError(code)


def _new_offer(
    fabric: Fabric, cluster: Cluster, peer: Peer, request: PeerRequest, passphrase: str | None
) -> Offer | None:
    """A new offer for a new passphrase; an extended one if only the expiry is given, which renews an expired one."""
    if passphrase is not None:
        return fabric.offer(passphrase, _expiry(fabric, cluster, request))
    if request.expiry is None:
        return None
    if peer.offer is None:
        raise OntapError(Code.INVALID_COMBINATION, EXPIRY_TARGET)
    return replace(peer.offer, expires_at=_expiry(fabric, cluster, request))


def _expiry(fabric: Fabric, cluster: Cluster, request: PeerRequest) -> datetime:
    return expiry_from(request.expiry, fabric.now(), cluster.identity.time_zone)
