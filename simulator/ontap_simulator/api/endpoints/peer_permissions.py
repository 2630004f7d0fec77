"""`/api/svm/peer-permissions`: which SVMs may be peered with the SVMs of a remote cluster."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record, Source, collection_reply
from ontap_simulator.api.endpoints import Route
from ontap_simulator.api.endpoints.svms import allowed_svm_references
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query.fields import FieldTable

PATH = "/api/svm/peer-permissions"
FIELDS = FieldTable(
    keys=("cluster_peer.uuid", "svm.uuid"),
    common=("cluster_peer.name", "svm.name", "applications"),
)


def get_permissions(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(FIELDS, lambda _: list(_records(request))))


def _records(request: ApiRequest) -> Iterable[Record]:
    """`initial_allowed_svms` of a peer become permissions once it is accepted (documented)."""
    for peer in request.peering.after():
        if peer.remote is not None and peer.relationship is not None:
            for svm in allowed_svm_references(peer):
                yield {
                    "cluster_peer": {"uuid": peer.uuid, "name": peer.name},
                    "svm": svm,
                    "applications": [each.value for each in peer.applications],
                }


ROUTES = (Route(PATH, "svm_peer_permission", FIELDS, {"GET": get_permissions}, is_collection=True),)
