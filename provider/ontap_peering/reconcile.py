"""
Brings one peer of one cluster to what the program says, whatever happened before.

create   looks first. Our own orphan of an earlier run is finished; a peer that is not ours is refused. A POST whose
         reply was lost is looked for, never sent blindly again.
read     climbs the identity ladder: uuid, name, the accepted offer. Nothing at the top of it means gone.
update   changes only what differs, renews an open offer, and makes a peer again that ONTAP deleted.
delete   removes the local side only; a peer that is gone already is removed.

Every wait has a deadline. A first side never waits for its second, unless the program says so with `wait_for`.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ontap_peering.errors import (
    AmbiguousError,
    BusyError,
    PlanError,
    ReplyLostError,
    RunCancelledError,
    TakenError,
    UnfinishedError,
    VanishedError,
)
from ontap_peering.model import DesiredPeer, ObservedPeer, PeerState, duration_text, instant_text
from ontap_peering.planning.diff import encryption_off, unexpected_remote
from ontap_peering.planning.identity import accepted_offer
from ontap_peering.planning.plan import patch_for
from ontap_peering.ports import Clock, CreatedPeer, Listing, PeerApi

POLL_INTERVAL: Final = timedelta(seconds=1)
CREATE_ATTEMPTS: Final = 3
NO_LISTING: Final = Listing()


@dataclass(frozen=True)
class Reading:
    """`state` is None where the peer is gone; `notice` is a line for the reader, where something happened to it."""

    state: PeerState | None
    notice: str | None = None


@dataclass(frozen=True)
class Reconciler:
    api: PeerApi
    clock: Clock

    def create(self, desired: DesiredPeer) -> PeerState:
        before = self._peers_of_interest(desired)
        existing = next((peer for peer in before if peer.name == desired.name), None)
        if existing is not None:
            adopted = self._adopt(desired, existing)
            if adopted is not None:
                return self._settle(desired, adopted)
            before = [peer for peer in before if peer.uuid != existing.uuid]
        if desired.passphrase is not None and not desired.passphrase:
            raise PlanError(
                f"{desired.cluster}: peer {desired.name!r} has to be made, but its passphrase is empty: the peer that "
                f"it comes from was taken over without one. Make that one again with `pulumi up --replace URN`"
            )
        created = self._create_once(desired)
        state = PeerState(
            declared=desired.declared(),
            observed=ObservedPeer(uuid=created.uuid, ip_address=created.ip_address),
            passphrase=created.passphrase or desired.passphrase,
            peers_before=frozenset(peer.uuid for peer in before),
        )
        if desired.expected_remote is not None and not desired.is_anonymous:
            self._keep_expected(desired, created.uuid)
        return self._settle(desired, state)

    def read(self, state: PeerState) -> Reading:
        live = self._locate(state, self.api.recent())
        if live is None:
            return Reading(None, _gone_notice(state, self.clock))
        notice = None
        if live.is_unaccepted and live.uuid != state.observed.uuid:
            notice = f"{state.cluster}: the offer {state.name!r} is another one than Pulumi knows (uuid {live.uuid})"
        elif state.observed.is_unaccepted and not live.is_unaccepted:
            notice = (
                f"{state.cluster}: the offer {state.name!r} was accepted by cluster {live.remote_name!r}: "
                f"uuid {state.observed.uuid} -> {live.uuid}"
            )
        return Reading(state.seeing(live), notice)

    def update(self, state: PeerState, desired: DesiredPeer) -> PeerState:
        live = self._locate(state, certainly=True)
        if live is None:
            return self.create(desired)
        _refuse_stranger(desired, live)
        state = state.seeing(live)
        patch = patch_for(desired, live, state, self.clock.now())
        wanted = desired.encryption.proposed if desired.encryption else None
        if (off := encryption_off(live, wanted)) and not patch.renews_passphrase:
            raise PlanError(f"{desired.cluster}: {off}. Nothing was changed")
        generated = self.api.modify(live.uuid, live.name, patch) if patch else None
        kept = None if patch.generates_passphrase else state.passphrase
        changed = replace(
            state,
            declared=desired.declared(),
            passphrase=generated or desired.passphrase or kept,
        )
        return self._settle(desired, changed)

    def delete(self, state: PeerState) -> None:
        live = self._locate(state, certainly=True)
        if live is not None:
            self.api.delete(live.uuid, live.name)

    def _peers_of_interest(self, desired: DesiredPeer) -> list[ObservedPeer]:
        """All peers where an accepted offer must later be told from them; else the one of the same name."""
        if desired.is_anonymous:
            return list(self.api.list())
        found = self.api.find(desired.name)
        return [] if found is None else [found]

    def _adopt(self, desired: DesiredPeer, existing: ObservedPeer) -> PeerState | None:
        """
        The state that takes the existing peer over, or None where it was ours, unfinished, and is out of the way now.

        An open offer of our own is removed: whoever was to have its passphrase never got it.
        """
        if desired.adopt == "never" or (desired.adopt == "own" and not desired.has_own_name):
            raise TakenError(
                f"{desired.cluster}: cannot create peer {desired.name!r}: a peer of this name is there already "
                f"(uuid {existing.uuid}, status {existing.status}). "
                f"Choose another name, or take it over with adopt='existing'"
            )
        _refuse_stranger(desired, existing)
        if existing.authentication != "ok" and desired.has_own_name:
            self.api.delete(existing.uuid, existing.name)
            return None
        unapplied = PeerState(declared={}, observed=existing, passphrase=desired.passphrase)
        patch = patch_for(desired, existing, unapplied, self.clock.now())
        generated = self.api.modify(existing.uuid, existing.name, patch) if patch else None
        return replace(unapplied, declared=desired.declared(), passphrase=generated or desired.passphrase)

    def _create_once(self, desired: DesiredPeer, more_attempts: int = CREATE_ATTEMPTS - 1) -> CreatedPeer:
        """
        One POST that counts. After a lost reply, or by a busy cluster, only what is not there is made again.

        No peer of this name was there before, so that one that is there now was made by that POST.
        """
        try:
            return self.api.create(desired)
        except (ReplyLostError, BusyError) as error:
            made = self.api.find(desired.name)
            if made is not None:
                if not desired.generate_passphrase:
                    return CreatedPeer(made.uuid)
                self.api.delete(made.uuid, made.name)
            if not more_attempts:
                raise
            if isinstance(error, BusyError):
                self._wait_until_less_busy(desired, error.retry_after)
        return self._create_once(desired, more_attempts - 1)

    def _wait_until_less_busy(self, desired: DesiredPeer, span: timedelta) -> None:
        try:
            self.clock.sleep(span)
        except RunCancelledError:
            raise RunCancelledError(
                f"{desired.cluster}: the run was cancelled while it waited for a busy cluster to make peer "
                f"{desired.name!r}; the next `pulumi up` makes it"
            ) from None

    def _keep_expected(self, desired: DesiredPeer, uuid: str) -> None:
        """Removes a new side again that turns out to be another cluster than the expected one, and raises PlanError."""
        live = self.api.get(uuid)
        if live is not None and (stranger := unexpected_remote(live, desired.expected_remote)):
            self.api.delete(uuid, desired.name)
            raise PlanError(
                f"{desired.cluster}: {stranger}. The new side was removed again: "
                f"give the addresses of the right cluster, or change expected_remote"
            )

    def _locate(
        self, state: PeerState, listing: Listing = NO_LISTING, *, certainly: bool = False
    ) -> ObservedPeer | None:
        """
        The live peer, or None where it is gone for sure: what a listing lacks is asked for by itself.

        `certainly` refuses a peer that is ours only by all appearances, before it is changed or removed.
        """
        uuid, name = state.observed.uuid, state.observed.name
        if found := listing.by_uuid.get(uuid) or self.api.get(uuid):
            return found
        if found := listing.by_name.get(name) or self.api.find(name):
            return found
        if not state.observed.is_unaccepted:
            return None
        accepted = accepted_offer(state, self.api.list())
        if accepted is not None and certainly and not accepted.is_identified_by(state.declared.get("expected_remote")):
            raise AmbiguousError(
                f"{state.cluster}: the offer {name!r} is gone, and cluster {accepted.remote_name!r} "
                f"(uuid {accepted.uuid}) may have accepted it. Look at it with `pulumi refresh`, or set expected_remote"
            )
        return accepted

    def _settle(self, desired: DesiredPeer, state: PeerState) -> PeerState:
        """The state with the peer as it is once `wait_for` holds. Raises UnfinishedError where that does not come."""
        deadline = self.clock.now() + desired.timeout
        while True:
            live = self.api.get(state.observed.uuid) or self.api.find(state.name)
            if live is None:
                raise VanishedError(
                    f"{desired.cluster}: peer {desired.name!r} went away right after it was written; "
                    f"run `pulumi up` again"
                )
            state = state.seeing(live)
            if _has_settled(live, desired.wait_for):
                return state
            if self.clock.now() + POLL_INTERVAL > deadline:
                raise UnfinishedError(
                    f"{desired.cluster}: peer {desired.name!r} was not {desired.wait_for} "
                    f"within {duration_text(desired.timeout)}: authentication is {live.authentication!r}, "
                    f"status {live.status!r}. The peer stays; "
                    f"once its cause is mended, the next `pulumi up` takes it from here",
                    state,
                )
            try:
                self.clock.sleep(POLL_INTERVAL)
            except RunCancelledError:
                raise UnfinishedError(
                    f"{desired.cluster}: the run was cancelled while it waited for peer {desired.name!r} to be "
                    f"{desired.wait_for}. The peer stays; the next `pulumi up` takes it from here",
                    state,
                ) from None


def _refuse_stranger(desired: DesiredPeer, live: ObservedPeer) -> None:
    """Raises PlanError where the peer is another cluster than the expected one."""
    if stranger := unexpected_remote(live, desired.expected_remote):
        raise PlanError(
            f"{desired.cluster}: {stranger}. Nothing was changed: "
            f"delete that peer on the cluster, or change expected_remote"
        )


def _has_settled(peer: ObservedPeer, wait_for: str) -> bool:
    authenticated = peer.authentication in ("ok", "absent")
    return wait_for == "created" or (authenticated and (wait_for == "authenticated" or peer.status == "available"))


def _gone_notice(state: PeerState, clock: Clock) -> str:
    expiry = state.observed.expiry_time
    if state.observed.is_unaccepted and expiry is not None:
        when = "expired" if expiry <= clock.now() else "was to expire"
        return (
            f"{state.cluster}: the offer {state.name!r} is gone: it {when} at {instant_text(expiry)} "
            f"and no cluster accepted it; `pulumi up` makes a new one with a new passphrase"
        )
    return (
        f"{state.cluster}: peer {state.name!r} (uuid {state.observed.uuid}) is gone from the cluster; "
        f"`pulumi up` makes it again"
    )
