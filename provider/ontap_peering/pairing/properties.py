"""
Between Pulumi's properties and a `PeeringState`.

What one side says about the other cluster is not repeated, and what is as it should be is left out: a state has
hundreds of these.
"""

from collections.abc import Mapping
from typing import Any, Final

from ontap_peering.pairing.diagnosis import is_agreed, sync
from ontap_peering.pairing.fields import FIELDS
from ontap_peering.pairing.model import PeeringState, SideState
from ontap_peering.peer.addresses import as_reported
from ontap_peering.peer.model import LocalCluster, ObservedPeer, instant, instant_text
from ontap_peering.peer.observed_inputs import observed_inputs

OF_BOTH: Final = ("encryption", "peer_applications")
OF_ONE: Final = ("name", "ipspace", "initial_allowed_svms")
SIDES: Final = "sides"
"""The one input that has the name of an output."""
HEALTHY: Final = "available"


def to_outputs(state: PeeringState) -> dict[str, Any]:
    """What Pulumi stores about the peering."""
    outputs: dict[str, Any] = {
        **{name: value for name, value in state.declared.items() if name != SIDES},
        "sync": sync(state),
        "sides": {alias: _side(state, alias) for alias in state.applied.clusters},
    }
    if SIDES in state.declared:
        outputs["declared"] = {SIDES: state.declared[SIDES]}
    if state.unseen:
        outputs["unseen"] = sorted(state.unseen)
    if state.is_unfinished:
        outputs["is_unfinished"] = True
    if state.is_unreached:
        outputs["is_unreached"] = True
    return outputs


def from_outputs(outputs: Mapping[str, Any]) -> PeeringState:
    """The state from old outputs. Raises KeyError for outputs that this package did not write."""
    declared = {each.name: outputs[each.name] for each in FIELDS if each.name != SIDES and each.name in outputs}
    declared |= outputs.get("declared", {})
    sides, (first, second) = outputs[SIDES], declared["clusters"]
    return PeeringState(
        declared=declared,
        sides={first: _seen(sides[first], sides[second]), second: _seen(sides[second], sides[first])},
        unseen=frozenset(outputs.get("unseen", ())),
        is_unfinished=bool(outputs.get("is_unfinished")),
        is_unreached=bool(outputs.get("is_unreached")),
    )


def refreshed_inputs(state: PeeringState) -> dict[str, Any]:
    """The declared inputs with what the clusters have in them, for `read`: a difference from the program is drift."""
    live = dict(state.declared)
    sides = {alias: dict(own) for alias, own in live.get("sides", {}).items()}
    for alias in state.applied.clusters:
        peer = None if alias in state.unseen else state.peer(alias)
        if peer is None:
            continue
        observed = observed_inputs(peer.declared, peer.observed)
        live.update({name: observed[name] for name in OF_BOTH if _differs(name, live, observed)})
        for name in OF_ONE:
            is_settled = name == "initial_allowed_svms" and not peer.observed.is_open
            if not is_settled and name in sides.get(alias, {}) and name in observed:
                sides[alias][name] = observed[name]
        dialled = sides.get(state.applied.other(alias), {})
        if "ip_addresses" in dialled and peer.observed.remote_addresses:
            dialled["ip_addresses"] = list(as_reported(peer.observed.remote_addresses))
    return {**live, "sides": sides} if sides else live


def _differs(name: str, live: Mapping[str, Any], observed: Mapping[str, Any]) -> bool:
    return name in live and name in observed and observed[name] != live[name]


def _side(state: PeeringState, alias: str) -> dict[str, Any]:
    side = state.sides.get(alias, SideState())
    other = state.sides.get(state.applied.other(alias), SideState())
    stored: dict[str, Any] = {}
    if side.peer is not None:
        stored = _peer(side.peer)
        if sorted(other.addresses) != list(as_reported(side.peer.remote_addresses)):
            stored["remote_ip_addresses"] = list(as_reported(side.peer.remote_addresses))
    if side.addresses:
        stored["ip_addresses"] = list(side.addresses)
    is_known = other.peer is not None and side.local is not None and other.peer.uuid == side.local.uuid
    if side.local is not None and not is_known:
        stored["cluster_uuid"] = side.local.uuid
        stored["cluster_name"] = side.local.name
    return stored


def _peer(peer: ObservedPeer) -> dict[str, Any]:
    usual = {"in_use": "ok", "encryption_proposed": peer.encryption}
    fields = {
        "uuid": peer.uuid,
        "name": peer.name,
        "authentication": peer.authentication,
        "in_use": peer.in_use,
        "encryption": peer.encryption,
        "encryption_proposed": peer.encryption_proposed,
        "status": peer.status,
        "status_since": None if peer.status == HEALTHY else peer.status_update_time,
        "expiry_time": None if is_agreed(peer) or not peer.expiry_time else instant_text(peer.expiry_time),
        "ipspace": peer.ipspace_name,
        "remote_name": peer.remote_name,
        "remote_serial_number": peer.remote_serial_number,
        "version": peer.version,
    }
    return {name: value for name, value in fields.items() if value is not None and usual.get(name) != value}


def _seen(stored: Mapping[str, Any], other: Mapping[str, Any]) -> SideState:
    peer = None
    if "uuid" in stored:
        expiry = stored.get("expiry_time")
        peer = ObservedPeer(
            uuid=stored["uuid"],
            name=stored["name"],
            status=stored.get("status"),
            authentication=stored.get("authentication"),
            in_use=stored.get("in_use", "ok"),
            expiry_time=instant(expiry) if expiry else None,
            encryption=stored.get("encryption"),
            encryption_proposed=stored.get("encryption_proposed", stored.get("encryption")),
            ipspace_name=stored.get("ipspace"),
            remote_name=stored.get("remote_name"),
            remote_serial_number=stored.get("remote_serial_number"),
            remote_addresses=tuple(stored.get("remote_ip_addresses", other.get("ip_addresses", ()))),
            version=stored.get("version"),
            status_update_time=stored.get("status_since"),
        )
    uuid = stored.get("cluster_uuid", other.get("uuid"))
    name = stored.get("cluster_name", other.get("remote_name")) or ""
    return SideState(peer, tuple(stored.get("ip_addresses", ())), LocalCluster(uuid, name) if uuid else None)
