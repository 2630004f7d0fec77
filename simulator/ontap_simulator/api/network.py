"""`/api/network/ip/interfaces`: where a client finds intercluster addresses; and the IPspaces that peers link to."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record, Source, after, by_uuid, collection_reply, instance_reply
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.peer_record import ipspace_record
from ontap_simulator.api.query.fields import FieldTable
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
    return collection_reply(request, Source(INTERFACE_FIELDS, lambda query: after(_interfaces(request), query)))


def get_interface(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, INTERFACE_FIELDS, by_uuid(_interfaces(request), uuid))


def list_ipspaces(request: ApiRequest) -> ApiReply:
    return collection_reply(request, Source(IPSPACE_FIELDS, lambda query: after(_ipspaces(request), query)))


def get_ipspace(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, IPSPACE_FIELDS, by_uuid(_ipspaces(request), uuid))


def _interfaces(request: ApiRequest) -> Iterable[Record]:
    return [_interface_record(interface) for interface in request.peering.cluster.interfaces.values()]


def _ipspaces(request: ApiRequest) -> Iterable[Record]:
    return [ipspace_record(ipspace) for ipspace in request.peering.cluster.identity.ipspaces]


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
