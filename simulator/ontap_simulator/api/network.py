"""`/api/network/ip/interfaces`: where a client finds intercluster addresses; and the IPspaces that peers link to."""

from collections.abc import Iterable
from operator import itemgetter

from ontap_simulator.api.collection import Record, Source, collection_reply, instance_reply
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.fields import FieldTable
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.peer_record import ipspace_record
from ontap_simulator.api.query import Query
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.network import Interface

INTERFACES_PATH = "/api/network/ip/interfaces"
IPSPACES_PATH = "/api/network/ipspaces"

INTERFACE_FIELDS = FieldTable(
    keys=("uuid", "name"),
    common=(
        "ip.address",
        "ip.netmask",
        "ip.family",
        "ipspace.uuid",
        "ipspace.name",
        "scope",
        "state",
        "enabled",
        "services",
        "location.node.uuid",
        "location.node.name",
    ),
)
IPSPACE_FIELDS = FieldTable(keys=("uuid", "name"), common=())


def list_interfaces(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(INTERFACE_FIELDS, lambda query: _after(_interfaces(request), query)))


def get_interface(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, INTERFACE_FIELDS, _by_uuid(_interfaces(request), uuid))


def list_ipspaces(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(IPSPACE_FIELDS, lambda query: _after(_ipspaces(request), query)))


def get_ipspace(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, IPSPACE_FIELDS, _by_uuid(_ipspaces(request), uuid))


def _interfaces(request: ApiRequest) -> Iterable[Record]:
    return [_interface_record(interface) for interface in request.peering.cluster.interfaces.values()]


def _ipspaces(request: ApiRequest) -> Iterable[Record]:
    return [ipspace_record(ipspace) for ipspace in request.peering.cluster.identity.ipspaces]


def _after(records: Iterable[Record], query: Query) -> Iterable[Record]:
    return [record for record in sorted(records, key=itemgetter("uuid")) if record["uuid"] > query.start]


def _by_uuid(records: Iterable[Record], uuid: str) -> Record:
    for record in records:
        if record["uuid"] == uuid:
            return record
    raise OntapError(Code.NOT_FOUND, "uuid")


def _interface_record(interface: Interface) -> Record:
    return {
        "uuid": interface.uuid,
        "name": interface.name,
        "ip": {
            "address": str(interface.address),
            "netmask": str(interface.prefix_length),
            "family": f"ipv{interface.address.version}",
        },
        "ipspace": ipspace_record(interface.ipspace),
        "scope": "cluster",
        "state": "up",
        "enabled": True,
        "services": [service.value for service in interface.services],
        "location": {"node": {"uuid": interface.node.uuid, "name": interface.node.name}},
        "_links": self_link(f"{INTERFACES_PATH}/{interface.uuid}"),
    }
