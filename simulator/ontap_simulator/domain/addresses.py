"""From the remote addresses in a request to the cluster they lead to."""

from dataclasses import dataclass

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Destination, Fabric
from ontap_simulator.domain.network import Address, IPspace, parse_address
from ontap_simulator.domain.peer import Peer

TARGET = "remote.ip_addresses"
_IPV4 = 4


@dataclass(frozen=True, slots=True)
class RemoteAddresses:
    """The remote addresses of a request: the texts that the peer keeps, and the addresses that they resolve to."""

    texts: tuple[str, ...]
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Refusals:
    """The codes by which one operation refuses what two operations refuse by different codes."""

    mixed: Code
    dual_host: Code
    empty_host: Code


IN_POST = Refusals(Code.MIXED_FAMILIES, Code.DUAL_FAMILY_HOST, Code.UNKNOWN_HOST)
IN_PATCH = Refusals(Code.MIXED_FAMILIES_IN_CHANGE, Code.MIXED_FAMILIES_IN_CHANGE, Code.EMPTY_HOST)


def parse_remote(fabric: Fabric, texts: tuple[str, ...], refusals: Refusals) -> RemoteAddresses:
    """
    The addresses of a request, all of one family; host names are looked up in the fabric.

    Raises OntapError 8847365 for an unknown host, and the codes of `refusals`.
    """
    kept: list[str] = []
    addresses: list[Address] = []
    for text in texts:
        found = fabric.resolve(text)
        if found is None:
            raise OntapError(Code.UNKNOWN_HOST, TARGET, f'"{text}"')
        if not found:
            raise OntapError(refusals.empty_host, TARGET, f'"{text}"')
        if len({address.version for address in found}) > 1:
            raise OntapError(refusals.dual_host, TARGET, f'"{text}"')
        kept.append(text if parse_address(text) is None else str(found[0]))
        addresses += found
    if len({address.version for address in addresses}) > 1:
        raise OntapError(refusals.mixed, TARGET)
    return RemoteAddresses(tuple(kept), tuple(addresses))


def require_family(cluster: Cluster, ipspace: IPspace, addresses: tuple[Address, ...]) -> None:
    """
    Demand an intercluster interface in the IPspace to reach the addresses from.

    Raises OntapError 4653365 if it has none at all (inferred), 4656095 if none of the addresses' family.
    """
    versions = {interface.address.version for interface in cluster.intercluster(ipspace)}
    if not versions:
        raise OntapError(Code.UNUSABLE_IPSPACE, "ipspace")
    if not {address.version for address in addresses} <= versions:
        raise OntapError(Code.FAMILY_NOT_IN_IPSPACE, TARGET)


def require_ipv4_everywhere(cluster: Cluster, ipspace: IPspace, addresses: tuple[Address, ...]) -> None:
    """Raises OntapError 4653671 if IPv4 addresses are given and a node has no IPv4 interface in the IPspace."""
    served = {each.node.uuid for each in cluster.intercluster(ipspace) if each.address.version == _IPV4}
    if any(each.version == _IPV4 for each in addresses) and any(
        node.uuid not in served for node in cluster.identity.nodes
    ):
        raise OntapError(Code.NODE_WITHOUT_IPV4, TARGET)


def identify_remote(fabric: Fabric, cluster: Cluster, ipspace: IPspace, addresses: tuple[Address, ...]) -> Cluster:
    """
    The other cluster that answers at all of these addresses (the introduction made at POST time, from `ipspace`).

    Raises OntapError 4656100 for an intercluster address of the local cluster, 4653058 for another address of it,
    4653215 to 4653220 for one that leads nowhere, is behind a link that is down or without a route yet (client),
    4653368 for one that leads to no intercluster interface or to a different cluster than the first (inferred).
    """
    found: Cluster | None = None
    for address in addresses:
        destination = fabric.destination(address)
        if destination is not None and destination.cluster is cluster:
            own = Code.ADDRESS_IN_USE_LOCALLY if destination.interface.is_intercluster else Code.PEER_IS_SELF
            raise OntapError(own, TARGET, f'"{address}"')
        if destination is None:
            raise OntapError(Code.INTRODUCTION_FAILED, TARGET, f'"{address}"')
        if not destination.interface.is_intercluster or found not in (None, destination.cluster):
            raise OntapError(Code.INVALID_PEER_ADDRESS, TARGET, f'"{address}"')
        failure = _introduction_failure(fabric, cluster, ipspace, destination)
        if failure is not None:
            raise OntapError(failure, TARGET, f'"{address}"')
        found = destination.cluster
    if found is None:
        raise OntapError(Code.INVALID_PEER_ADDRESS, TARGET)
    return found


def require_remote(fabric: Fabric, cluster: Cluster, peer: Peer, addresses: tuple[Address, ...]) -> None:
    """
    Demand that all addresses lead to the remote of `peer`.

    Raises OntapError 4653215 to 4653220 for one that does not answer, 4653061 for one of another cluster.
    """
    remote = fabric.cluster_of(peer.remote.uuid) if peer.remote is not None else None
    for address in addresses:
        destination = fabric.destination(address)
        if destination is None or not destination.interface.is_intercluster:
            raise OntapError(Code.INTRODUCTION_FAILED, TARGET, f'"{address}"')
        failure = _introduction_failure(fabric, cluster, peer.ipspace, destination)
        if failure is not None:
            raise OntapError(failure, TARGET, f'"{address}"')
        if destination.cluster is not remote:
            raise OntapError(Code.WRONG_REMOTE_CLUSTER, TARGET, f'"{address}"')


def _introduction_failure(fabric: Fabric, cluster: Cluster, ipspace: IPspace, far: Destination) -> Code | None:
    """Why `cluster` cannot reach `far`: the link, or an interface at either end that the network does not know yet."""
    now = fabric.now()
    own = [each.is_routed(now) for each in cluster.intercluster(ipspace)]
    if not far.interface.is_routed(now) or (own and not any(own)):
        return Code.INTRODUCTION_FAILED
    return fabric.links.failure(cluster.name, far.cluster.name)
