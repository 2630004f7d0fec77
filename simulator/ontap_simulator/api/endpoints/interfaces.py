"""`/api/network/ip/interfaces`: where a client finds intercluster addresses."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.endpoints.ipspaces import ipspace_record
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.network import Interface

PATH = "/api/network/ip/interfaces"
FIELDS = FieldTable(
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
        "service_policy.name",
        "svm.uuid",
        "svm.name",
        "location.is_home",
        "location.home_node.uuid",
        "location.home_node.name",
        "location.home_port.name",
        "location.node.uuid",
        "location.node.name",
        "location.port.name",
        "subnet.name",
    ),
)


def _records(request: ApiRequest) -> Iterable[Record]:
    return [_record(interface) for interface in request.peering.cluster.interfaces.values()]


def _record(interface: Interface) -> Record:
    """
    Fields and filters are those that the vendor's clients use (client); an interface of a cluster has no SVM.

    The names of ports are made up, and each interface is at home (inferred).
    """
    policy, port_name = ("default-intercluster", "e0c") if interface.is_intercluster else ("default-management", "e0M")
    node, port = {"uuid": interface.node.uuid, "name": interface.node.name}, {"name": port_name}
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
        "service_policy": {"name": policy},
        "location": {"is_home": True, "home_node": node, "home_port": port, "node": node, "port": port},
        "_links": self_link(f"{PATH}/{interface.uuid}"),
    }


ROUTES = read_only(PATH, "ip_interface", FIELDS, _records)
