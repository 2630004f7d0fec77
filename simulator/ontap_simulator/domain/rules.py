"""Checks that creating and changing a peer share."""

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.network import IPspace, Svm, Version
from ontap_simulator.domain.peer import ALL_SVMS, Encryption, Peer
from ontap_simulator.domain.request import PeerRequest, SvmChoice
from ontap_simulator.domain.spec import CLUSTER_NAME

_FIRST_TO_ENCRYPT = Version(9, 6, 0)


def check_passphrase(cluster: Cluster, request: PeerRequest) -> None:
    """Raises OntapError 4653236, or 262186 for a passphrase beside `generate_passphrase: true` (inferred)."""
    if request.passphrase is None:
        return
    if request.generate:
        raise OntapError(Code.INVALID_COMBINATION, "authentication.generate_passphrase")
    if len(request.passphrase) < cluster.policy.minimum_passphrase_length:
        raise OntapError(Code.PASSPHRASE_TOO_SHORT, "authentication.passphrase")


def check_name(cluster: Cluster, name: str, itself: Peer | None = None) -> None:
    """Raises OntapError 4656072 for a malformed name, 4656071 for the local cluster's, 4653075 for a taken one."""
    if not CLUSTER_NAME.fullmatch(name):
        raise OntapError(Code.INVALID_NAME, "name")
    if name == cluster.name:
        raise OntapError(Code.NAME_OF_LOCAL_CLUSTER, "name")
    if cluster.peers.named(name) not in (None, itself):
        raise OntapError(Code.NAME_TAKEN, "name")


def check_encryption_policy(cluster: Cluster, proposed: Encryption) -> None:
    """Raises OntapError 4653419 if the policy requires what `proposed` lacks."""
    if proposed is Encryption.NONE and cluster.policy.encryption_required:
        raise OntapError(Code.ENCRYPTION_REQUIRED, "encryption.proposed")


def can_encrypt(cluster: Cluster) -> bool:
    return cluster.version >= _FIRST_TO_ENCRYPT


def require_encrypting_nodes(cluster: Cluster) -> None:
    """Raises OntapError 4656075 unless the cluster's version, that of its oldest node, has encryption."""
    if not can_encrypt(cluster):
        raise OntapError(Code.ENCRYPTION_UNSUPPORTED, "encryption.proposed")


def allowed_svms(cluster: Cluster, ipspace: IPspace, choices: tuple[SvmChoice, ...]) -> tuple[Svm, ...] | str:
    """The SVMs chosen, or `*` for all; raises OntapError 2621462, 4655061."""
    if any(choice.name == ALL_SVMS for choice in choices):
        return ALL_SVMS
    return tuple(cluster.svm(ipspace, choice.name, choice.uuid) for choice in choices)
