"""From the addresses in a request to the cluster they lead to, and the interfaces a request may create."""

from ipaddress import ip_network

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.network import Address, Interface, IPspace, Service, parse_address
from ontap_simulator.domain.request import LocalNetwork

TARGET = "remote.ip_addresses"
_LOCAL_TARGET = "local_network"


def parse_remote(texts: tuple[str, ...], mixed: Code) -> tuple[Address, ...]:
    """
    The addresses of a request, all of one family.

    A fabric has no name service, so a host name is an unknown host. Raises OntapError 8847365, or `mixed`.
    """
    addresses = []
    for text in texts:
        address = parse_address(text)
        if address is None:
            raise OntapError(Code.UNKNOWN_HOST, TARGET, f'"{text}"')
        addresses.append(address)
    if len({address.version for address in addresses}) > 1:
        raise OntapError(mixed, TARGET)
    return tuple(addresses)


def require_family(cluster: Cluster, ipspace: IPspace, addresses: tuple[Address, ...]) -> None:
    """Raises OntapError 4656095 unless the IPspace has an intercluster interface of the addresses' family."""
    versions = {interface.address.version for interface in cluster.intercluster(ipspace)}
    if not {address.version for address in addresses} <= versions:
        raise OntapError(Code.FAMILY_NOT_IN_IPSPACE, TARGET)


def identify_remote(fabric: Fabric, cluster: Cluster, addresses: tuple[Address, ...]) -> Cluster:
    """
    The other cluster that answers at all of these addresses (the introduction made at POST time).

    Raises OntapError 4656100 for an intercluster address of the local cluster, 4653058 for another address of it,
    4653368 for one that leads nowhere, to no intercluster interface, or to a different cluster than the first,
    4653218 for one behind a link that is down.
    """
    found: Cluster | None = None
    for address in addresses:
        endpoint = fabric.endpoint(address)
        if endpoint is not None and endpoint.cluster is cluster:
            own = Code.ADDRESS_IN_USE_LOCALLY if endpoint.interface.is_intercluster else Code.PEER_IS_SELF
            raise OntapError(own, TARGET, f'"{address}"')
        if endpoint is None or not endpoint.interface.is_intercluster or found not in (None, endpoint.cluster):
            raise OntapError(Code.INVALID_PEER_ADDRESS, TARGET, f'"{address}"')
        if not fabric.links.leads(cluster.name, endpoint.cluster.name):
            raise OntapError(Code.INTRODUCTION_FAILED, TARGET, f'"{address}"')
        found = endpoint.cluster
    if found is None:
        raise OntapError(Code.INVALID_PEER_ADDRESS, TARGET)
    return found


def require_remote(fabric: Fabric, cluster: Cluster, remote: Cluster | None, addresses: tuple[Address, ...]) -> None:
    """Raises OntapError 4653218 for an address that does not answer, 4653061 for one of another cluster."""
    for address in addresses:
        endpoint = fabric.endpoint(address)
        answers = endpoint is not None and endpoint.interface.is_intercluster
        if endpoint is None or not answers or not fabric.links.leads(cluster.name, endpoint.cluster.name):
            raise OntapError(Code.INTRODUCTION_FAILED, TARGET, f'"{address}"')
        if endpoint.cluster is not remote:
            raise OntapError(Code.WRONG_REMOTE_CLUSTER, TARGET, f'"{address}"')


def create_interfaces(
    fabric: Fabric, cluster: Cluster, ipspace: IPspace, wanted: LocalNetwork
) -> tuple[Interface, ...]:
    """
    Make one intercluster interface per address, on the nodes in turn, and keep them whatever follows.

    Raises OntapError 4656081, 4656085, 4656086, 4656087, 4656091, 4656096 (documented), 262197 for a malformed
    address or mask, 1 for an address that is taken (both inferred).
    """
    addresses = _local_addresses(fabric, cluster, wanted)
    if wanted.broadcast_domain not in ipspace.broadcast_domains:
        raise OntapError(Code.BROADCAST_DOMAIN_REQUIRED, f"{_LOCAL_TARGET}.broadcast_domain")
    if wanted.netmask is None:
        raise OntapError(Code.NETMASK_REQUIRED, f"{_LOCAL_TARGET}.netmask")
    if wanted.gateway is None:
        raise OntapError(Code.GATEWAY_REQUIRED, f"{_LOCAL_TARGET}.gateway")
    if parse_address(wanted.gateway) is None:
        raise OntapError(Code.INVALID_VALUE, f"{_LOCAL_TARGET}.gateway", f'"{wanted.gateway}"')
    try:
        prefixes = [ip_network(f"{address}/{wanted.netmask}", strict=False).prefixlen for address in addresses]
    except ValueError:
        raise OntapError(Code.INVALID_VALUE, f"{_LOCAL_TARGET}.netmask", f'"{wanted.netmask}"') from None
    interfaces = tuple(
        Interface(
            fabric.ids.uuid(fabric.now(), cluster.identity.node_id),
            f"intercluster_{len(cluster.interfaces) + position}",
            address,
            prefix,
            ipspace,
            node,
            (Service.INTERCLUSTER,),
        )
        for position, (address, prefix, node) in enumerate(
            zip(addresses, prefixes, cluster.identity.nodes, strict=False), start=1
        )
    )
    for interface in interfaces:
        fabric.add_interface(cluster, interface)
    return interfaces


def _local_addresses(fabric: Fabric, cluster: Cluster, wanted: LocalNetwork) -> list[Address]:
    target = f"{_LOCAL_TARGET}.interfaces"
    if wanted.addresses is None:
        raise OntapError(Code.EMPTY_ADDRESS_LIST, target)
    if not wanted.addresses:
        raise OntapError(Code.EMPTY_LOCAL_ADDRESS_LIST, target)
    if len(wanted.addresses) > len(cluster.identity.nodes):
        raise OntapError(Code.MORE_ADDRESSES_THAN_NODES, target)
    addresses: list[Address] = []
    for text in wanted.addresses:
        address = parse_address(text)
        if address is None:
            raise OntapError(Code.INVALID_VALUE, target, f'"{text}"')
        if address in addresses or fabric.endpoint(address) is not None:
            raise OntapError(Code.DUPLICATE, target, f'"{text}"')
        addresses.append(address)
    return addresses
