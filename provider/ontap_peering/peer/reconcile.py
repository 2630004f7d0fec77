"""
Makes one peer of one cluster what the program says, whatever happened before.

create   looks first. It finishes our own orphan of an earlier run, and refuses a peer that is not ours. After a lost
         reply to a POST it looks for the peer; it never repeats the POST blindly.
read     climbs the identity ladder: uuid, name, the accepted offer. If no step finds the peer, it is gone.
update   changes only what differs, renews an open offer, and creates a peer again that ONTAP deleted. After a lost
         reply it looks, and changes what still differs.
delete   deletes the local side only; a peer that is gone already counts as deleted.

Each first asks which cluster answers: on another one than the peer's, nothing is "gone". Every wait has a deadline. A
first side never waits for its second, unless the program asks for it with `wait_for`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ontap_peering import messages
from ontap_peering.errors import (
    AlreadyExistsError,
    ApiError,
    BusyError,
    DisappearedError,
    PeerError,
    PlanError,
    ReplyLostError,
    RunCancelledError,
)
from ontap_peering.peer.model import DesiredPeer, LocalCluster, ObservedPeer, PeerState, duration_text
from ontap_peering.peer.obstacles import check_before_replacing, explained, of_same_remote
from ontap_peering.peer.plan import Plan, plan, unexpected_remote
from ontap_peering.peer.ports import CreatedPeer
from ontap_peering.peer.side import Side
from ontap_peering.peer.waiting import NotReadyError, is_ready, why_not_ready

ATTEMPTS: Final = 6


@dataclass(frozen=True)
class Reading:
    """`state` is None if the peer is gone; `notice` is a line for the user if something happened to it."""

    state: PeerState | None
    notice: str | None = None


@dataclass(frozen=True)
class Reconciler:
    side: Side

    def create(self, desired: DesiredPeer) -> PeerState:
        self._learn(desired)
        here = self.side.here(desired.cluster)
        if here is not None and desired.expected_remote == here.uuid:
            raise PlanError(messages.own_token(desired.cluster, here.name))
        before = self._peers_of_interest(desired)
        existing = _existing(desired, before)
        if existing is not None:
            adopted = self._adopt(desired, existing, here)
            if adopted is not None:
                return self._await_ready(desired, adopted)
            before = [peer for peer in before if peer.uuid != existing.uuid]
        if desired.passphrase is not None and not desired.passphrase:
            raise PlanError(messages.passphrase_empty(desired.cluster, desired.name))
        created = self._create_once(desired)
        state = PeerState(
            declared=desired.declared(),
            observed=ObservedPeer(uuid=created.uuid, ip_address=created.ip_address),
            passphrase=created.passphrase or desired.passphrase,
            peers_before=frozenset(peer.uuid for peer in before),
            local=here,
        )
        if desired.expected_remote is not None and not desired.is_anonymous:
            self._remove_unexpected(desired, state)
        return self._await_ready(desired, state)

    def read(self, state: PeerState) -> Reading:
        self._learn(state)
        state = self.side.at(state)
        live = None if self.side.is_replaced(state) else self.side.locate(state, self.side.api.recent())
        if live is None:
            return Reading(None, self.side.gone_notice(state))
        notice = None
        if live.is_offer and live.uuid != state.observed.uuid:
            notice = messages.another_offer(live.uuid)
        elif state.observed.is_offer and not live.is_offer:
            notice = messages.offer_accepted(live.remote_name, state.observed.uuid, live.uuid)
        elif live.remote_name and state.observed.remote_name not in (None, live.remote_name):
            notice = messages.remote_renamed(state.observed.remote_name, live.remote_name)
        return Reading(self.side.offering(self.side.seeing(state, live)), notice)

    def update(self, state: PeerState, desired: DesiredPeer) -> PeerState:
        self._learn(state, desired)
        state = self.side.at(state)
        live = None if self.side.is_replaced(state) else self.side.locate(_expecting(desired, state), certainly=True)
        if live is None:
            return self.create(desired)
        return self._await_ready(desired, self._changed(self.side.seeing(state, live), desired))

    def delete(self, state: PeerState) -> None:
        self._learn(state)
        self.side.delete(state)

    def check_before_replacing(self, desired: DesiredPeer, old: PeerState) -> None:
        """
        Raises a PeerError if the peer that is to replace the old one cannot be created; for a peer that is accepted.

        Called before that one is deleted, which interrupts replication.
        """
        if not old.observed.is_accepted:
            return
        self._learn(old, desired)
        try:
            self.side.here(desired.cluster)
            check_before_replacing(desired, old, self.side.api, self.side.cluster)
        except PeerError as error:
            raise PlanError(messages.nothing_deleted(old.cluster, old.name, str(error))) from None

    def _learn(self, *peers: PeerState | DesiredPeer) -> None:
        """The cluster may know the passphrases of earlier runs."""
        for peer in peers:
            self.side.api.learn(peer.passphrase)

    def _changed(self, state: PeerState, desired: DesiredPeer) -> PeerState:
        """The peer as desired, with one request if it needs one; after a lost reply, with what is still to change."""
        if desired.expected_remote != state.declared.get("expected_remote"):
            state = self.side.seeing(_expecting(desired, state), state.observed)
        pauses = self._pauses()
        while True:
            planned = self._plan(state, desired)
            try:
                return self._applied(planned, state, desired)
            except (ReplyLostError, BusyError) as error:
                is_lost = isinstance(error, ReplyLostError) and planned.patch.generates_passphrase
                if is_lost and not state.observed.is_accepted:
                    return self._recreated(state.observed, desired)
                self._pause(desired, error, next(pauses, None))
            live = self.side.locate(state, certainly=True)
            if live is None:
                return self.create(desired)
            state = self.side.seeing(state, live)

    def _plan(self, state: PeerState, desired: DesiredPeer) -> Plan:
        """Raises PlanError if the plan must not, or cannot, be carried out."""
        if problem := self._refusal(state, desired, messages.remote_refused):
            raise PlanError(problem)
        planned = plan(state, desired, self.side.cluster.now())
        if problem := planned.hold or planned.refusal:
            raise PlanError(problem)
        return planned

    def _applied(self, planned: Plan, state: PeerState, desired: DesiredPeer) -> PeerState:
        """The state after the one request of the plan, if the peer needs one."""
        live, patch = state.observed, planned.patch
        generated = self.side.api.modify(live.uuid, live.name, patch) if patch else None
        if patch.generates_passphrase and generated is None:
            return self._recreated(live, desired)
        kept = None if patch.generates_passphrase else state.passphrase
        return replace(state, declared=desired.declared(), passphrase=generated or desired.passphrase or kept)

    def _recreated(self, live: ObservedPeer, desired: DesiredPeer) -> PeerState:
        """
        A new peer in place of one whose new passphrase nobody knows.

        A lost request may yet be carried out, so that asking again would not help. Raises PlanError if the peer is in
        use.
        """
        if live.is_accepted:
            raise PlanError(messages.generated_not_returned(desired.cluster, desired.name))
        self.side.around.tell(messages.recreated_for_passphrase())
        self.side.api.delete(live.uuid, live.name)
        return self.create(desired)

    def _peers_of_interest(self, desired: DesiredPeer) -> list[ObservedPeer]:
        """All peers if an accepted offer must later be distinguished from them, or one be found by its remote."""
        if desired.is_anonymous or desired.adopt == "existing":
            return list(self.side.api.list())
        found = self.side.api.find(desired.name)
        return [] if found is None else [found]

    def _adopt(self, desired: DesiredPeer, existing: ObservedPeer, here: LocalCluster | None) -> PeerState | None:
        """
        The state that adopts the existing peer, or None if it was ours, unfinished, and is deleted now.

        An open offer of our own is deleted: nobody ever received its passphrase. That of an accepted peer is taken for
        the declared one, which is sent to any other.
        """
        is_ours = desired.has_generated_name and existing.name == desired.name
        if desired.adopt == "never" or (desired.adopt == "own" and not is_ours):
            raise AlreadyExistsError(
                messages.already_exists(desired.cluster, desired.name, existing.uuid, existing.status)
            )
        kept = ("cluster", "key", "name", "rotation", "expected_remote")
        declared = {name: value for name, value in desired.declared().items() if name in kept}
        agreed = desired.passphrase if existing.authentication == "ok" else None
        bare = PeerState(declared=declared, observed=existing, passphrase=agreed, local=here)
        state = self.side.seeing(bare, existing)
        if problem := self._refusal(state, desired, messages.remote_refused):
            raise PlanError(problem)
        if is_ours:
            self.side.require_no_rival(desired)
        if is_ours and existing.authentication != "ok":
            self.side.around.tell(messages.leftover_deleted(existing.uuid))
            self.side.api.delete(existing.uuid, existing.name)
            return None
        if is_ours:
            self.side.around.tell(messages.leftover_adopted(existing.uuid))
        return self._changed(state, desired)

    def _create_once(self, desired: DesiredPeer) -> CreatedPeer:
        """
        One POST that counts. After a lost reply or a busy cluster, it is repeated only if the peer does not exist.

        No peer of this name existed before, so one that exists now was created by that POST.
        """
        pauses = self._pauses()
        while True:
            try:
                return self._created(desired)
            except (ReplyLostError, BusyError) as error:
                created = self.side.api.find(desired.name)
                if created is not None and not desired.needs_generated_passphrase:
                    return CreatedPeer(created.uuid)
                if created is not None:
                    self.side.api.delete(created.uuid, created.name)
                self._pause(desired, error, next(pauses, None))
            except ApiError as error:
                raise explained(error, desired, self.side.api, self.side.cluster) from None

    def _created(self, desired: DesiredPeer) -> CreatedPeer:
        """Raises ReplyLostError, too, if the reply lacks the passphrase that ONTAP generated: no other shows it."""
        created = self.side.api.create(desired)
        if desired.needs_generated_passphrase and created.passphrase is None:
            call = f"{desired.cluster}: create peer {desired.name!r}"
            raise ReplyLostError(messages.reply_lost(call, messages.no_passphrase_in_reply()))
        return created

    def _pauses(self) -> Iterator[timedelta]:
        """How long to wait between attempts."""
        return (self.side.poll_interval * 2**number / 2 for number in range(ATTEMPTS - 1))

    def _pause(self, desired: DesiredPeer, error: PeerError, at_least: timedelta | None) -> None:
        """Raises the error if there is no further attempt."""
        if at_least is None:
            raise error
        self.side.sleep(desired, error.retry_after if isinstance(error, BusyError) else at_least)

    def _refusal(self, state: PeerState, desired: DesiredPeer, refused: Callable[[str, str], str]) -> str | None:
        """Why the peer is not taken for one to the expected cluster, or None; `refused` words an alarm."""
        alarm, expected = unexpected_remote(state, desired.expected_remote), desired.expected_remote
        if alarm is None or expected is None:
            return None
        if state.expected_uuid is None and self.side.around.is_alias(expected):
            return messages.remote_unverified(
                desired.cluster, expected, state.observed.remote_name, state.observed.uuid
            )
        return refused(desired.cluster, alarm)

    def _remove_unexpected(self, desired: DesiredPeer, state: PeerState) -> None:
        """Deletes a new side that leads to another cluster than the expected one, and raises PlanError."""
        live = self.side.settled(state)
        if live is None:
            return
        if problem := self._refusal(self.side.seeing(state, live), desired, messages.new_side_removed):
            self.side.api.delete(live.uuid, desired.name)
            raise PlanError(problem)

    def _await_ready(self, desired: DesiredPeer, state: PeerState) -> PeerState:
        """The state with the peer as it is once `wait_for` is true. Raises NotReadyError at the deadline."""
        deadline = self.side.clock.now() + desired.timeout
        while True:
            live = self.side.settled(state)
            if live is None:
                raise DisappearedError(messages.disappeared(desired.cluster, desired.name))
            state = self.side.seeing(state, live)
            if is_ready(live, desired.wait_for):
                return self.side.offering(state)
            if self.side.clock.now() + self.side.poll_interval > deadline:
                line = self._not_ready(desired, live, state.local)
                raise NotReadyError(line, self.side.offering(state))
            try:
                self.side.clock.sleep(self.side.poll_interval)
            except RunCancelledError:
                line = messages.cancelled_while_waiting(desired.cluster, desired.name, desired.wait_for)
                raise NotReadyError(line, state) from None

    def _not_ready(self, desired: DesiredPeer, live: ObservedPeer, here: LocalCluster | None) -> str:
        reason = why_not_ready(live, desired, here, self.side.around.peers_of(live.uuid), self.side.cluster.now())
        timeout = duration_text(desired.timeout)
        return messages.not_ready(desired.cluster, desired.name, desired.wait_for, timeout, reason)


def _expecting(desired: DesiredPeer, state: PeerState) -> PeerState:
    """The state with the `expected_remote` of now."""
    if desired.expected_remote == state.declared.get("expected_remote"):
        return state
    declared = {**state.declared, "expected_remote": desired.expected_remote}
    return replace(state, declared=declared, expected_uuid=None)


def _existing(desired: DesiredPeer, peers: list[ObservedPeer]) -> ObservedPeer | None:
    """The peer in the place of the desired one: of its name, or, to be adopted, to the same cluster."""
    found = next((peer for peer in peers if peer.name == desired.name), None)
    if found is None and desired.adopt == "existing":
        return of_same_remote(desired, peers)
    return found
