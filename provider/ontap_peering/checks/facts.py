"""What checks look at. Somebody else collects it; what could not be looked at is `Unseen`, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from ontap_peering.checks.verdicts import Unseen
from ontap_peering.peer.addresses import as_dialled
from ontap_peering.peer.model import LocalCluster, ObservedPeer
from ontap_peering.peer.ports import PeeringPolicy

NOT_ASKED = Unseen("nobody asked")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
Known = TypeVar("Known")
Managed = Mapping[tuple[str, str], str]
"""The resource of each peer in the state, by its cluster's alias and its uuid, and by its alias and its name."""


def known(fact: Known | Unseen) -> Known:
    """A fact that a check `needs`: without it, the check is not asked to judge."""
    if isinstance(fact, Unseen):
        raise TypeError(fact.line)
    return fact


@dataclass(frozen=True)
class Interface:
    """An intercluster interface."""

    address: str
    ipspace: str
    node: str
    is_up: bool = True
    prefix_length: int | None = None
    ipspace_uuid: str | None = None


@dataclass(frozen=True)
class Route:
    """`destination` is a network such as 0.0.0.0/0."""

    destination: str
    ipspace: str


@dataclass(frozen=True)
class ClusterFacts:
    """
    One cluster as it was seen at `now`, by its own clock.

    `skew` is its clock less ours. `verifies_tls` is false if the settings say so. `confirmed_uuid` is the cluster that
    they say is behind the alias, as far as they do.
    """

    alias: str
    identity: LocalCluster | Unseen = NOT_ASKED
    peers: tuple[ObservedPeer, ...] | Unseen = NOT_ASKED
    interfaces: tuple[Interface, ...] | Unseen = NOT_ASKED
    version: str | Unseen = NOT_ASKED
    policy: PeeringPolicy | Unseen = NOT_ASKED
    ipspaces: tuple[str, ...] | Unseen = NOT_ASKED
    nodes: tuple[str, ...] | Unseen = NOT_ASKED
    routes: tuple[Route, ...] | Unseen = NOT_ASKED
    skew: timedelta = timedelta()
    verifies_tls: bool = True
    confirmed_uuid: str | None = None
    now: datetime = LONG_AGO

    @property
    def clusters(self) -> Mapping[str, "ClusterFacts"]:
        return {self.alias: self}

    @property
    def obstacle(self) -> Unseen | None:
        """Why nobody can judge the relationships of this cluster."""
        looked_at = (self.identity, self.peers, self.interfaces)
        return next((each for each in looked_at if isinstance(each, Unseen)), None)

    @property
    def addresses(self) -> Mapping[str, tuple[str, ...]]:
        """Of its intercluster interfaces, by the name of the IPspace and by its uuid; it `needs` these."""
        found: dict[str, list[str]] = {}
        for each in known(self.interfaces):
            for ipspace in filter(None, (each.ipspace, each.ipspace_uuid)):
                found.setdefault(ipspace, []).append(each.address)
        return {ipspace: as_dialled(addresses) for ipspace, addresses in found.items()}


@dataclass(frozen=True)
class Resource:
    """One resource of a state: both sides of a peering, or one side. No property is a secret any more."""

    name: str
    is_peering: bool
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]

    @property
    def clusters(self) -> tuple[str, ...]:
        return tuple(sorted(self.outputs["clusters"])) if self.is_peering else (self.outputs["cluster"],)

    @property
    def is_paused(self) -> bool:
        return bool(self.inputs.get("paused"))

    def relationship(self, aliases: Mapping[str, str]) -> str:
        """Its name as a relationship. `aliases` has that of each cluster by the cluster's own name."""
        if self.is_peering:
            return "--".join(self.clusters)
        remote = self.outputs.get("remote")
        far = remote.get("name") if isinstance(remote, Mapping) else None
        return "--".join(sorted((*self.clusters, aliases.get(far, far)))) if far else f"{self.clusters[0]}--?"


def manager_of(alias: str, peer: ObservedPeer, managed: Managed) -> str | None:
    """The resource that has this peer."""
    return managed.get((alias, peer.uuid)) or managed.get((alias, peer.name))


@dataclass(frozen=True)
class PairFacts:
    """Two clusters that are to peer. `managed` has the resources of the peers that they have already."""

    first: ClusterFacts
    second: ClusterFacts
    managed: Managed = field(default_factory=dict)

    @property
    def clusters(self) -> Mapping[str, ClusterFacts]:
        return {each.alias: each for each in (self.first, self.second)}

    def each_way(self) -> tuple[tuple[ClusterFacts, ClusterFacts], tuple[ClusterFacts, ClusterFacts]]:
        return (self.first, self.second), (self.second, self.first)


@dataclass(frozen=True)
class RelationshipFacts:
    """
    A relationship, or an offer of one.

    `peers` has the peer of each cluster, by alias, and None for a side that is not there. If the other cluster is not
    configured, or could not be looked at (`is_uncertain`), `foreign` is its name. `managers` has the resource of each
    peer in the state, also of one that is not there although the state has it; None if there is no state to compare
    with. `rotation` is the program's word, if that is known.
    """

    name: str
    peers: Mapping[str, ObservedPeer | None]
    clusters: Mapping[str, ClusterFacts] = field(default_factory=dict)
    foreign: str | None = None
    is_uncertain: bool = False
    managers: Mapping[str, str | None] | None = None
    rotation: str | None = None
    others: tuple[str, ...] = ()
    """The aliases and names of all configured clusters."""

    @property
    def present(self) -> Mapping[str, ObservedPeer]:
        return {alias: peer for alias, peer in self.peers.items() if peer is not None}

    @property
    def is_offer(self) -> bool:
        return any(peer.is_offer for peer in self.present.values())

    def far(self, alias: str) -> str | None:
        """The alias of the other cluster."""
        return next((each for each in self.peers if each != alias), None)
