"""What to change on a peer that exists, as one PATCH."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from ontap_peering.errors import PlanError
from ontap_peering.model import USUAL_OFFER, DesiredPeer, ObservedPeer, PeerState, duration_text
from ontap_peering.planning.diff import mending, renewal_reason
from ontap_peering.planning.fields import FIELDS, request_body
from ontap_peering.planning.live import matters_now, reported
from ontap_peering.ports import PeerPatch


def patch_for(desired: DesiredPeer, observed: ObservedPeer, state: PeerState, now: datetime) -> PeerPatch:
    """
    The smallest PATCH that brings the observed peer to the desired one; empty where they agree.

    A new passphrase always comes with `in_use`, and a change of encryption, or the begin of authentication, always with
    a passphrase (documented: Update a cluster peer instance; codes 4656073, 4656080). Raises PlanError where there is
    none to send.
    """
    declared = desired.declared()
    values = _differing(declared, observed, state)
    begins_authentication = values.get("in_use") == "ok" and observed.in_use == "absent"
    is_due = "encryption" in values or begins_authentication
    passphrase, is_generated = _passphrase(desired, observed, state, is_due=is_due)
    if passphrase is not None or is_generated:
        values["in_use"] = desired.in_use or "ok"
        if _has_time_left(desired, now):
            values["expiry_time"] = declared["expiry_time"]
    if is_generated:
        values["generate_passphrase"] = True
    if renewal_reason(observed, declared.get("renew_before"), now):
        values["expiry_time"] = declared.get("expiry_time", duration_text(USUAL_OFFER))
    return PeerPatch(request_body(values), passphrase)


def _differing(declared: Mapping[str, Any], observed: ObservedPeer, state: PeerState) -> dict[str, Any]:
    """Declared values that the cluster does not have; where it does not tell, those that were not applied yet."""
    told = reported(declared, observed)
    return {
        field.name: declared[field.name]
        for field in FIELDS
        if field.on_change == "update"
        and field.reported
        and field.name in declared
        and matters_now(field, observed)
        and declared[field.name] != told.get(field.name, state.declared.get(field.name))
    }


def _passphrase(
    desired: DesiredPeer, observed: ObservedPeer, state: PeerState, *, is_due: bool
) -> tuple[SecretStr | None, bool]:
    """The passphrase to send, or whether ONTAP is to generate one. `is_due`: something else cannot change without."""
    if desired.in_use == "absent":
        return None, False
    given = desired.passphrase or None
    known = given or state.passphrase
    match mending(observed, desired.in_use, knows=known is not None, generates=desired.generate_passphrase):
        case "send again":
            return known, False
        case "generate":
            return None, True
    if given is not None and (is_due or given != state.passphrase):
        return given, False
    was_given = state.declared.get("generate_passphrase") is False
    is_generated = desired.generate_passphrase and (is_due or was_given)
    if is_due and not is_generated:
        raise PlanError(
            f"{desired.cluster}: peer {desired.name!r}: encryption.proposed and in_use cannot change without a "
            f"passphrase, and nobody knows it: give both sides a new one as `passphrase`"
        )
    return None, is_generated


def _has_time_left(desired: DesiredPeer, now: datetime) -> bool:
    """A new passphrase is on offer for the declared time, unless that is a past instant."""
    expiry = desired.expiry_time
    return expiry is not None and (not isinstance(expiry, datetime) or expiry > now)
