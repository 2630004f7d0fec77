"""New addresses for the intercluster interfaces of a cluster, as its administrator may give them at any time."""

from dataclasses import replace

from ontap_simulator.domain.build import PREFIX_LENGTHS
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import attempt_handshake
from ontap_simulator.domain.network import Address, Interface, InterfaceService, IPspace, can_be_an_interfaces


def readdress(fabric: Fabric, cluster: Cluster, ipspace: IPspace, addresses: tuple[Address, ...]) -> None:
    """
    Give the intercluster interfaces of `cluster` in `ipspace` these addresses, in order.

    Interfaces beyond them go, and addresses beyond the interfaces get new ones, on the nodes in turn. Offers show an
    address that the cluster has; what waits for the other side is tried again (both inferred). Raises ValueError, and
    then nothing has changed, for an address that is given twice, taken, or none of an interface.
    """
    old = list(cluster.intercluster(ipspace))
    _check(fabric, addresses, old)
    fabric.delete_expired_offers()
    kept = [
        replace(each, address=address, prefix_length=PREFIX_LENGTHS[address.version], routed_at=None)
        for each, address in zip(old, addresses, strict=False)
    ]
    added = [_interface(fabric, cluster, ipspace, addresses[at], at) for at in range(len(kept), len(addresses))]
    others = [each for each in cluster.interfaces.values() if each not in old]
    fabric.replace_interfaces(cluster, [*others, *kept, *added], fabric.now())
    _renew_local_addresses(cluster, ipspace)
    _try_again(fabric, cluster)


def _interface(fabric: Fabric, cluster: Cluster, ipspace: IPspace, address: Address, position: int) -> Interface:
    nodes = cluster.identity.nodes
    return Interface(
        fabric.ids.uuid(fabric.now(), cluster.identity.node_id),
        f"intercluster_{ipspace.name}_{position + 1}",
        address,
        PREFIX_LENGTHS[address.version],
        ipspace,
        nodes[position % len(nodes)],
        (InterfaceService.INTERCLUSTER,),
    )


def _check(fabric: Fabric, addresses: tuple[Address, ...], old: list[Interface]) -> None:
    for address in addresses:
        there = fabric.destination(address)
        if addresses.count(address) > 1:
            raise ValueError(f"{address} is given twice")
        if not can_be_an_interfaces(address):
            raise ValueError(f"{address} cannot be an interface's")
        if there is not None and there.interface not in old:
            raise ValueError(f"{address} belongs to cluster {there.cluster.name}")


def _renew_local_addresses(cluster: Cluster, ipspace: IPspace) -> None:
    current = cluster.intercluster_addresses(ipspace)
    for peer in cluster.peers:
        if peer.ipspace == ipspace and peer.local_address not in current:
            peer.local_address = cluster.local_address(ipspace)
            cluster.peers.touch(peer)


def _try_again(fabric: Fabric, cluster: Cluster) -> None:
    pairs = [(cluster, peer) for peer in cluster.peers]
    pairs += [(far, peer) for far in fabric.clusters.values() if (peer := far.peers.get(cluster.uuid)) is not None]
    for owner, peer in pairs:
        if peer.has_open_offer(fabric.now()):
            attempt_handshake(fabric, owner, peer)
