"""New intercluster interfaces, made by a POST with `local_network` (section Creating local intercluster LIFs)."""

from ipaddress import ip_network

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.network import (
    Address,
    Interface,
    InterfaceService,
    IPspace,
    can_be_an_interfaces,
    parse_address,
)
from ontap_simulator.domain.request import LocalNetwork
from ontap_simulator.domain.spec import Service

_ADDRESSES, _DOMAIN = "local_network.interfaces", "local_network.broadcast_domain"
_NETMASK, _GATEWAY = "local_network.netmask", "local_network.gateway"


def create_interfaces(
    fabric: Fabric, cluster: Cluster, ipspace: IPspace, network: LocalNetwork
) -> tuple[Interface, ...]:
    """
    Make one intercluster interface per address, on the nodes in turn, and keep them whatever follows.

    The same request again finds them in place and succeeds, as its retry has to (section Additional information on
    network routes). Raises OntapError 4656079, 4656081, 4656085 to 4656088, 4656091, 4656094, 4656096 (documented),
    262197 for a malformed address or mask, 1 for an address that is taken (both inferred).
    """
    if Service.NODE_LIST in cluster.identity.failing:
        raise OntapError(Code.NO_NODES, "local_network")
    addresses = _addresses(fabric, cluster, ipspace, network)
    _require_port(ipspace, network)
    prefix_lengths = _prefix_lengths(addresses, network)
    _require_gateway(network)
    routed_at = fabric.now() + fabric.settings.route_discovery
    interfaces = []
    for address, prefix_length, node in zip(addresses, prefix_lengths, cluster.identity.nodes, strict=False):
        there = fabric.destination(address)
        interface = (
            there.interface
            if there is not None
            else Interface(
                fabric.ids.uuid(fabric.now(), cluster.identity.node_id),
                f"intercluster_{len(cluster.interfaces) + 1}",
                address,
                prefix_length,
                ipspace,
                node,
                (InterfaceService.INTERCLUSTER,),
                routed_at,
            )
        )
        fabric.add_interface(cluster, interface)
        interfaces.append(interface)
    return tuple(interfaces)


def _addresses(fabric: Fabric, cluster: Cluster, ipspace: IPspace, network: LocalNetwork) -> list[Address]:
    if network.addresses is None:
        raise OntapError(Code.EMPTY_ADDRESS_LIST, _ADDRESSES)
    if not network.addresses:
        raise OntapError(Code.EMPTY_LOCAL_ADDRESS_LIST, _ADDRESSES)
    if len(network.addresses) > len(cluster.identity.nodes):
        raise OntapError(Code.MORE_ADDRESSES_THAN_NODES, _ADDRESSES)
    addresses: list[Address] = []
    for text in network.addresses:
        address = parse_address(text)
        if address is None or not can_be_an_interfaces(address):
            raise OntapError(Code.INVALID_VALUE, _ADDRESSES, f'"{text}"')
        if address in addresses or not _is_free(fabric, cluster, ipspace, address):
            raise OntapError(Code.DUPLICATE, _ADDRESSES, f'"{text}"')
        addresses.append(address)
    return addresses


def _is_free(fabric: Fabric, cluster: Cluster, ipspace: IPspace, address: Address) -> bool:
    """Whether the address is nobody's, or already that of an intercluster interface in the same place."""
    there = fabric.destination(address)
    if there is None:
        return True
    return there.cluster is cluster and there.interface.is_intercluster and there.interface.ipspace == ipspace


def _require_port(ipspace: IPspace, network: LocalNetwork) -> None:
    domain = ipspace.broadcast_domain(network.broadcast_domain)
    if domain is None:
        raise OntapError(Code.BROADCAST_DOMAIN_REQUIRED, _DOMAIN)
    if domain.ports == 0:
        raise OntapError(Code.NO_PORT, _DOMAIN)
    if domain.ports_up == 0:
        raise OntapError(Code.NO_USABLE_PORT, _DOMAIN)


def _prefix_lengths(addresses: list[Address], network: LocalNetwork) -> list[int]:
    if network.netmask is None:
        raise OntapError(Code.NETMASK_REQUIRED, _NETMASK)
    try:
        return [_prefix_length(address, network.netmask) for address in addresses]
    except ValueError:
        raise OntapError(Code.INVALID_VALUE, _NETMASK, f'"{network.netmask}"') from None


def _prefix_length(address: Address, netmask: str) -> int:
    """Raises ValueError, also for the inverse of a mask, which Python takes for one."""
    network = ip_network(f"{address}/{netmask}", strict=False)
    if netmask not in (str(network.netmask), str(network.prefixlen)):
        raise ValueError(netmask)
    return network.prefixlen


def _require_gateway(network: LocalNetwork) -> None:
    if network.gateway is None:
        raise OntapError(Code.GATEWAY_REQUIRED, _GATEWAY)
    if parse_address(network.gateway) is None:
        raise OntapError(Code.INVALID_VALUE, _GATEWAY, f'"{network.gateway}"')
