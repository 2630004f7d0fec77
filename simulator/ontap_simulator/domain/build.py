"""From the description of a cluster to its full identity, reproducible from a seed."""

from datetime import UTC, datetime, timedelta

from ontap_simulator.domain.cluster import Identity
from ontap_simulator.domain.network import (
    CLUSTER_IPSPACE,
    BroadcastDomain,
    Interface,
    InterfaceService,
    IPspace,
    Node,
    Svm,
)
from ontap_simulator.domain.spec import ClusterSpec, IPspaceSpec, management_address
from ontap_simulator.ids import IdSource

_INSTALLED_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
_INSTALLED_WITHIN = timedelta(days=365)
PREFIX_LENGTHS = {4: 24, 6: 64}


def build_identity(spec: ClusterSpec, number: int, ids: IdSource) -> Identity:
    """The identity of cluster `number` (from 1) of a fabric."""
    installed = ids.moment_before(_INSTALLED_BEFORE, _INSTALLED_WITHIN)
    node_id = ids.node_id()

    def mint() -> str:
        return ids.uuid(installed, node_id)

    versions = (*spec.node_versions, *(spec.version,) * (spec.nodes - len(spec.node_versions)))
    nodes = tuple(
        Node(mint(), f"{spec.name}-{position:02}", version) for position, version in enumerate(versions, start=1)
    )
    specs = spec.ipspace_specs()
    ipspaces = tuple(IPspace(mint(), each.name, _domains(each), each.default_route) for each in specs)
    intercluster = []
    for k, (each, ipspace) in enumerate(zip(specs, ipspaces, strict=True)):
        for position, address in enumerate(each.addresses(number, k, len(nodes))):
            turn, at = divmod(position, len(nodes))
            node = nodes[at]
            interface = Interface(
                mint(),
                _interface_name(ipspace, node, k, turn),
                address,
                PREFIX_LENGTHS[address.version],
                ipspace,
                node,
                (InterfaceService.INTERCLUSTER,),
            )
            intercluster.append(interface)
    management = Interface(
        mint(),
        "cluster_mgmt",
        management_address(number),
        PREFIX_LENGTHS[4],
        ipspaces[0],
        nodes[0],
        (InterfaceService.MANAGEMENT,),
    )
    by_name = {ipspace.name: ipspace for ipspace in ipspaces}
    private = IPspace(mint(), CLUSTER_IPSPACE, (BroadcastDomain(CLUSTER_IPSPACE, 1, 1),))
    return Identity(
        uuid=mint(),
        name=spec.name,
        serial_number=f"1-80-{number:06}",
        node_id=node_id,
        nodes=nodes,
        ipspaces=(*ipspaces, private),
        svms=tuple(Svm(mint(), each.name, by_name[each.ipspace]) for each in spec.svm_specs()),
        interfaces=(management, *intercluster),
        policy=spec.policy,
        time_zone=spec.time_zone,
        failing=spec.failing,
    )


def _domains(spec: IPspaceSpec) -> tuple[BroadcastDomain, ...]:
    if spec.broadcast_domains is None:
        return (BroadcastDomain(spec.name, 1, 1),)
    return tuple(
        BroadcastDomain(each.name, each.ports, each.ports if each.ports_up is None else min(each.ports, each.ports_up))
        for each in spec.broadcast_domains
    )


def _interface_name(ipspace: IPspace, node: Node, k: int, turn: int) -> str:
    name = f"intercluster_{node.name}" if k == 0 else f"intercluster_{ipspace.name}_{node.name}"
    return name if turn == 0 else f"{name}_{turn + 1}"
