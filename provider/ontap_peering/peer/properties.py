"""
Between Pulumi's properties and our values.

The engine passes only old outputs to `read`, `diff`, `update` and `delete`, so the outputs contain every declared input
(ADR 20): under its own name, or, if an output has that name, in `declared`. The passphrase is in neither: it is an
output, since secrecy is decided by top-level name.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import SecretStr

from ontap_peering.peer.addresses import UNSPECIFIED, as_reported
from ontap_peering.peer.fields import FIELDS, OUTPUTS
from ontap_peering.peer.model import LocalCluster, ObservedPeer, PeerState, instant, instant_text
from ontap_peering.peer.observed_inputs import applies_to, observed_inputs

_OUTPUT_NAMES: Final = frozenset(field.name for field in OUTPUTS)
_INPUTS_AMONG_OUTPUTS: Final = tuple(field.name for field in FIELDS if field.name not in _OUTPUT_NAMES)


def to_outputs(state: PeerState, now: datetime, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """
    What Pulumi stores about the peer. `observed_at` stays as it was `before` if nothing else has changed.

    A top-level output without a value is an empty string: one that is left out would be unknown in every preview, or be
    mistaken for the input of its name.
    """
    outputs = _outputs(state)
    is_same = before is not None and _outputs(from_outputs(before)) == outputs
    observed_at = before["observed_at"] if is_same and before and before.get("observed_at") else instant_text(now)
    return {**outputs, "observed_at": observed_at}


def _outputs(state: PeerState) -> dict[str, Any]:
    seen = state.observed
    outputs: dict[str, Any] = {
        **{name: state.declared[name] for name in _INPUTS_AMONG_OUTPUTS if name in state.declared},
        "uuid": seen.uuid,
        "name": seen.name,
        "authentication": _some(state=seen.authentication, in_use=seen.in_use),
        "encryption": _some(state=seen.encryption, proposed=seen.encryption_proposed),
        "status": _some(state=seen.status, update_time=seen.status_update_time),
        "remote": _some(
            name=seen.remote_name,
            serial_number=seen.remote_serial_number,
            ip_addresses=list(as_reported(seen.remote_addresses)) or None,
        ),
        "ipspace": _some(name=seen.ipspace_name, uuid=seen.ipspace_uuid),
        "local_cluster": _some(
            name=state.local.name if state.local else None,
            uuid=state.local.uuid if state.local else None,
            ip_addresses=",".join(state.addresses) or None,  # a list takes three times the bytes (ADR 20)
        ),
        "expiry_time": instant_text(seen.expiry_time) if seen.expiry_time else "",
        "ip_address": "" if seen.ip_address in UNSPECIFIED else seen.ip_address or "",
        "version": seen.version or "",
        "passphrase": state.passphrase.get_secret_value() if state.passphrase else "",
    }
    declared = {name: value for name, value in state.declared.items() if name in _OUTPUT_NAMES}
    if declared.get("name") == seen.name:  # always declared, unlike the others
        del declared["name"]
    if declared:
        outputs["declared"] = declared
    if state.peers_before and seen.is_offer:
        outputs["peers_before"] = sorted(state.peers_before)
    if state.expected_uuid:
        outputs["expected_uuid"] = state.expected_uuid
    if state.clock_skew:
        outputs["clock_skew_minutes"] = state.clock_skew // timedelta(minutes=1)
    return outputs


def _some(**items: Any) -> dict[str, Any]:
    return {name: value for name, value in items.items() if value is not None}


def from_outputs(outputs: Mapping[str, Any]) -> PeerState:
    """
    The state from old outputs. Raises KeyError for outputs that this package did not write.

    The first version left out a top-level output without a value, and none knew the local cluster. Earlier versions
    repeated every input in `declared`.
    """
    declared = {name: outputs[name] for name in ("name", *_INPUTS_AMONG_OUTPUTS) if name in outputs}
    seen_remote, ipspace, local = outputs["remote"], outputs["ipspace"], outputs.get("local_cluster") or {}
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
        declared={**declared, **outputs.get("declared", {})},
        observed=observed,
        passphrase=SecretStr(passphrase) if passphrase else None,
        peers_before=frozenset(outputs.get("peers_before", ())),
        local=LocalCluster(local["uuid"], local["name"]) if "uuid" in local else None,
        expected_uuid=outputs.get("expected_uuid"),
        clock_skew=timedelta(minutes=outputs.get("clock_skew_minutes", 0)),
        addresses=tuple(filter(None, local.get("ip_addresses", "").split(","))),
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
