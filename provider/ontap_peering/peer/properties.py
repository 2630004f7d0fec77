"""
Between Pulumi's properties and our values.

The engine passes only old outputs to `read` and `diff`, so the outputs contain what was declared; the passphrase is
beside it under its own name, since secrecy is decided by top-level name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.model import ObservedPeer, PeerState, instant, instant_text
from ontap_peering.peer.observed_inputs import applies_to, observed_inputs


def to_outputs(state: PeerState, now: datetime) -> dict[str, Any]:
    """
    What Pulumi stores about the peer.

    A top-level output without a value is an empty string: one that is left out would be unknown in every preview, or be
    mistaken for the input of its name.
    """
    seen = state.observed
    outputs: dict[str, Any] = {
        **state.declared,
        "declared": dict(state.declared),
        "uuid": seen.uuid,
        "name": seen.name,
        "authentication": _some(state=seen.authentication, in_use=seen.in_use),
        "encryption": _some(state=seen.encryption, proposed=seen.encryption_proposed),
        "status": _some(state=seen.status, update_time=seen.status_update_time),
        "remote": _some(
            name=seen.remote_name,
            serial_number=seen.remote_serial_number,
            ip_addresses=sorted(seen.remote_addresses) or None,
        ),
        "ipspace": _some(name=seen.ipspace_name, uuid=seen.ipspace_uuid),
        "observed_at": instant_text(now),
        "expiry_time": instant_text(seen.expiry_time) if seen.expiry_time else "",
        "ip_address": seen.ip_address or "",
        "version": seen.version or "",
        "passphrase": state.passphrase.get_secret_value() if state.passphrase else "",
    }
    if state.peers_before and seen.is_offer:
        outputs["peers_before"] = sorted(state.peers_before)
    return outputs


def _some(**items: Any) -> dict[str, Any]:
    return {name: value for name, value in items.items() if value is not None}


def from_outputs(outputs: Mapping[str, Any]) -> PeerState:
    """
    The state from old outputs. Raises KeyError for outputs that this package did not write.

    The first version left out a top-level output without a value.
    """
    seen_remote, ipspace = outputs["remote"], outputs["ipspace"]
    expiry, passphrase = outputs.get("expiry_time"), outputs.get("passphrase")
    observed = ObservedPeer(
        uuid=outputs["uuid"],
        name=outputs["name"],
        status=outputs["status"].get("state"),
        authentication=outputs["authentication"].get("state"),
        in_use=outputs["authentication"].get("in_use"),
        expiry_time=instant(expiry) if expiry else None,
        encryption=outputs["encryption"].get("state"),
        encryption_proposed=outputs["encryption"].get("proposed"),
        ip_address=outputs.get("ip_address") or None,
        ipspace_name=ipspace.get("name"),
        ipspace_uuid=ipspace.get("uuid"),
        remote_name=seen_remote.get("name"),
        remote_serial_number=seen_remote.get("serial_number"),
        remote_addresses=tuple(seen_remote.get("ip_addresses", ())),
        version=outputs.get("version") or None,
        status_update_time=outputs["status"].get("update_time"),
    )
    return PeerState(
        declared=outputs["declared"],
        observed=observed,
        passphrase=SecretStr(passphrase) if passphrase else None,
        peers_before=frozenset(outputs.get("peers_before", ())),
    )


def refreshed_inputs(state: PeerState) -> dict[str, Any]:
    """
    The declared inputs with what the cluster has in them, for `read`: a difference from the program is then drift.

    What ONTAP does not report, or what has no meaning for the peer as it is now, stays as declared.
    """
    observed = observed_inputs(state.declared, state.observed)
    applicable = {field.name for field in FIELDS if applies_to(field, state.observed)}
    live = {**state.declared, **{name: value for name, value in observed.items() if name in applicable}}
    if live.get("generate_passphrase") is False:
        live["passphrase"] = state.passphrase.get_secret_value() if state.passphrase else ""
    return live
