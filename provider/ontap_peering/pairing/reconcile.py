"""
Makes both sides of a peering what the program says, or neither.

One loop does it, whatever happened before: look at both sides, plan, write one side after the other. A write of which
nobody knows whether it took effect, and a busy cluster, lead back to the look. Nothing secret is stored: what is half
done is mended by a new passphrase on both sides. A peering that works on both sides never gets one for that.

A cluster that is offline by its settings is not contacted: the other side gets what it can have alone, and the rest is
said, remembered, and done once the setting is gone. For a peering that is paused nothing is done at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.errors import (
    AlreadyExistsError,
    BusyError,
    DisappearedError,
    PeerError,
    PlanError,
    ReplyLostError,
    RunCancelledError,
    WrongClusterError,
)
from ontap_peering.pairing.diagnosis import is_agreed
from ontap_peering.pairing.looking import Look, UnreachedError, advice_if_unreachable, side_by_side
from ontap_peering.pairing.model import DesiredPeering, PeeringState, SideState
from ontap_peering.pairing.pace import Pace
from ontap_peering.pairing.plan import PeeringPlan, plan_peering, what_waits
from ontap_peering.pairing.writing import Writing
from ontap_peering.peer.model import ObservedPeer, duration_text
from ontap_peering.peer.obstacles import check_before_replacing, missing_ipspace
from ontap_peering.peer.ports import Clock, SeenPeers
from ontap_peering.peer.side import POLL_INTERVAL, Side
from ontap_peering.peer.waiting import is_ready, why_not_ready

ATTEMPTS: Final = 6


class UnfinishedError(PeerError):
    """What exists is not as the program says, and stays. `state` is what exists."""

    def __init__(self, line: str, state: PeeringState) -> None:
        super().__init__(line)
        self.state = state


@dataclass(frozen=True)
class Reading:
    """
    `state` is None if both sides are gone; `notices` are lines for the user.

    `unreached` is the error of the cluster that could not be reached, so that nobody knows what has become of them.
    """

    state: PeeringState | None
    notices: Sequence[str] = ()
    unreached: UnreachedError | None = None


@dataclass(frozen=True)
class PeeringReconciler:
    """
    `sides` has the clusters that may be contacted, by alias; `clock` is this process's.

    `new_passphrase` makes one of more than so many characters. `tell` is for a line about the peering. `pace` is
    that of all waits of this process.
    """

    sides: Mapping[str, Side]
    clock: Clock
    new_passphrase: Callable[[int], SecretStr]
    tell: Callable[[str], None]
    pace: Pace = field(default_factory=Pace)
    poll_interval: timedelta = POLL_INTERVAL

    def create(self, desired: DesiredPeering) -> PeeringState:
        if desired.paused is not None:
            return PeeringState(desired.declared(), {alias: SideState() for alias in desired.clusters})
        return self._converged(desired, None)

    def update(self, state: PeeringState, desired: DesiredPeering) -> PeeringState:
        if desired.paused is not None:
            return state.paused(desired.paused)
        return self._converged(desired, state.resumed())

    def read(self, state: PeeringState) -> Reading:
        if state.is_paused:
            return Reading(state)
        try:
            seen = Look(self.sides, state.applied, state, is_recent=True).both()
        except UnreachedError as error:
            return Reading(replace(state, is_unreached=True), unreached=error)
        if not seen.peers and not seen.unseen:
            return Reading(None, [messages.peering_gone(state.applied.clusters)])
        return Reading(seen, list(_renamed(state, seen)))

    def delete(self, state: PeeringState) -> None:
        """
        Both sides, whatever happens to one of them. Raises a PeerError that says what is left.

        Raises WrongClusterError, and deletes nothing, if a side's cluster is not the one that answers.
        """
        if state.applied.paused is not None:
            raise PeerError(messages.not_deleted_paused(state.applied.clusters, state.applied.paused))
        problems = self._unidentified(state)
        deleted: list[str] = []
        for alias in state.applied.clusters:
            if alias not in self.sides:
                if alias in state.peers:
                    problems[alias] = messages.left_behind_offline(alias, state.peers[alias].name)
            elif alias not in problems:
                try:
                    with advice_if_unreachable(alias):
                        deleted += [alias] if self._delete_side(alias, state) else []
                except RunCancelledError:
                    raise
                except PeerError as error:
                    problems[alias] = str(error)
        if problems:
            lines = [problems[alias] for alias in state.applied.clusters if alias in problems]
            raise PeerError(messages.sides_left(lines, deleted))

    def check_before_replacing(self, desired: DesiredPeering, old: PeeringState) -> None:
        """
        Raises a PeerError if the peering that is to replace the old one cannot be created; for one that is in use.

        Called before that one is deleted, which interrupts replication.
        """
        if not any(peer.is_accepted for peer in old.peers.values()):
            return
        try:
            here = side_by_side(self.sides, lambda alias, side: side.here(alias))
            addresses = Look(self.sides, desired, None).addresses()
            for alias, side in self.sides.items():
                far = desired.other(alias)
                if far in self.sides and not addresses[far]:
                    raise self._without_address(far, desired)
                remote = here.get(far)
                wanted = desired.side(alias, addresses[far])
                wanted = wanted.model_copy(update={"expected_remote": remote.uuid if remote else None})
                former = old.peer(alias) if alias in old.peers else None
                check_before_replacing(wanted, former, side.api, side.cluster)
        except PeerError as error:
            raise PlanError(messages.no_side_deleted(old.applied.clusters, str(error))) from None

    def _without_address(self, alias: str, desired: DesiredPeering) -> PlanError:
        missing = missing_ipspace(desired.side(alias, ()), self.sides[alias].cluster) if alias in self.sides else None
        return missing or PlanError(messages.no_address_of_side(alias, desired.other(alias)))

    def _converged(self, desired: DesiredPeering, before: PeeringState | None) -> PeeringState:
        nothing_yet = before or PeeringState(desired.declared())
        writing = Writing(self.sides, desired, self.new_passphrase, nothing_yet)
        pauses = (self.poll_interval * 2**number / 2 for number in range(ATTEMPTS - 1))
        is_recent = before is None
        while True:
            try:
                look = Look(self.sides, desired, before, is_recent=is_recent, claims=True, ours=writing.posted)
                writing.state = look.both()
                planned = self._plan(writing)
                if writing.state.unseen:
                    return self._without_offline(planned, writing)
                writing.carry_out(planned, self._now())
                break
            except (ReplyLostError, BusyError, AlreadyExistsError) as error:
                is_settled = isinstance(error, AlreadyExistsError) and not is_recent
                pause = None if is_settled else next(pauses, None)
                if pause is None:
                    raise self._failed(error, writing) from None
                self._pause(error, pause, writing)
            except PeerError as error:
                raise self._failed(error, writing) from None
            is_recent = False
        state = replace(writing.state, declared=desired.declared(), is_unfinished=False)
        return self._await_ready(desired, state)

    def _plan(self, writing: Writing) -> PeeringPlan:
        """Raises PlanError if the plan must not, or cannot, be carried out."""
        seen, desired = writing.state, writing.desired
        planned = plan_peering(seen, desired, self._now())
        if planned.stranger:
            raise PlanError(planned.stranger)
        if planned.replaces:
            raise PlanError(messages.in_another_ipspace(desired.clusters))
        for alias in desired.clusters:
            if not seen.unseen and not seen.sides[alias].addresses:
                raise self._without_address(alias, desired)
        both_work = len(seen.peers) > 1 and all(map(is_agreed, seen.peers.values()))
        return replace(planned, renews=False) if writing.confirmed and both_work else planned

    def _failed(self, error: PeerError, writing: Writing) -> PeerError:
        """What to raise: a peering that is new is taken back, unless the run is cancelled."""
        kept = replace(writing.state, is_unfinished=True)
        if isinstance(error, RunCancelledError):
            line = messages.cancelled_while_peering(writing.desired.clusters)
            return UnfinishedError(line, kept) if writing.posted else error
        if not writing.posted:
            return error
        problem = writing.take_back(error)
        return UnfinishedError(str(problem), kept) if writing.posted else problem

    def _pause(self, error: PeerError, at_least: timedelta, writing: Writing) -> None:
        try:
            self.clock.sleep(error.retry_after if isinstance(error, BusyError) else at_least)
        except RunCancelledError as cancelled:
            raise self._failed(cancelled, writing) from None

    def _without_offline(self, planned: PeeringPlan, writing: Writing) -> PeeringState:
        """
        What the side that may be contacted can have alone; the rest is for a later run.

        What the program said before stays declared: the other side has nothing else yet.
        """
        self.tell(what_waits(writing.state))
        if any(alias in writing.state.peers for alias in self.sides):
            writing.carry_out(planned, self._now())
        return replace(self._settled(writing.state, writing.desired), is_unfinished=True)

    def _await_ready(self, desired: DesiredPeering, state: PeeringState) -> PeeringState:
        """The state with both sides as they are once `wait_for` is true. Raises UnfinishedError at the deadline."""
        if desired.wait_for == "created":
            return self._settled(state, desired)
        began = self.clock.now()
        in_vain = timedelta()
        for span in self.pace.looks():
            self._pause_until(began + min(span, desired.timeout), state)
            started = self.clock.now() - began
            state = self._settled(state, desired)
            if all(_has(peer, desired.wait_for) for peer in state.peers.values()):
                self.pace.learn(in_vain, started)
                return state
            if started >= desired.timeout:
                break
            in_vain = started
        raise UnfinishedError(self._not_ready(desired, state), state)

    def _pause_until(self, instant: datetime, state: PeeringState) -> None:
        span = instant - self.clock.now()
        try:
            if span > timedelta():
                self.clock.sleep(span)
        except RunCancelledError:
            raise UnfinishedError(messages.cancelled_while_peering(state.applied.clusters), state) from None

    def _settled(self, state: PeeringState, desired: DesiredPeering) -> PeeringState:
        """With the peers that were just created or changed. Raises DisappearedError without one of them."""

        def look(alias: str, side: Side) -> ObservedPeer | None:
            known = replace(state, declared=desired.declared()).peer(alias)
            live = side.settled(known) if known else None
            if known is not None and live is None:
                raise DisappearedError(messages.disappeared(alias, known.name))
            return live

        found = side_by_side(self.sides, look)
        sides = {alias: replace(side, peer=found.get(alias, side.peer)) for alias, side in state.sides.items()}
        return replace(state, sides=sides)

    def _not_ready(self, desired: DesiredPeering, state: PeeringState) -> str:
        def reason(alias: str) -> str:
            peer, far = state.peers[alias], state.peers[desired.other(alias)]
            wanted = desired.side(alias, state.sides[desired.other(alias)].addresses)
            now, there = self._now_at(alias), SeenPeers([far], self._now_at(desired.other(alias)))
            return f"{alias}: {why_not_ready(peer, wanted, state.sides[alias].local, there, now)}"

        late = [alias for alias, peer in state.peers.items() if not _has(peer, desired.wait_for)]
        timeout = duration_text(desired.timeout)
        return messages.peering_not_ready(desired.clusters, desired.wait_for, timeout, map(reason, late))

    def _unidentified(self, state: PeeringState) -> dict[str, str]:
        """By alias, why it is not known which cluster answers. Raises WrongClusterError if it is another one."""
        found = {}
        for alias, side in self.sides.items():
            name = (state.peer(alias) or state.applied.side(alias, ())).name
            try:
                with advice_if_unreachable(alias):
                    side.local(alias, name, state.sides.get(alias, SideState()).local)
            except (RunCancelledError, WrongClusterError):
                raise
            except PeerError as error:
                found[alias] = str(error)
        return found

    def _delete_side(self, alias: str, state: PeeringState) -> bool:
        """Whether there was one. What has the generated name is ours even if a lost reply hid it from the state."""
        side, known, applied = self.sides[alias], state.peer(alias), state.applied
        if known is not None:
            return side.delete(known)
        live = None if applied.own(alias).name else side.api.find(applied.key)
        if live is not None:
            side.api.delete(live.uuid, live.name)
        return live is not None

    def _now_at(self, alias: str) -> datetime:
        return self.sides[alias].cluster.now()

    def _now(self) -> datetime:
        """By a cluster's clock, once one has answered."""
        return next((side.cluster.now() for side in self.sides.values()), self.clock.now())


def _has(peer: ObservedPeer, wait_for: str) -> bool:
    """A peer whose new passphrase is still on offer works with the old one."""
    return is_ready(peer, wait_for) and is_agreed(peer)


def _renamed(old: PeeringState, new: PeeringState) -> Iterator[str]:
    for alias, peer in new.peers.items():
        before = old.peers.get(alias)
        if before is not None and peer.remote_name and before.remote_name not in (None, peer.remote_name):
            yield f"{alias}: {messages.remote_renamed(before.remote_name, peer.remote_name)}"
