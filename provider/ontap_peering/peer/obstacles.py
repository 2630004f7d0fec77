"""What is in the way of a new peer: asked before something live is deleted for it, and after ONTAP has refused it."""

from collections.abc import Iterable
from typing import Final

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError, ApiError, CredentialsError, NotFoundError, PeerError, PlanError
from ontap_peering.peer.addresses import as_reported, family
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.ports import ClusterApi, PeerApi, PeeringPolicy

SAME_NAME: Final = "4653075"
SAME_REMOTE: Final = "4653076"
NO_SUCH_FIELD: Final = "262197"
"""The release does not have the field yet; the peering policy came with 9.10."""
DEFAULT_IPSPACE: Final = "Default"
SYSTEM_IPSPACE: Final = "Cluster"
"""The cluster's own, which cannot hold intercluster interfaces (documented: code 1966366)."""


def of_same_remote(desired: DesiredPeer, peers: Iterable[ObservedPeer]) -> ObservedPeer | None:
    """The peer that leads where the desired one would: by an address, or by what `expected_remote` says."""
    wanted = set(desired.remote.ip_addresses) if desired.remote else set()
    for peer in peers:
        if wanted.intersection(as_reported(peer.remote_addresses)) or peer.is_identified_by(desired.expected_remote):
            return peer
    return None


def explained(error: ApiError, desired: DesiredPeer, api: PeerApi, cluster: ClusterApi) -> PeerError:
    """The refusal of a POST, with what is in the way by its name; the error itself if that does not show."""
    if isinstance(error, NotFoundError):
        return missing_ipspace(desired, cluster) or error
    if error.code not in (SAME_NAME, SAME_REMOTE):
        return error
    peers = api.list()
    found = next((peer for peer in peers if peer.name == desired.name), None) if error.code == SAME_NAME else None
    found = found or of_same_remote(desired, peers)
    if found is None and len(peers) == 1:
        found = peers[0]
    if not peers:
        return error
    if found is None:
        names = [peer.name for peer in peers]
        return AlreadyExistsError(messages.one_in_the_way(desired.cluster, desired.name, error.code, names))
    return in_the_way(found, desired, error.code)


def check_before_replacing(desired: DesiredPeer, old: PeerState | None, api: PeerApi, cluster: ClusterApi) -> None:
    """
    Ask all that can be asked without a change about a peer that is to replace a live one, `old` if it is here, too.

    Raises a PeerError that says what would keep it from being created. A question that this user may not ask is left
    out.
    """
    here = cluster.identity()
    if here is not None and desired.name == here.name:
        raise PlanError(messages.name_of_the_cluster(desired.cluster, here.name))
    if missing := missing_ipspace(desired, cluster):
        raise missing
    if desired.remote and desired.local_network is None:
        _check_interfaces(desired, cluster)
    _check_policy(desired, cluster)
    goes = old.observed.uuid if old is not None and desired.cluster == old.cluster else None
    peers = [peer for peer in api.list() if peer.uuid != goes]
    found = next((peer for peer in peers if peer.name == desired.name and not desired.has_generated_name), None)
    found = found or of_same_remote(desired, peers)
    if found is not None and desired.adopt != "existing":
        raise in_the_way(found, desired, SAME_NAME if found.name == desired.name else SAME_REMOTE)


def in_the_way(found: ObservedPeer, desired: DesiredPeer, code: str) -> AlreadyExistsError:
    return AlreadyExistsError(
        messages.in_the_way(
            desired.cluster, desired.name, code, other=found.name, remote=found.remote_name, uuid=found.uuid
        )
    )


def missing_ipspace(desired: DesiredPeer, cluster: ClusterApi) -> PlanError | None:
    """The error if the cluster does not have the IPspace of the peer."""
    if desired.ipspace is None:
        return None
    wanted = desired.ipspace.name or desired.ipspace.uuid
    known = cluster.ipspaces()
    if any(wanted in (each.name, each.uuid.lower()) for each in known):
        return None
    usable = [each.name for each in known if each.name != SYSTEM_IPSPACE]
    return PlanError(messages.no_such_ipspace(desired.cluster, str(wanted), usable))


def _check_interfaces(desired: DesiredPeer, cluster: ClusterApi) -> None:
    wanted = {family(address) for address in desired.remote.ip_addresses} if desired.remote else set()
    ipspace = ipspace_name(desired, cluster)
    found = {family(address) for address in cluster.intercluster_addresses(ipspace)}
    for version in wanted - {None}:
        if version not in found:
            raise PlanError(messages.no_interface(desired.cluster, ipspace, f"IPv{version}"))


def ipspace_name(desired: DesiredPeer, cluster: ClusterApi) -> str:
    """Raises PlanError if the cluster has none of this uuid."""
    if desired.ipspace is None:
        return DEFAULT_IPSPACE
    by_uuid = {each.uuid.lower(): each.name for each in cluster.ipspaces()}
    if desired.ipspace.name is None and desired.ipspace.uuid not in by_uuid:
        raise missing_ipspace(desired, cluster) or PlanError()
    return desired.ipspace.name or by_uuid[str(desired.ipspace.uuid)]


def policy_of(cluster: ClusterApi) -> PeeringPolicy:
    """What the cluster demands, as far as this user may ask and the release has it."""
    try:
        return cluster.policy()
    except ApiError as error:
        if not isinstance(error, CredentialsError) and error.code != NO_SUCH_FIELD:
            raise
        return PeeringPolicy(minimum_passphrase_length=0, encryption_required=False, authentication_required=False)


def _check_policy(desired: DesiredPeer, cluster: ClusterApi) -> None:
    policy = policy_of(cluster)
    shortest, passphrase = policy.minimum_passphrase_length, desired.passphrase
    if passphrase is not None and len(passphrase.get_secret_value()) < shortest:
        raise PlanError(messages.passphrase_too_short(desired.cluster, shortest))
    if policy.encryption_required and desired.encryption is not None and desired.encryption.proposed == "none":
        raise PlanError(messages.encryption_demanded(desired.cluster))
    if policy.authentication_required and desired.in_use == "absent":
        raise PlanError(messages.authentication_demanded(desired.cluster))
