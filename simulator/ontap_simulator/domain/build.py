"""From a short description of a cluster to its full identity, reproducible from a seed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from ipaddress import ip_address

from ontap_simulator.domain.cluster import Identity, PeeringPolicy
from ontap_simulator.domain.network import (
    CLUSTER_IPSPACE,
    DEFAULT_IPSPACE,
    Interface,
    IPspace,
    Node,
    Service,
    Svm,
    Version,
)
from ontap_simulator.ids import IdSource

MOST_CLUSTERS = 254
CLUSTER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,43}", re.ASCII)
_INSTALLED_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
_INSTALLED_WITHIN = timedelta(days=365)
_FIRST_HOST, _MANAGEMENT_HOST = 11, 10
DEFAULT_POLICY = PeeringPolicy()
DEFAULT_VERSION = Version(9, 15, 1)
_MOST_NODES, _MOST_IPSPACES = 24, 250
_PREFIX_LENGTH = 24


@dataclass(frozen=True, slots=True)
class ClusterSpec:
    """
    A cluster of a fabric.

    Cluster number n (from 1) has in its k-th IPspace (`Default` is 0) the intercluster addresses 10.n.k.11, .12, ...
    """

    name: str
    nodes: int = 2
    ipspaces: tuple[str, ...] = ()
    svms: tuple[str, ...] = ("svm1", "svm2")
    policy: PeeringPolicy = DEFAULT_POLICY
    time_zone: tzinfo = UTC
    version: Version = DEFAULT_VERSION

    def __post_init__(self) -> None:
        if not CLUSTER_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no cluster name: a letter, then up to 43 of A-Z a-z 0-9 . _ -")
        if not 1 <= self.nodes <= _MOST_NODES:
            raise ValueError(f"a cluster has 1 to {_MOST_NODES} nodes")
        names = (DEFAULT_IPSPACE, CLUSTER_IPSPACE, *self.ipspaces)
        if len(set(names)) != len(names) or len(names) > _MOST_IPSPACES:
            raise ValueError(f"cluster {self.name} names an IPspace twice, or too many")


def build_identity(spec: ClusterSpec, number: int, ids: IdSource) -> Identity:
    """The identity of cluster `number` (from 1) of a fabric."""
    installed = ids.moment_before(_INSTALLED_BEFORE, _INSTALLED_WITHIN)
    node_id = ids.node_id()

    def mint() -> str:
        return ids.uuid(installed, node_id)

    nodes = tuple(Node(mint(), f"{spec.name}-{position:02}", spec.version) for position in range(1, spec.nodes + 1))
    names = (DEFAULT_IPSPACE, *spec.ipspaces)
    ipspaces = tuple(IPspace(mint(), name, frozenset({name})) for name in names)
    intercluster = tuple(
        Interface(
            mint(),
            f"intercluster_{node.name}" if k == 0 else f"intercluster_{ipspace.name}_{node.name}",
            ip_address(f"10.{number}.{k}.{_FIRST_HOST + position}"),
            _PREFIX_LENGTH,
            ipspace,
            node,
            (Service.INTERCLUSTER,),
        )
        for k, ipspace in enumerate(ipspaces)
        for position, node in enumerate(nodes)
    )
    management = Interface(
        mint(),
        "cluster_mgmt",
        ip_address(f"10.{number}.0.{_MANAGEMENT_HOST}"),
        _PREFIX_LENGTH,
        ipspaces[0],
        nodes[0],
        (Service.MANAGEMENT,),
    )
    return Identity(
        uuid=mint(),
        name=spec.name,
        serial_number=f"1-80-{number:06}",
        node_id=node_id,
        nodes=nodes,
        ipspaces=(*ipspaces, IPspace(mint(), CLUSTER_IPSPACE, frozenset({CLUSTER_IPSPACE}))),
        svms=tuple(Svm(mint(), name, ipspaces[0]) for name in spec.svms),
        interfaces=(management, *intercluster),
        policy=spec.policy,
        time_zone=spec.time_zone,
    )
