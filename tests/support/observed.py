"""Peers as a cluster reports them, and their states, for tests of decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INPUTS: dict[str, Any] = {"cluster": "east", "key": "offer-1", "name": "offer-1", "generate_passphrase": True}
OPEN = ObservedPeer(
    uuid="offer",
    name="offer-1",
    status="unidentified",
    authentication="pending",
    in_use="ok",
    expiry_time=NOW + HOUR,
    ip_address="10.1.0.11",
    ipspace_name="Default",
    ipspace_uuid="space",
)
PEERED = replace(
    OPEN,
    uuid="west-uuid",
    status="available",
    authentication="ok",
    expiry_time=None,
    remote_name="west",
    remote_serial_number="1-80",
    remote_addresses=("10.2.0.11", "10.2.0.12"),
    encryption="tls_psk",
)


def state(observed: ObservedPeer = OPEN, **declared: Any) -> PeerState:
    return PeerState(declared={**INPUTS, **declared}, observed=observed, passphrase=SecretStr("generated-by-ontap"))


def desired(**inputs: Any) -> DesiredPeer:
    return DesiredPeer.model_validate({**INPUTS, **inputs})
