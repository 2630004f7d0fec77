"""The network between clusters: which cluster can open connections to which, and how well."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ontap_simulator.clock import Instant
from ontap_simulator.domain.errors import Code, IntroductionFailure

SLOW_SETTLE_TIME = timedelta(seconds=60)


class LinkState(StrEnum):
    """`slow` holds up only how soon a new relationship is seen as available, by `SLOW_SETTLE_TIME` (inferred)."""

    UP = "up"
    DOWN = "down"
    SLOW = "slow"


class Reach(StrEnum):
    """How far two clusters reach each other: both ways, one way, not at all."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Link:
    """
    The way from one cluster to another, by their names; `since` is when it became what it is.

    `code` is by which of the codes for a failed introduction a cluster complains while it is down.
    """

    source: str
    target: str
    state: LinkState
    since: Instant
    code: IntroductionFailure = Code.INTRODUCTION_FAILED


class Links:
    """All ways between the clusters; those never set are up."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._changed: dict[tuple[str, str], Link] = {}

    def set(self, link: Link) -> None:
        self._on_change()
        self._changed[link.source, link.target] = link

    def changed(self) -> Iterator[Link]:
        """The links that were ever set, in the order of their first change."""
        yield from self._changed.values()

    def leads(self, source: str, target: str) -> bool:
        """Whether `source` can open a connection to `target`."""
        return self.failure(source, target) is None

    def failure(self, source: str, target: str) -> Code | None:
        """Why `source` cannot open a connection to `target`, if it cannot."""
        link = self._changed.get((source, target))
        return link.code if link is not None and link.state is LinkState.DOWN else None

    def is_slow(self, one: str, other: str) -> bool:
        pairs = ((one, other), (other, one))
        return any(pair in self._changed and self._changed[pair].state is LinkState.SLOW for pair in pairs)

    def reach(self, one: str, other: str) -> Reach:
        ways = self.leads(one, other) + self.leads(other, one)
        return (Reach.NONE, Reach.PARTIAL, Reach.FULL)[ways]

    def changed_at(self, one: str, other: str) -> datetime | None:
        """The last change of the ways between the two."""
        times = [self._changed[pair].since for pair in ((one, other), (other, one)) if pair in self._changed]
        return max(times, default=None)
