"""
The values of a peering, which is two peers, one on each of two clusters.

A `DesiredPeering` is what the program says; a `PeeringState` is what was last seen, and what Pulumi stores. Each side
of either is a value of `ontap_peering.peer.model`, so that one core decides about both resources.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr

from ontap_peering import messages
from ontap_peering.peer.model import (
    Address,
    Adopt,
    Declared,
    DesiredPeer,
    Duration,
    Encryption,
    LocalCluster,
    LocalNetwork,
    Name,
    NameOrUuid,
    ObservedPeer,
    PeerApplication,
    PeerIdentity,
    PeerState,
    Remote,
    Shape,
    Text,
    WaitFor,
    sorted_set,
)


def _two(aliases: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(aliases)) != 2 or len(aliases) != 2:  # noqa: PLR2004 - two, as it says
        raise ValueError(messages.not_two_clusters())
    return tuple(sorted(aliases))


class PeeringSide(Shape):
    """What one cluster has of its own in a peering; everything is optional."""

    name: Name | None = None
    ipspace: NameOrUuid | None = None
    ip_addresses: Annotated[tuple[Address, ...], Field(min_length=1), AfterValidator(sorted_set)] | None = None
    initial_allowed_svms: tuple[NameOrUuid, ...] | None = None
    local_network: LocalNetwork | None = None

    @property
    def dialled(self) -> tuple[str, ...]:
        """The addresses that the other cluster dials, as far as the program decides: else those that there are."""
        if self.ip_addresses:
            return self.ip_addresses
        return tuple(sorted(each.ip_address for each in self.local_network.interfaces)) if self.local_network else ()


NO_SIDE = PeeringSide()


class DesiredPeering(Declared):
    """
    What the program says about one peering. `clusters` are two aliases in alphabetical order.

    `key` is the name of each peer that gets no other one.
    """

    clusters: Annotated[tuple[Text, ...], AfterValidator(_two)]
    sides: Mapping[Text, PeeringSide] = Field(default_factory=dict)
    encryption: Encryption | None = None
    peer_applications: Annotated[tuple[PeerApplication, ...], AfterValidator(sorted_set)] | None = None
    rotation: Text | None = None
    adopt: Adopt = "own"
    wait_for: WaitFor = "available"
    timeout: Duration = timedelta(minutes=5)
    paused: Text | None = None

    def other(self, alias: str) -> str:
        first, second = self.clusters
        return second if alias == first else first

    def own(self, alias: str) -> PeeringSide:
        return self.sides.get(alias, NO_SIDE)

    def order(self) -> Sequence[str]:
        """That in which sides are created: one that gets its interfaces first cannot be reached before."""
        return sorted(self.clusters, key=lambda alias: self.own(alias).local_network is None)

    def side(
        self,
        alias: str,
        addresses: Sequence[str],
        *,
        name: str | None = None,
        passphrase: SecretStr | None = None,
    ) -> DesiredPeer:
        """
        The peer on one cluster. `addresses` are those of the other one.

        `name` is the one it has, which it keeps if the program says nothing, whatever the rules for names.
        """
        own = self.own(alias)
        wanted = DesiredPeer(
            cluster=alias,
            key=self.key,
            name=own.name or self.key,
            remote=Remote(ip_addresses=tuple(addresses)) if addresses else None,
            passphrase=passphrase,
            generate_passphrase=False,
            encryption=self.encryption,
            ipspace=own.ipspace,
            initial_allowed_svms=own.initial_allowed_svms,
            peer_applications=self.peer_applications,
            local_network=own.local_network,
            adopt=self.adopt,
            wait_for=self.wait_for,
            timeout=self.timeout,
        )
        return wanted.model_copy(update={"name": name}) if name and not own.name else wanted


@dataclass(frozen=True)
class SideState:
    """
    One side as it was last seen. `peer` is None if the cluster has none.

    `addresses` are those of this cluster that the other one is to dial; `local` is the cluster behind the alias.
    """

    peer: ObservedPeer | None = None
    addresses: tuple[str, ...] = ()
    local: LocalCluster | None = None


@dataclass(frozen=True)
class PeeringState:
    """
    A peering as it was last seen. `declared` is what the program said when it was last applied.

    `unseen` are the clusters that were not to be contacted; what is known of them is older. `is_unfinished`: something
    that the program says could not be done without one of them. `is_unreached`: a cluster could not be reached when it
    was to be looked at last; all that is known is older.
    """

    declared: Mapping[str, Any]
    sides: Mapping[str, SideState] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    is_unfinished: bool = False
    is_unreached: bool = False

    @cached_property
    def applied(self) -> DesiredPeering:
        return DesiredPeering.model_validate(self.declared)

    @property
    def is_paused(self) -> bool:
        return "paused" in self.declared

    def resumed(self) -> "PeeringState":
        return replace(self, declared={name: value for name, value in self.declared.items() if name != "paused"})

    def paused(self, reason: str) -> "PeeringState":
        """As it is: what the program says besides is applied once it is not paused any more."""
        return replace(self, declared={**self.declared, "paused": reason})

    def without(self, aliases: Collection[str]) -> "PeeringState":
        """As if these clusters had no peer."""
        return replace(
            self,
            sides={alias: replace(side, peer=None) if alias in aliases else side for alias, side in self.sides.items()},
        )

    @property
    def identities(self) -> Mapping[str, PeerIdentity]:
        """By alias, of each side that has a peer."""
        return {alias: peer.identity for alias, peer in self._as_peers.items()}

    @cached_property
    def peers(self) -> Mapping[str, ObservedPeer]:
        return {alias: side.peer for alias, side in self.sides.items() if side.peer is not None}

    def peer(self, alias: str) -> PeerState | None:
        """One side as the core of `ClusterPeer` has it, None if the cluster has none."""
        return self._as_peers.get(alias)

    @cached_property
    def _as_peers(self) -> Mapping[str, PeerState]:
        return {alias: self._as_peer(alias, peer) for alias, peer in self.peers.items()}

    def _as_peer(self, alias: str, peer: ObservedPeer) -> PeerState:
        remote = self.sides.get(self.applied.other(alias), SideState())
        desired = self.applied.side(alias, remote.addresses, name=peer.name or None)
        return PeerState(declared=desired.declared(), observed=peer, local=self.sides[alias].local)
