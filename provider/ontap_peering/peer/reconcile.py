"""
Makes one peer of one cluster what the program says, whatever happened before.

create   looks first. It finishes our own orphan of an earlier run, and refuses a peer that is not ours. After a lost
         reply to a POST it looks for the peer; it never repeats the POST blindly.
read     climbs the identity ladder: uuid, name, the accepted offer. If no step finds the peer, it is gone.
update   changes only what differs, renews an open offer, and creates a peer again that ONTAP deleted.
delete   deletes the local side only; a peer that is gone already counts as deleted.

Every wait has a deadline. A first side never waits for its second, unless the program asks for it with `wait_for`.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ontap_peering import messages
from ontap_peering.errors import (
    AlreadyExistsError,
    AmbiguousError,
    BusyError,
    DisappearedError,
    PeerError,
    PlanError,
    ReplyLostError,
    RunCancelledError,
)
from ontap_peering.peer.identity import accepted_offer
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState, duration_text, instant_text
from ontap_peering.peer.plan import Plan, plan, unexpected_remote
from ontap_peering.peer.ports import Clock, CreatedPeer, Listing, PeerApi

POLL_INTERVAL: Final = timedelta(seconds=1)
CREATE_ATTEMPTS: Final = 3
NO_LISTING: Final = Listing()


class NotReadyError(PeerError):
    """A wait ended, by its deadline or by Ctrl-C, before the peer was ready. The peer exists, as in `state`."""

    def __init__(self, line: str, state: PeerState) -> None:
        super().__init__(line)
        self.state = state


@dataclass(frozen=True)
class Reading:
    """`state` is None if the peer is gone; `notice` is a line for the user if something happened to it."""

    state: PeerState | None
    notice: str | None = None


@dataclass(frozen=True)
class Reconciler:
    api: PeerApi
    clock: Clock
    poll_interval: timedelta = POLL_INTERVAL

    def create(self, desired: DesiredPeer) -> PeerState:
        before = self._peers_of_interest(desired)
        existing = next((peer for peer in before if peer.name == desired.name), None)
        if existing is not None:
            adopted = self._adopt(desired, existing)
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
        )
        if desired.expected_remote is not None and not desired.is_anonymous:
            self._remove_unexpected(desired, created.uuid)
        return self._await_ready(desired, state)

    def read(self, state: PeerState) -> Reading:
        live = self._locate(state, self.api.recent())
        if live is None:
            return Reading(None, _gone_notice(state, self.clock))
        notice = None
        if live.is_offer and live.uuid != state.observed.uuid:
            notice = messages.another_offer(state.cluster, state.name, live.uuid)
        elif state.observed.is_offer and not live.is_offer:
            notice = messages.offer_accepted(
                state.cluster, state.name, live.remote_name, state.observed.uuid, live.uuid
            )
        return Reading(state.seeing(live), notice)

    def update(self, state: PeerState, desired: DesiredPeer) -> PeerState:
        live = self._locate(state, certainly=True)
        if live is None:
            return self.create(desired)
        state = state.seeing(live)
        planned = plan(state, desired, self.clock.now())
        if planned.hold:
            raise PlanError(planned.hold)
        return self._await_ready(desired, self._applied(planned, state, desired))

    def delete(self, state: PeerState) -> None:
        live = self._locate(state, certainly=True)
        if live is not None:
            self.api.delete(live.uuid, live.name)

    def _applied(self, planned: Plan, state: PeerState, desired: DesiredPeer) -> PeerState:
        """The state after the one request of the plan, if the peer needs one. Raises PlanError if it cannot be sent."""
        if planned.refusal:
            raise PlanError(planned.refusal)
        live, patch = state.observed, planned.patch
        generated = self.api.modify(live.uuid, live.name, patch) if patch else None
        kept = None if patch.generates_passphrase else state.passphrase
        return replace(state, declared=desired.declared(), passphrase=generated or desired.passphrase or kept)

    def _peers_of_interest(self, desired: DesiredPeer) -> list[ObservedPeer]:
        """All peers if an accepted offer must later be distinguished from them; else the one of the same name."""
        if desired.is_anonymous:
            return list(self.api.list())
        found = self.api.find(desired.name)
        return [] if found is None else [found]

    def _adopt(self, desired: DesiredPeer, existing: ObservedPeer) -> PeerState | None:
        """
        The state that adopts the existing peer, or None if it was ours, unfinished, and is deleted now.

        An open offer of our own is deleted: nobody ever received its passphrase.
        """
        if desired.adopt == "never" or (desired.adopt == "own" and not desired.has_generated_name):
            raise AlreadyExistsError(
                messages.already_exists(desired.cluster, desired.name, existing.uuid, existing.status)
            )
        if stranger := unexpected_remote(existing, desired.expected_remote):
            raise PlanError(messages.remote_refused(desired.cluster, stranger))
        if existing.authentication != "ok" and desired.has_generated_name:
            self.api.delete(existing.uuid, existing.name)
            return None
        state = PeerState(declared={}, observed=existing, passphrase=desired.passphrase)
        return self._applied(plan(state, desired, self.clock.now()), state, desired)

    def _create_once(self, desired: DesiredPeer, more_attempts: int = CREATE_ATTEMPTS - 1) -> CreatedPeer:
        """
        One POST that counts. After a lost reply or a busy cluster, it is repeated only if the peer does not exist.

        No peer of this name existed before, so one that exists now was created by that POST.
        """
        try:
            return self.api.create(desired)
        except (ReplyLostError, BusyError) as error:
            created = self.api.find(desired.name)
            if created is not None:
                if not desired.generate_passphrase:
                    return CreatedPeer(created.uuid)
                self.api.delete(created.uuid, created.name)
            if not more_attempts:
                raise
            if isinstance(error, BusyError):
                self._wait_until_less_busy(desired, error.retry_after)
        return self._create_once(desired, more_attempts - 1)

    def _wait_until_less_busy(self, desired: DesiredPeer, span: timedelta) -> None:
        try:
            self.clock.sleep(span)
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_while_busy(desired.cluster, desired.name)) from None

    def _remove_unexpected(self, desired: DesiredPeer, uuid: str) -> None:
        """Deletes a new side that leads to another cluster than the expected one, and raises PlanError."""
        live = self.api.get(uuid)
        if live is not None and (stranger := unexpected_remote(live, desired.expected_remote)):
            self.api.delete(uuid, desired.name)
            raise PlanError(messages.new_side_removed(desired.cluster, stranger))

    def _locate(
        self, state: PeerState, listing: Listing = NO_LISTING, *, certainly: bool = False
    ) -> ObservedPeer | None:
        """
        The live peer, or None if it is certainly gone: what a listing lacks is requested by itself.

        `certainly` refuses a peer that is only probably ours, before it is changed or deleted.
        """
        uuid, name = state.observed.uuid, state.observed.name
        if found := listing.by_uuid.get(uuid) or self.api.get(uuid):
            return found
        if found := listing.by_name.get(name) or self.api.find(name):
            return found
        if not state.observed.is_offer:
            return None
        accepted = accepted_offer(state, self.api.list())
        if accepted is not None and certainly and not accepted.is_identified_by(state.declared.get("expected_remote")):
            raise AmbiguousError(
                messages.acceptance_uncertain(state.cluster, name, accepted.remote_name, accepted.uuid)
            )
        return accepted

    def _await_ready(self, desired: DesiredPeer, state: PeerState) -> PeerState:
        """The state with the peer as it is once `wait_for` is true. Raises NotReadyError at the deadline."""
        deadline = self.clock.now() + desired.timeout
        while True:
            live = self.api.get(state.observed.uuid) or self.api.find(state.name)
            if live is None:
                raise DisappearedError(messages.disappeared(desired.cluster, desired.name))
            state = state.seeing(live)
            if _is_ready(live, desired.wait_for):
                return state
            if self.clock.now() + self.poll_interval > deadline:
                timeout = duration_text(desired.timeout)
                line = messages.not_ready(
                    desired.cluster,
                    desired.name,
                    desired.wait_for,
                    timeout,
                    authentication=live.authentication,
                    status=live.status,
                )
                raise NotReadyError(line, state)
            try:
                self.clock.sleep(self.poll_interval)
            except RunCancelledError:
                line = messages.cancelled_while_waiting(desired.cluster, desired.name, desired.wait_for)
                raise NotReadyError(line, state) from None


def _is_ready(peer: ObservedPeer, wait_for: str) -> bool:
    authenticated = peer.authentication in ("ok", "absent")
    return wait_for == "created" or (authenticated and (wait_for == "authenticated" or peer.status == "available"))


def _gone_notice(state: PeerState, clock: Clock) -> str:
    expiry = state.observed.expiry_time
    if state.observed.is_offer and expiry is not None:
        return messages.offer_gone(state.cluster, state.name, instant_text(expiry), has_expired=expiry <= clock.now())
    return messages.peer_gone(state.cluster, state.name, state.observed.uuid)
