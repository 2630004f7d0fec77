"""`/api/cluster/nodes`: the nodes of a cluster, each of which wants an intercluster interface."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.endpoints.cluster import version_record
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable

PATH = "/api/cluster/nodes"
FIELDS = FieldTable(
    keys=("uuid", "name"),
    common=("version.full", "version.generation", "version.major", "version.minor", "version.patch", "state"),
)


def _records(request: ApiRequest) -> Iterable[Record]:
    for node in request.peering.cluster.identity.nodes:
        yield {
            "uuid": node.uuid,
            "name": node.name,
            "version": version_record(node.version),
            "state": "up",
            "_links": self_link(f"{PATH}/{node.uuid}"),
        }


ROUTES = read_only(PATH, "node", FIELDS, _records)
