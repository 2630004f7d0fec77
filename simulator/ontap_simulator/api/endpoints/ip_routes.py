"""`/api/network/ip/routes`: by which gateways a cluster reaches other networks."""

from collections.abc import Iterable
from ipaddress import ip_interface, ip_network
from uuid import UUID, uuid5

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.endpoints.ipspaces import ipspace_record
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.network import Interface

PATH = "/api/network/ip/routes"
FIELDS = FieldTable(
    keys=("uuid",),
    common=(
        "destination.address",
        "destination.netmask",
        "destination.family",
        "gateway",
        "ipspace.uuid",
        "ipspace.name",
        "scope",
    ),
)


def _records(request: ApiRequest) -> Iterable[Record]:
    """A default route for each family of addresses that an IPspace has, unless the fabric says that it has none."""
    first: dict[tuple[str, int], Interface] = {}
    for interface in request.peering.cluster.interfaces.values():
        if interface.ipspace.has_default_route:
            first.setdefault((interface.ipspace.uuid, interface.address.version), interface)
    return [_record(interface) for interface in first.values()]


def _record(interface: Interface) -> Record:
    """What uuids and gateways there are is made up (inferred); links decide who reaches whom, and not these routes."""
    version = interface.address.version
    everywhere = ip_network("0.0.0.0/0" if version == 4 else "::/0")  # noqa: PLR2004 - IPv4
    uuid = str(uuid5(UUID(interface.ipspace.uuid), str(everywhere)))
    network = ip_interface(f"{interface.address}/{interface.prefix_length}").network
    return {
        "uuid": uuid,
        "destination": {
            "address": str(everywhere.network_address),
            "netmask": str(everywhere.prefixlen),
            "family": f"ipv{version}",
        },
        "gateway": str(network.network_address + 1),
        "ipspace": ipspace_record(interface.ipspace),
        "scope": "cluster",
        "_links": self_link(f"{PATH}/{uuid}"),
    }


ROUTES = read_only(PATH, "route", FIELDS, _records)
