"""`/api/svm`: SVMs, their peers and standing permissions, which clients read beside a peering; read only."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record, Source, after, by_uuid, collection_reply, instance_reply
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.peer_record import ipspace_record
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.dependants import DependantKind
from ontap_simulator.domain.network import Svm
from ontap_simulator.domain.peer import ALL_SVMS, Peer

SVMS_PATH = "/api/svm/svms"
SVM_PEERS_PATH = "/api/svm/peers"
PERMISSIONS_PATH = "/api/svm/peer-permissions"

SVM_FIELDS = FieldTable(keys=("uuid", "name"), common=("ipspace.uuid", "ipspace.name", "state", "subtype"))
SVM_PEER_FIELDS = FieldTable(
    keys=("uuid", "name"),
    common=(
        "svm.uuid",
        "svm.name",
        "peer.svm.uuid",
        "peer.svm.name",
        "peer.cluster.uuid",
        "peer.cluster.name",
        "state",
        "applications",
    ),
)
PERMISSION_FIELDS = FieldTable(
    keys=("cluster_peer.uuid", "svm.uuid"),
    common=("cluster_peer.name", "svm.name", "applications"),
)


def list_svms(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(SVM_FIELDS, lambda query: after(_svms(request), query)))


def get_svm(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, SVM_FIELDS, by_uuid(_svms(request), uuid))


def list_svm_peers(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(SVM_PEER_FIELDS, lambda query: after(_svm_peers(request), query)))


def get_svm_peer(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, SVM_PEER_FIELDS, by_uuid(_svm_peers(request), uuid))


def list_permissions(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(PERMISSION_FIELDS, lambda _: list(_permissions(request))))


def _svms(request: ApiRequest) -> Iterable[Record]:
    for svm in request.peering.cluster.identity.svms:
        yield {
            **_reference(svm),
            "ipspace": ipspace_record(svm.ipspace),
            "state": "running",
            "subtype": "default",
        }


def _svm_peers(request: ApiRequest) -> Iterable[Record]:
    """Those that were placed on a peering, as this cluster sees them."""
    fabric, here = request.peering.fabric, request.peering.cluster
    for dependant in fabric.dependants:
        if dependant.kind is not DependantKind.SVM_PEER:
            continue
        for local, svm, remote, remote_svm in dependant.sides():
            if local == here.name:
                far = fabric.clusters[remote]
                yield {
                    "uuid": dependant.uuid,
                    "name": remote_svm,
                    "svm": _reference(_named(here, svm)),
                    "peer": {"svm": _reference(_named(far, remote_svm)), "cluster": {"uuid": far.uuid, "name": remote}},
                    "state": "peered",
                    "applications": ["snapmirror"],
                    "_links": self_link(f"{SVM_PEERS_PATH}/{dependant.uuid}"),
                }


def _permissions(request: ApiRequest) -> Iterable[Record]:
    """`initial_allowed_svms` of a peer become permissions once it is accepted (documented)."""
    for peer in request.peering.after():
        if peer.remote is not None and peer.relationship is not None:
            for svm in _allowed(peer):
                yield {
                    "cluster_peer": {"uuid": peer.uuid, "name": peer.name},
                    "svm": svm,
                    "applications": [each.value for each in peer.applications],
                }


def _allowed(peer: Peer) -> Iterable[Record]:
    if peer.allowed_svms == ALL_SVMS:
        return [{"name": ALL_SVMS}]
    return [_reference(svm) for svm in peer.allowed_svms if isinstance(svm, Svm)]


def _named(cluster: Cluster, name: str) -> Svm:
    return next(svm for svm in cluster.identity.svms if svm.name == name)


def _reference(svm: Svm) -> Record:
    return {"uuid": svm.uuid, "name": svm.name, "_links": self_link(f"{SVMS_PATH}/{svm.uuid}")}
