"""
Between Pulumi's property bags and our values.

The engine hands `read` and `diff` old outputs only, so the outputs carry what was declared; the passphrase stands
beside it under its own name, since secrecy goes by top-level name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from ontap_peering.model import ObservedPeer, PeerState, instant, instant_text
from ontap_peering.planning.fields import FIELDS
from ontap_peering.planning.live import matters_now, reported


def outputs(state: PeerState, now: datetime) -> dict[str, Any]:
    """
    Everything Pulumi is to remember of the peer.

    A top-level output without a value is an empty text: one that is left out would be unknown in every preview, or be
    taken for the input of its name.
    """
    seen = state.observed
    bag: dict[str, Any] = {
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
    if state.peers_before and seen.is_unaccepted:
        bag["peers_before"] = sorted(state.peers_before)
    return bag


def _some(**items: Any) -> dict[str, Any]:
    return {name: value for name, value in items.items() if value is not None}


def state_of(bag: Mapping[str, Any]) -> PeerState:
    """
    The state out of old outputs. Raises KeyError for a bag that this package did not write.

    The first version left out a top-level output without a value.
    """
    seen_remote, ipspace = bag["remote"], bag["ipspace"]
    expiry, passphrase = bag.get("expiry_time"), bag.get("passphrase")
    observed = ObservedPeer(
        uuid=bag["uuid"],
        name=bag["name"],
        status=bag["status"].get("state"),
        authentication=bag["authentication"].get("state"),
        in_use=bag["authentication"].get("in_use"),
        expiry_time=instant(expiry) if expiry else None,
        encryption=bag["encryption"].get("state"),
        encryption_proposed=bag["encryption"].get("proposed"),
        ip_address=bag.get("ip_address") or None,
        ipspace_name=ipspace.get("name"),
        ipspace_uuid=ipspace.get("uuid"),
        remote_name=seen_remote.get("name"),
        remote_serial_number=seen_remote.get("serial_number"),
        remote_addresses=tuple(seen_remote.get("ip_addresses", ())),
        version=bag.get("version") or None,
        status_update_time=bag["status"].get("update_time"),
    )
    return PeerState(
        declared=bag["declared"],
        observed=observed,
        passphrase=SecretStr(passphrase) if passphrase else None,
        peers_before=frozenset(bag.get("peers_before", ())),
    )


def live_inputs(state: PeerState) -> dict[str, Any]:
    """
    The declared inputs with what the cluster has in them, for `read`: a difference from the program is then drift.

    What ONTAP does not report, or what means nothing for the peer as it is now, stays as declared.
    """
    told = reported(state.declared, state.observed)
    now = {field.name for field in FIELDS if field.reported and matters_now(field, state.observed)}
    live = {**state.declared, **{name: value for name, value in told.items() if name in now}}
    if live.get("generate_passphrase") is False:
        live["passphrase"] = state.passphrase.get_secret_value() if state.passphrase else ""
    return live
