"""`/api/cluster`: who this cluster is."""

from ontap_simulator.api.collection import instance_reply
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.peer_record import version_record
from ontap_simulator.api.query.fields import FieldTable

CLUSTER_PATH = "/api/cluster"
CLUSTER_FIELDS = FieldTable(
    keys=("name", "uuid"),
    common=("version.full", "version.generation", "version.major", "version.minor", "version.patch"),
    extra=(
        "peering_policy.authentication_required",
        "peering_policy.encryption_required",
        "peering_policy.minimum_passphrase_length",
    ),
)


def get_cluster(request: ApiRequest) -> ApiReply:
    cluster = request.peering.cluster
    record = {
        "name": cluster.name,
        "uuid": cluster.uuid,
        "version": version_record(cluster.version),
        "peering_policy": {
            "authentication_required": cluster.policy.authentication_required,
            "encryption_required": cluster.policy.encryption_required,
            "minimum_passphrase_length": cluster.policy.minimum_passphrase_length,
        },
        "_links": self_link(CLUSTER_PATH),
    }
    return instance_reply(request, CLUSTER_FIELDS, record)
