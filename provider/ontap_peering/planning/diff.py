"""Does the peer need work? What the inputs tell is left to the engine, which shows it best; the rest is told here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from ontap_peering.errors import PlanError
from ontap_peering.model import ObservedPeer, PeerState, duration, duration_text, instant, instant_text
from ontap_peering.planning.fields import FIELDS
from ontap_peering.planning.live import reported

Mend = Literal["send again", "generate", "ask"]
_MENDED: Final[Mapping[Mend, str]] = {
    "send again": "the passphrase is sent again",
    "generate": "a new one is generated",
    "ask": "give both sides a new one as `passphrase`",
}


@dataclass(frozen=True)
class Verdict:
    """
    `reasons` are lines for the reader, why work is due although no input changed; `replaces` are input names.

    `notices` are lines about changes that do less than they seem to.
    """

    reasons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


def judge(state: PeerState, inputs: Mapping[str, Any], now: datetime, unknown: Collection[str] = ()) -> Verdict:
    """
    What to do about the peer, from what Pulumi remembers and the checked inputs.

    `unknown` are the inputs whose values are not known yet, and which `inputs` does not have: nothing is replaced
    because of a value. Raises PlanError where what the program says cannot be done.
    """
    replaces = tuple(_replaced(state, inputs, unknown))
    if replaces:
        return Verdict(replaces=replaces)
    reasons = [
        alarm
        for alarm in (
            unexpected_remote(state.observed, inputs.get("expected_remote")),
            encryption_off(state.observed, inputs.get("encryption", {}).get("proposed")),
        )
        if alarm
    ]
    if renewal := renewal_reason(state.observed, inputs.get("renew_before"), now):
        _refuse_spent_instant(inputs.get("expiry_time"), renewal, now)
        reasons.append(renewal)
    elif mend := mending(
        state.observed,
        inputs.get("in_use"),
        knows=bool(state.passphrase or inputs.get("passphrase") or "passphrase" in unknown),
        generates=bool(inputs.get("generate_passphrase")),
    ):
        reasons.append(f"{_ailment(state.observed)}; {_MENDED[mend]}")
    elif is_awaited(state.observed, inputs.get("wait_for")):
        reasons.append(
            f"authentication is {state.observed.authentication!r} and status {state.observed.status!r}, "
            f"but wait_for asks for {inputs['wait_for']!r}; it is waited for again"
        )
    return Verdict(reasons=tuple(reasons), notices=tuple(_without_effect(state, inputs)))


def _without_effect(state: PeerState, inputs: Mapping[str, Any]) -> Iterator[str]:
    for field in FIELDS:
        if field.on_change == "nothing" and inputs.get(field.name) != state.declared.get(field.name):
            yield f"a change of {field.name} has no effect on a peer that exists: it is used when a peer is made"


def _replaced(state: PeerState, inputs: Mapping[str, Any], unknown: Collection[str]) -> Iterator[str]:
    told = reported(inputs, state.observed)
    for field in FIELDS:
        known = told.get(field.name, state.declared.get(field.name))
        if field.on_change == "replace" and field.name in inputs and known not in (None, inputs[field.name]):
            yield field.name
    is_directed = "remote" in inputs or "remote" in unknown
    if state.observed.is_unaccepted and is_directed != ("remote" in state.declared):
        yield "remote"


def mending(observed: ObservedPeer, in_use: str | None, *, knows: bool, generates: bool) -> Mend | None:
    """
    What it takes to have a passphrase that works again, or None where nothing is wrong with it.

    `knows`: the program or Pulumi has the passphrase; `generates`: ONTAP may make another. Authentication that fails is
    as it should be where the program itself has it revoked or absent.
    """
    is_broken = observed.authentication == "problem" and in_use not in ("revoked", "absent")
    if is_broken and knows:
        return "send again"
    if is_broken or (observed.is_unaccepted and not knows):
        return "generate" if generates else "ask"
    return None


def is_awaited(observed: ObservedPeer, wait_for: str | None) -> bool:
    """
    Whether what `wait_for` asks for has never been there yet, as after a wait that ended too early.

    A peer that was available once, and is not now, is not waited for: nothing done here would bring it back.
    """
    is_pending = observed.authentication == "pending" or (wait_for == "available" and observed.status == "pending")
    return is_pending and wait_for in ("authenticated", "available")


def _ailment(observed: ObservedPeer) -> str:
    if observed.authentication == "problem":
        return "authentication is 'problem': the other cluster removed or revoked its side, or has another passphrase"
    return "nobody knows the passphrase of the offer that an interrupted run left"


def renewal_reason(observed: ObservedPeer, renew_before: str | None, now: datetime) -> str | None:
    """Why an open offer needs a new expiry now, or None. An accepted peer never does."""
    expiry = observed.expiry_time
    if expiry is None or not observed.is_open:
        return None
    if now >= expiry:
        return (
            f"the offer expired at {instant_text(expiry)}, and no cluster is known to have accepted it; it is renewed"
        )
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


def encryption_off(observed: ObservedPeer, wanted: str | None) -> str | None:
    """The alarm line where both sides work together without the encryption that this side asks for, or None."""
    is_off = observed.encryption == "none" and observed.authentication == "ok"
    if not (is_off and wanted == observed.encryption_proposed == "tls_psk"):
        return None
    return (
        f"ALARM: encryption is off although encryption.proposed is 'tls_psk': cluster {observed.remote_name!r} "
        f"(uuid {observed.uuid}) does not propose it. Have it proposed there, then give both sides a new passphrase"
    )
