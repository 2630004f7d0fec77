"""
What a peer needs: one `Plan`, made by one function, read by preview, update and command line alike.

What the inputs alone say, the engine shows best itself; the plan's lines say what time and observation add.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer.fields import FIELDS, request_body
from ontap_peering.peer.health import concerns, has_open_passphrase
from ontap_peering.peer.model import (
    DEFAULT_OFFER_LIFETIME,
    DesiredPeer,
    ObservedPeer,
    PeerState,
    duration_text,
    instant_text,
)
from ontap_peering.peer.observed_inputs import applies_to, observed_inputs
from ontap_peering.peer.ports import PeerPatch

Repair = Literal["send again", "generate", "ask"]


@dataclass(frozen=True)
class Plan:
    """
    What a peer needs to become what the program says.

    `replaces`: the inputs whose change deletes the peer and creates it again; nothing else is due then.
    `changes`: the inputs that differ from what the cluster has, or had when it was last read.
    `alarms`: what a person must resolve. `reasons`: why an update is due although no input changed.
    `warnings`: changes that do less than they seem to, and what this resource alone cannot repair.
    `patch`: the one request; empty if the peer needs none.
    `refusal`: why the request cannot be sent, None if it can.
    `hold`: the alarm that keeps an update from changing anything until it is resolved, None if there is none.
    """

    replaces: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    patch: PeerPatch = field(default_factory=lambda: PeerPatch({}))
    refusal: str | None = None
    hold: str | None = None

    @property
    def is_due(self) -> bool:
        """Whether there is something to do that the inputs alone do not show."""
        return bool(self.alarms or self.reasons)


def plan(
    state: PeerState, desired: DesiredPeer, now: datetime, unknown: Collection[str] = (), *, is_fresh: bool = True
) -> Plan:
    """
    The plan for the peer, from what was last observed and what Pulumi stores.

    `unknown` are the inputs whose values are not known yet; nothing follows from the values that stand in for them.
    `is_fresh`: the peer was read just now, not in an earlier run.
    Raises PlanError if an offer must be renewed until an instant that is past.
    """
    declared = desired.declared()
    seen = {**state.declared, **observed_inputs(declared, state.observed)}
    replaces = tuple(_replaced(state, declared, seen, unknown))
    changes = _changes(state.observed, declared, seen, unknown)
    repair = _repair(state, desired, now, unknown)
    renewal = _renewal(state.observed, desired, now)
    patch, refusal = _request(state, desired, now, changes, repair, is_renewed=renewal is not None)
    stranger = unexpected_remote(state, desired.expected_remote)
    unencrypted = _encryption_off(state.observed, desired)
    hold = None
    if stranger:
        hold = messages.remote_refused(desired.cluster, stranger)
    elif unencrypted and not patch.renews_passphrase:
        hold = messages.nothing_changed(desired.cluster, unencrypted)
    planned = Plan(replaces=replaces, changes=changes, patch=patch, refusal=refusal, hold=hold)
    if replaces:
        interrupted = messages.replication_interrupted(_local_name(state), state.observed.remote_name)
        return replace(planned, warnings=(interrupted,)) if state.observed.is_accepted else planned
    reasons = () if hold else tuple(_reasons(state.observed, desired, renewal, repair))
    ailments = () if reasons else concerns(state.observed, desired, now, is_fresh=is_fresh)
    return replace(
        planned,
        alarms=tuple(alarm for alarm in (stranger, unencrypted) if alarm),
        reasons=reasons,
        warnings=(*_warnings(state, desired, unknown, repair), *ailments),
    )


def _replaced(
    state: PeerState, declared: Mapping[str, Any], seen: Mapping[str, Any], unknown: Collection[str]
) -> Iterator[str]:
    for each in FIELDS:
        is_known = each.name in declared and each.name not in unknown and seen.get(each.name) is not None
        if each.on_change == "replace" and is_known and seen[each.name] != declared[each.name]:
            yield each.name
    is_directed = "remote" in declared or "remote" in unknown
    if state.observed.is_offer and is_directed != ("remote" in state.declared):
        yield "remote"


def _changes(
    observed: ObservedPeer, declared: Mapping[str, Any], seen: Mapping[str, Any], unknown: Collection[str]
) -> tuple[str, ...]:
    """The inputs that the cluster does not have as declared; those it does not report, if they were not applied yet."""
    return tuple(
        each.name
        for each in FIELDS
        if each.on_change == "update"
        and each.reported
        and each.name in declared
        and each.name not in unknown
        and applies_to(each, observed)
        and declared[each.name] != seen.get(each.name)
    )


def _reasons(observed: ObservedPeer, desired: DesiredPeer, renewal: str | None, repair: Repair | None) -> Iterator[str]:
    if renewal:
        yield renewal
    elif repair and repair != "ask":
        yield messages.passphrase_repair(repair, _symptom(observed))
    elif _is_awaited(observed, desired.wait_for):
        yield messages.waiting_again(observed.authentication, observed.status, desired.wait_for)


def _symptom(observed: ObservedPeer) -> messages.Symptom:
    return "rejected" if observed.authentication == "problem" and not observed.is_offer else "lost"


def _warnings(state: PeerState, desired: DesiredPeer, unknown: Collection[str], repair: Repair | None) -> Iterator[str]:
    if repair == "ask":
        yield messages.passphrase_repair(repair, _symptom(state.observed))
    declared = desired.declared()
    for each in FIELDS:
        is_known = each.name not in unknown
        if each.on_change == "nothing" and is_known and declared.get(each.name) != state.declared.get(each.name):
            yield messages.no_effect(each.name)


def _repair(state: PeerState, desired: DesiredPeer, now: datetime, unknown: Collection[str]) -> Repair | None:
    """
    What it takes to have a passphrase that works again, None if it works.

    Authentication that fails is as intended if the program revokes it or has it absent. If this side revoked it, a
    change of `in_use` alone restores it, and a passphrase sent to this side alone would lapse. A passphrase that only
    this side would know helps nobody, unless the other side follows: a new one is generated only for a peer that was an
    offer. While one is open already, sending it again would change nothing.
    """
    observed = state.observed
    is_known = bool(state.passphrase or desired.passphrase or "passphrase" in unknown)
    is_intended = "revoked" in (desired.in_use, observed.in_use) or desired.in_use == "absent"
    is_broken = observed.authentication == "problem" and not is_intended and not has_open_passphrase(observed, now)
    if is_broken and is_known:
        return "send again"
    if is_broken or (observed.is_offer and not is_known):
        return "generate" if desired.generate_passphrase and "remote" not in state.declared else "ask"
    return None


def _is_awaited(observed: ObservedPeer, wait_for: str) -> bool:
    """
    Whether what `wait_for` names has never been true yet, as after a wait that was cut short.

    A peer that was available once, and is not now, is not awaited: nothing done here would bring it back.
    """
    is_pending = observed.authentication == "pending" or (wait_for == "available" and observed.status == "pending")
    return is_pending and wait_for in ("authenticated", "available")


def _renewal(observed: ObservedPeer, desired: DesiredPeer, now: datetime) -> str | None:
    """Why an open offer needs a new expiry now, or None. An accepted peer never does."""
    expiry = observed.expiry_time
    if expiry is None or not observed.is_open:
        return None
    margin = desired.renew_before or timedelta(0)
    if now < expiry - margin:
        return None
    if now >= expiry:
        reason = messages.offer_expired(instant_text(expiry))
    else:
        reason = messages.offer_expires_soon(instant_text(expiry), duration_text(margin))
    if isinstance(desired.expiry_time, datetime) and desired.expiry_time <= now:
        raise PlanError(messages.expiry_is_spent(reason, instant_text(desired.expiry_time)))
    return reason


def _request(  # noqa: PLR0913 - all that decides about the one request
    state: PeerState,
    desired: DesiredPeer,
    now: datetime,
    changes: tuple[str, ...],
    repair: Repair | None,
    *,
    is_renewed: bool,
) -> tuple[PeerPatch, str | None]:
    """
    The smallest PATCH that makes the observed peer the desired one, and a refusal if it needs an unknown passphrase.

    A new passphrase always comes with `in_use`; a change of encryption, or the start of authentication, always with a
    passphrase (documented: Update a cluster peer instance; codes 4656073, 4656080).
    """
    declared = desired.declared()
    values = {name: declared[name] for name in changes}
    starts_authentication = values.get("in_use") == "ok" and state.observed.in_use == "absent"
    needs_passphrase = "encryption" in values or starts_authentication
    passphrase, is_generated = _passphrase(state, desired, repair, is_needed=needs_passphrase)
    has_passphrase = passphrase is not None or is_generated
    if needs_passphrase and not has_passphrase and desired.in_use != "absent":
        return PeerPatch({}), messages.passphrase_needed(desired.cluster, desired.name)
    if has_passphrase:
        values["in_use"] = desired.in_use or "ok"
        if _has_time_left(desired, now):
            values["expiry_time"] = declared["expiry_time"]
    if is_generated:
        values["generate_passphrase"] = True
    if is_renewed:
        values["expiry_time"] = declared.get("expiry_time", duration_text(DEFAULT_OFFER_LIFETIME))
    return PeerPatch(request_body(values), passphrase), None


def _passphrase(
    state: PeerState, desired: DesiredPeer, repair: Repair | None, *, is_needed: bool
) -> tuple[SecretStr | None, bool]:
    """The passphrase to send, or whether ONTAP generates one. `is_needed`: another change requires one."""
    if desired.in_use == "absent":
        return None, False
    given = desired.passphrase or None
    match repair:
        case "send again":
            return given or state.passphrase, False
        case "generate":
            return None, True
    if given is not None and (is_needed or given != state.passphrase):
        return given, False
    was_given = state.declared.get("generate_passphrase") is False
    is_rotated = desired.rotation is not None and desired.rotation != state.declared.get("rotation")
    return None, desired.generate_passphrase and (is_needed or was_given or is_rotated)


def _has_time_left(desired: DesiredPeer, now: datetime) -> bool:
    """A new passphrase is valid for the declared time, unless that is a past instant."""
    expiry = desired.expiry_time
    return expiry is not None and (not isinstance(expiry, datetime) or expiry > now)


def unexpected_remote(state: PeerState, expected_remote: str | None) -> str | None:
    """
    The alarm if another cluster than the expected one accepted the offer, or None.

    Once it is known which cluster `expected_remote` names, that cluster's uuid decides, and no name.
    """
    observed = state.observed
    if expected_remote is None or observed.is_offer:
        return None
    is_same_name = expected_remote == state.declared.get("expected_remote")
    if is_same_name and state.expected_uuid is not None:
        is_expected = observed.uuid == state.expected_uuid
    else:
        is_expected = observed.is_identified_by(expected_remote)
    is_unknown = observed.remote_name is None and observed.remote_serial_number is None
    if is_expected or is_unknown:
        return None
    return messages.unexpected_remote(
        expected_remote, observed.remote_name, observed.remote_serial_number, observed.uuid
    )


def is_unencrypted(observed: ObservedPeer) -> bool:
    """Whether both sides work together without the encryption that this side proposes."""
    is_off = observed.encryption == "none" and observed.authentication == "ok"
    return is_off and observed.encryption_proposed == "tls_psk"


def _encryption_off(observed: ObservedPeer, desired: DesiredPeer) -> str | None:
    """The alarm if both sides work together without the encryption that this side proposes, or None."""
    wanted = desired.encryption.proposed if desired.encryption else None
    if wanted != "tls_psk" or not is_unencrypted(observed):
        return None
    return messages.encryption_off(observed.remote_name, observed.uuid)


def _local_name(state: PeerState) -> str:
    return state.local.name if state.local else state.cluster
