"""
Looks at both sides of a peering, side by side: which peers are ours, and by which addresses each cluster is reached.

A peer that the state does not know is ours if it has the generated name, is to be adopted, or was just created. Any
other peer in its place is an error, before anything is written.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from ontap_peering import messages
from ontap_peering.errors import CertificateError, ConnectionFailedError, CredentialsError, PlanError
from ontap_peering.pairing.model import DesiredPeering, PeeringState, SideState
from ontap_peering.peer.addresses import as_dialled, families, family
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.obstacles import SAME_NAME, SAME_REMOTE, in_the_way, ipspace_name, of_same_remote
from ontap_peering.peer.ports import Listing
from ontap_peering.peer.side import NO_LISTING, Side

Found = TypeVar("Found")
AT_ONCE: Final = 64
"""As many peerings as the plugin serves at a time."""
_beside: Final = ThreadPoolExecutor(AT_ONCE)
"""Its threads start when they are needed, and serve one peering after the other."""


@dataclass(frozen=True)
class Look:
    """
    `sides` has the clusters that may be contacted. `before` is what is stored, None for a peering that is new.

    `is_recent`: answers may be a few seconds old. `claims`: peers that `before` does not know are looked for, too;
    those on the clusters in `ours` were just created.
    """

    sides: Mapping[str, Side]
    desired: DesiredPeering
    before: PeeringState | None
    is_recent: bool = False
    claims: bool = False
    ours: Collection[str] = ()

    def both(self) -> PeeringState:
        declared = self.before.declared if self.before else self.desired.declared()
        unseen = frozenset(self.desired.clusters).difference(self.sides)
        known = dict(self.before.sides) if self.before else {alias: self._unseen(alias) for alias in unseen}
        found = of_one_family({**known, **side_by_side(self.sides, self._reached)})
        return PeeringState(declared, found, unseen, self.before.is_unfinished if self.before else False)

    def addresses(self) -> Mapping[str, tuple[str, ...]]:
        """By which each cluster would be dialled, by alias."""

        def of_one(alias: str, side: Side) -> SideState:
            return SideState(addresses=self._addresses(alias, side))

        unseen = {alias: self._unseen(alias) for alias in self.desired.clusters if alias not in self.sides}
        found = of_one_family({**unseen, **side_by_side(self.sides, of_one)})
        return {alias: each.addresses for alias, each in found.items()}

    def _unseen(self, alias: str) -> SideState:
        return SideState(addresses=self.desired.own(alias).ip_addresses or ())

    def _reached(self, alias: str, side: Side) -> SideState:
        with advice_if_unreachable(alias):
            return self._one(alias, side)

    def _one(self, alias: str, side: Side) -> SideState:
        listing = side.api.recent() if self.is_recent else NO_LISTING
        here = side.here(alias)
        known = self.before.peer(alias) if self.before else None
        old = self.before.sides[alias] if self.before else SideState()
        side.local(alias, (known or self.desired.side(alias, ())).name, old.local)
        live = self._located(side, known, listing) if known else None
        if live is None and self.claims:
            live = self._claimed(alias, side, listing)
        return SideState(live, self._addresses(alias, side) or old.addresses, here or old.local)

    @staticmethod
    def _located(side: Side, known: PeerState, listing: Listing) -> ObservedPeer | None:
        known = side.at(known)
        return None if side.is_replaced(known) else side.locate(known, listing)

    def _claimed(self, alias: str, side: Side, listing: Listing) -> ObservedPeer | None:
        """Raises AlreadyExistsError if a peer that is not ours is in the place of ours."""
        wanted = self.desired.side(alias, ())
        peers = tuple(listing.by_uuid.values()) if self.is_recent else side.api.list()
        found = next((peer for peer in peers if peer.name == wanted.name), None) or self._of_remote(
            alias, wanted, peers
        )
        if found is None or alias in self.ours:
            return found
        is_ours = wanted.has_generated_name and found.name == wanted.name and wanted.adopt != "never"
        if is_ours:
            side.require_no_rival(wanted)
            side.around.tell(messages.leftover_adopted(found.uuid))
        elif wanted.adopt != "existing":
            raise in_the_way(found, wanted, SAME_NAME if found.name == wanted.name else SAME_REMOTE)
        return found

    def _of_remote(self, alias: str, wanted: DesiredPeer, peers: Collection[ObservedPeer]) -> ObservedPeer | None:
        """The peer that leads to the other cluster already."""
        remote = self.sides.get(self.desired.other(alias))
        there = remote.cluster.identity() if remote else None
        if there is not None and (found := next((peer for peer in peers if peer.uuid == there.uuid), None)):
            return found
        return of_same_remote(wanted, peers)

    def _addresses(self, alias: str, side: Side) -> tuple[str, ...]:
        """As the program says, else those that the cluster has now."""
        if dialled := self.desired.own(alias).dialled:
            return dialled
        ipspace = ipspace_name(self.desired.side(alias, ()), side.cluster)
        try:
            return as_dialled(side.cluster.intercluster_addresses(ipspace))
        except CredentialsError as error:
            raise PlanError(messages.addresses_not_permitted(alias, self.desired.other(alias), str(error))) from None


class UnreachedError(ConnectionFailedError):
    """`cluster` could not be reached."""

    def __init__(self, line: str, cluster: str) -> None:
        super().__init__(line)
        self.cluster = cluster


@contextmanager
def advice_if_unreachable(alias: str) -> Iterator[None]:
    """A cluster that cannot be reached may be left out; the error says how."""
    try:
        yield
    except CertificateError:
        raise
    except ConnectionFailedError as error:
        raise UnreachedError(messages.continue_without(alias, str(error)), alias) from None


def side_by_side(sides: Mapping[str, Side], work: Callable[[str, Side], Found]) -> dict[str, Found]:
    """The result for each side, the first one's in this thread. If both fail, the first one's error is raised."""
    if len(sides) < 2:  # noqa: PLR2004 - nothing beside it
        return {alias: work(alias, side) for alias, side in sides.items()}
    (first, side), (second, other) = sides.items()
    beside = _beside.submit(work, second, other)
    try:
        mine = work(first, side)
    finally:
        beside.exception()
    return {first: mine, second: beside.result()}


def of_one_family(sides: Mapping[str, SideState]) -> dict[str, SideState]:
    """
    With the addresses of one family only, IPv4 if both clusters have it; as they are if they have none in common.

    Host names have no family: with them, the addresses of the other cluster decide.
    """
    found = [kinds for side in sides.values() if (kinds := families(side.addresses))]
    common = set.intersection(*found) if found and all(side.addresses for side in sides.values()) else set()
    if not common:
        return dict(sides)
    chosen = (min(common), None)
    return {
        alias: SideState(side.peer, tuple(each for each in side.addresses if family(each) in chosen), side.local)
        for alias, side in sides.items()
    }
