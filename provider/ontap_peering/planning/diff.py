"""Does the peer need work? What the inputs tell is left to the engine, which shows it best; the rest is told here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ontap_peering.errors import PlanError
from ontap_peering.model import ObservedPeer, PeerState, duration, duration_text, instant, instant_text
from ontap_peering.planning.fields import FIELDS


@dataclass(frozen=True)
class Verdict:
    """
    `reasons` are lines for the reader, why work is due although no input changed; `replaces` are input names.

    `notices` are lines about changes that do less than they seem to.
    """

    reasons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


def judge(state: PeerState, inputs: Mapping[str, Any], now: datetime) -> Verdict:
    """
    What to do about the peer, from what Pulumi remembers and the checked inputs.

    Inputs that are not known yet must be left out by the caller: nothing is replaced because of them.
    Raises PlanError where what the program says cannot be done.
    """
    replaces = tuple(_replaced(state, inputs))
    if replaces:
        return Verdict(replaces=replaces)
    reasons = []
    if stranger := unexpected_remote(state.observed, inputs.get("expected_remote")):
        reasons.append(stranger)
    if renewal := renewal_reason(state.observed, inputs.get("renew_before"), now):
        _refuse_spent_instant(inputs.get("expiry_time"), renewal, now)
        reasons.append(renewal)
    elif is_broken(state.observed, inputs.get("in_use")):
        reasons.append(
            "authentication is 'problem': the other cluster removed or revoked its side, or has another passphrase; "
            "the passphrase is sent again"
        )
    elif inputs.get("generate_passphrase") and has_unknown_passphrase(state.observed, state):
        reasons.append("nobody knows the passphrase of the offer that an interrupted run left; a new one is generated")
    return Verdict(reasons=tuple(reasons), notices=tuple(_without_effect(state, inputs)))


def _without_effect(state: PeerState, inputs: Mapping[str, Any]) -> Iterator[str]:
    for field in FIELDS:
        if field.on_change == "nothing" and inputs.get(field.name) != state.declared.get(field.name):
            yield f"a change of {field.name} has no effect on a peer that exists: it is used when a peer is made"


def _replaced(state: PeerState, inputs: Mapping[str, Any]) -> list[str]:
    replaced = []
    if "cluster" in inputs and inputs["cluster"] != state.cluster:
        replaced.append("cluster")
    if "ipspace" in inputs and not _is_in_ipspace(state, inputs["ipspace"]):
        replaced.append("ipspace")
    if state.observed.is_unaccepted and ("remote" in inputs) != ("remote" in state.declared):
        replaced.append("remote")
    return replaced


def _is_in_ipspace(state: PeerState, ipspace: Mapping[str, Any]) -> bool:
    observed = state.observed
    return all(
        seen is None or wanted == seen
        for wanted, seen in ((ipspace.get("name"), observed.ipspace_name), (ipspace.get("uuid"), observed.ipspace_uuid))
        if wanted is not None
    )


def is_broken(observed: ObservedPeer, in_use: str | None) -> bool:
    """Authentication does not work although it should: not where the program itself has it revoked."""
    return observed.authentication == "problem" and in_use != "revoked"


def has_unknown_passphrase(observed: ObservedPeer, state: PeerState) -> bool:
    return observed.is_unaccepted and state.passphrase is None


def renewal_reason(observed: ObservedPeer, renew_before: str | None, now: datetime) -> str | None:
    """Why an open offer needs a new expiry now, or None. An accepted peer never does."""
    expiry = observed.expiry_time
    if expiry is None or not observed.is_open:
        return None
    if now >= expiry:
        return f"the offer expired at {instant_text(expiry)} before any cluster accepted it; it is renewed"
    margin = duration(renew_before) if renew_before else timedelta(0)
    if now >= expiry - margin:
        return (
            f"the offer expires at {instant_text(expiry)}, within renew_before {duration_text(margin)}; it is renewed"
        )
    return None


def _refuse_spent_instant(expiry_time: str | None, reason: str, now: datetime) -> None:
    try:
        end = instant(expiry_time)
    except ValueError:
        return
    if end <= now:
        line = (
            f"{reason}, but expiry_time {instant_text(end)} is past: give a later instant, or a duration such as 'PT2H'"
        )
        raise PlanError(line)


def unexpected_remote(observed: ObservedPeer, expected_remote: str | None) -> str | None:
    """The alarm line where another cluster than the expected one accepted the offer, or None."""
    if expected_remote is None or observed.is_unaccepted or observed.is_identified_by(expected_remote):
        return None
    if observed.remote_name is None and observed.remote_serial_number is None:
        return None
    return (
        f"ALARM: expected_remote is {expected_remote!r}, but the peer is cluster {observed.remote_name!r} "
        f"(serial number {observed.remote_serial_number}, uuid {observed.uuid})"
    )
