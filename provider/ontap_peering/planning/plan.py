"""What to change on a peer that exists, as one PATCH."""

from datetime import datetime
from typing import Any

from pydantic import SecretStr

from ontap_peering.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.planning.diff import has_unknown_passphrase, is_broken, renewal_reason
from ontap_peering.ports import PeerPatch


def patch_for(desired: DesiredPeer, observed: ObservedPeer, state: PeerState, now: datetime) -> PeerPatch:
    """
    The smallest PATCH that brings the observed peer to the desired one; empty where they agree.

    A new passphrase always comes with `in_use`, and a change of encryption always with a passphrase
    (documented: Update a cluster peer instance; code 4656073).
    """
    declared = desired.declared()
    differing = [
        field
        for field, differs in (
            ("name", desired.name != observed.name),
            ("remote", _addresses_differ(desired, observed)),
            ("encryption", _encryption_differs(desired, observed)),
            ("initial_allowed_svms", observed.is_open and _svms_differ(desired, observed)),
            ("peer_applications", _differ_as_sets(desired.peer_applications, observed.peer_applications)),
        )
        if differs
    ]
    body = {field: declared[field] for field in differing}
    passphrase = _new_passphrase(desired, observed, state)
    if "encryption" in body:
        passphrase = passphrase or desired.passphrase or None
    generate = passphrase is None and ("encryption" in body or _needs_generated(desired, observed, state))
    authentication: dict[str, Any] = {}
    if passphrase is not None or generate:
        authentication["in_use"] = desired.in_use or "ok"
    elif desired.in_use is not None and desired.in_use != observed.in_use:
        authentication["in_use"] = desired.in_use
    if generate:
        authentication["generate_passphrase"] = True
    is_offered_anew = passphrase is not None or generate
    if _expiry_is_due(declared, observed, state, now) or (is_offered_anew and _has_time_left(desired, now)):
        authentication["expiry_time"] = declared.get("expiry_time", "PT1H")
    if authentication:
        body["authentication"] = authentication
    return PeerPatch(body, passphrase)


def _addresses_differ(desired: DesiredPeer, observed: ObservedPeer) -> bool:
    return desired.remote is not None and _differ_as_sets(desired.remote.ip_addresses, observed.remote_addresses)


def _differ_as_sets(wanted: tuple[str, ...] | None, seen: tuple[str, ...] | None) -> bool:
    return wanted is not None and seen is not None and set(wanted) != set(seen)


def _encryption_differs(desired: DesiredPeer, observed: ObservedPeer) -> bool:
    seen = observed.proposed_encryption
    return desired.encryption is not None and seen is not None and desired.encryption.proposed != seen


def _svms_differ(desired: DesiredPeer, observed: ObservedPeer) -> bool:
    if desired.initial_allowed_svms is None or any(svm.name is None for svm in desired.initial_allowed_svms):
        return False
    return {svm.name for svm in desired.initial_allowed_svms} != set(observed.initial_allowed_svms or ())


def _new_passphrase(desired: DesiredPeer, observed: ObservedPeer, state: PeerState) -> SecretStr | None:
    """The passphrase to send: a changed one, or the known one again where the other side lost it."""
    if is_broken(observed, desired.in_use):
        return desired.passphrase or state.passphrase
    return None if not desired.passphrase or desired.passphrase == state.passphrase else desired.passphrase


def _needs_generated(desired: DesiredPeer, observed: ObservedPeer, state: PeerState) -> bool:
    was_given = state.declared.get("generate_passphrase") is False
    return desired.generate_passphrase and (was_given or has_unknown_passphrase(observed, state))


def _has_time_left(desired: DesiredPeer, now: datetime) -> bool:
    """A new passphrase is on offer for the declared time, unless that is a past instant."""
    expiry = desired.expiry_time
    return expiry is not None and (not isinstance(expiry, datetime) or expiry > now)


def _expiry_is_due(declared: dict[str, Any], observed: ObservedPeer, state: PeerState, now: datetime) -> bool:
    """An open offer may want another expiry; one that is made anew on a lost peer wants the declared one."""
    if is_broken(observed, declared.get("in_use")):
        return "expiry_time" in declared
    changed = declared.get("expiry_time") != state.declared.get("expiry_time")
    due = renewal_reason(observed, declared.get("renew_before"), now) is not None
    return observed.is_open and (changed or due)
