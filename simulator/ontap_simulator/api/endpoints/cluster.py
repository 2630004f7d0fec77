"""`/api/cluster`: who this cluster is."""

from ontap_simulator.api.collection import Record, instance_reply
from ontap_simulator.api.endpoints import Route
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.api.releases import CLUSTER
from ontap_simulator.domain.network import Version

PATH = "/api/cluster"
FIELDS = FieldTable(
    keys=("name", "uuid"),
    common=("version.full", "version.generation", "version.major", "version.minor", "version.patch"),
    extra=(
        "peering_policy.authentication_required",
        "peering_policy.encryption_required",
        "peering_policy.minimum_passphrase_length",
    ),
    since=CLUSTER,
)


def get_cluster(request: ApiRequest) -> ApiReply:
    cluster = request.peering.cluster
    record: Record = {
        "name": cluster.name,
        "uuid": cluster.uuid,
        "version": version_record(cluster.version),
        "peering_policy": {
            "authentication_required": cluster.policy.authentication_required,
            "encryption_required": cluster.policy.encryption_required,
            "minimum_passphrase_length": cluster.policy.minimum_passphrase_length,
        },
        "_links": self_link(PATH),
    }
    return instance_reply(request, FIELDS, record)


def version_record(version: Version) -> Record:
    record = {
        "full": version.full,
        "generation": version.generation,
        "major": version.major,
        "minor": version.minor,
    }
    return {**record, "patch": version.patch} if version.patch else record


ROUTES = (Route(PATH, "cluster", FIELDS, {"GET": get_cluster}),)
