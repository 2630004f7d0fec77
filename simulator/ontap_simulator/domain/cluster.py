"""One cluster: its identity, interfaces, peering policy, and its table of peers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial

from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.jobs import Jobs
from ontap_simulator.domain.network import (
    CLUSTER_IPSPACE,
    DEFAULT_IPSPACE,
    Interface,
    IPspace,
    Node,
    Svm,
    Version,
)
from ontap_simulator.domain.spec import PeeringPolicy, Service
from ontap_simulator.domain.table import PeerTable
from ontap_simulator.domain.unsaved import UnsavedChanges

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - what ONTAP reports when it has no intercluster interface (inferred)


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same for the life of a fabric, resets included."""

    uuid: str
    name: str
    serial_number: str
    node_id: int
    nodes: tuple[Node, ...]
    ipspaces: tuple[IPspace, ...]
    svms: tuple[Svm, ...]
    interfaces: tuple[Interface, ...]
    policy: PeeringPolicy
    time_zone: tzinfo
    failing: tuple[Service, ...]

    @property
    def peering_ipspaces(self) -> tuple[IPspace, ...]:
        """All but the cluster's private one."""
        return tuple(each for each in self.ipspaces if each.name != CLUSTER_IPSPACE)


@dataclass(slots=True)
class Cluster:
    identity: Identity
    changes: UnsavedChanges
    interfaces: dict[str, Interface] = field(init=False)
    readdressed_at: datetime | None = field(init=False)
    peers: PeerTable = field(init=False)
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.interfaces = {interface.uuid: interface for interface in self.identity.interfaces}
        self.readdressed_at = None
        self.peers = PeerTable(partial(self.changes.peer, self.name))
        self.jobs = Jobs()

    @property
    def uuid(self) -> str:
        return self.identity.uuid

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def policy(self) -> PeeringPolicy:
        return self.identity.policy

    @property
    def version(self) -> Version:
        """The lowest version over all nodes (documented)."""
        return min(node.version for node in self.identity.nodes)

    def made_interfaces(self) -> Iterator[Interface]:
        """Those that the cluster did not have at its start."""
        given = {interface.uuid for interface in self.identity.interfaces}
        return (interface for uuid, interface in self.interfaces.items() if uuid not in given)

    def intercluster(self, ipspace: IPspace) -> Iterator[Interface]:
        """The intercluster interfaces in `ipspace`."""
        for interface in self.interfaces.values():
            if interface.is_intercluster and interface.ipspace == ipspace:
                yield interface

    def intercluster_addresses(self, ipspace: IPspace | None = None) -> tuple[str, ...]:
        """The intercluster addresses in `ipspace`, by default the one named `Default`."""
        return tuple(str(interface.address) for interface in self.intercluster(ipspace or self.ipspace()))

    def local_address(self, ipspace: IPspace) -> str:
        """The address that a remote cluster may dial."""
        return next(iter(self.intercluster_addresses(ipspace)), NO_ADDRESS)

    def ipspace(self, name: str | None = None, uuid: str | None = None, *, unknown: Code = Code.NOT_FOUND) -> IPspace:
        """
        The IPspace of that name or UUID, `Default` without either.

        Raises OntapError: `unknown` for an unknown one (clients saw 4 with target `uuid`), 4656090 when name and
        UUID point to different ones, 1966366 for the cluster's private IPspace.
        """
        if name is None and uuid is None:
            name = DEFAULT_IPSPACE
        named = [each for each in self.identity.ipspaces if name in (None, each.name)]
        found = [each for each in named if uuid in (None, each.uuid)]
        if not found:
            known_uuid = any(each.uuid == uuid for each in self.identity.ipspaces)
            if named and known_uuid:
                raise OntapError(Code.IPSPACE_MISMATCH, "ipspace")
            raise OntapError(unknown, "uuid" if unknown is Code.NOT_FOUND else "ipspace")
        if found[0].name == CLUSTER_IPSPACE:
            raise OntapError(Code.CLUSTER_IPSPACE, "ipspace")
        return found[0]

    def has_svm(self, name: str) -> bool:
        return any(svm.name == name for svm in self.identity.svms)

    def svm(self, ipspace: IPspace, name: str | None = None, uuid: str | None = None) -> Svm:
        """The SVM of that name or UUID; raises OntapError 2621462 if unknown, 4655061 if in another IPspace."""
        for svm in self.identity.svms:
            if name in (None, svm.name) and uuid in (None, svm.uuid):
                if svm.ipspace != ipspace:
                    raise OntapError(Code.SVM_IN_OTHER_IPSPACE, "initial_allowed_svms")
                return svm
        raise OntapError(Code.UNKNOWN_SVM, "initial_allowed_svms")
