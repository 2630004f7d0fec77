"""`/api/network/ipspaces`: the IPspaces that peers refer to."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.network import IPspace

PATH = "/api/network/ipspaces"
FIELDS = FieldTable(keys=("uuid", "name"), common=())


def ipspace_record(ipspace: IPspace) -> Record:
    return {"uuid": ipspace.uuid, "name": ipspace.name, "_links": self_link(f"{PATH}/{ipspace.uuid}")}


def _records(request: ApiRequest) -> Iterable[Record]:
    return [ipspace_record(ipspace) for ipspace in request.peering.cluster.identity.ipspaces]


ROUTES = read_only(PATH, "ipspace", FIELDS, _records)
