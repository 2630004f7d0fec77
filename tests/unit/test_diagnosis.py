"""One word says what is the matter with a peering, the most serious thing first."""

from typing import Any

import pytest

from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.model import PeeringState, SideState
from ontap_peering.pairing.properties import from_outputs, to_outputs
from ontap_peering.peer.model import LocalCluster, ObservedPeer, instant

UUIDS = {"east": "22", "west": "11"}
"""That of a peer is that of the other cluster."""
WORKS: dict[str, Any] = {
    "status": "available",
    "authentication": "ok",
    "in_use": "ok",
    "encryption": "tls_psk",
    "encryption_proposed": "tls_psk",
    "remote_addresses": ("10.0.0.1",),
}
DECLARED = {"clusters": ["east", "west"], "key": "pair-1234567"}
OPEN = {"authentication": "ok", "expiry_time": instant("2026-01-01T12:00:00Z")}


def state(east: dict[str, Any] | None, west: dict[str, Any] | None, **more: Any) -> PeeringState:
    sides = {}
    for alias, seen in (("east", east), ("west", west)):
        peer = None if seen is None else ObservedPeer(UUIDS[alias], "pair-1234567", **{**WORKS, **seen})
        sides[alias] = SideState(peer, ("10.0.0.1",), LocalCluster(f"of {alias}", alias))
    return PeeringState(DECLARED, sides, **more)


@pytest.mark.parametrize(
    ("east", "west", "word"),
    [
        ({}, {}, "in_sync"),
        (None, {}, "east_missing"),
        ({"authentication": "problem"}, None, "west_missing"),
        (None, None, "both_missing"),
        ({"authentication": "pending"}, {}, "auth_pending"),
        ({}, OPEN, "auth_pending"),
        ({"authentication": "problem"}, {"authentication": "pending"}, "auth_problem"),
        ({"in_use": "revoked"}, {}, "auth_problem"),
        ({"authentication": "absent"}, {"authentication": "absent"}, "auth_problem"),
        ({"status": "partial"}, {}, "partial"),
        ({}, {"status": "unavailable"}, "unavailable"),
        ({"status": "unavailable"}, {"status": "partial"}, "partial"),
        ({"status": "pending"}, {}, "unavailable"),
    ],
)
def test_the_word(east: dict[str, Any] | None, west: dict[str, Any] | None, word: str) -> None:
    assert sync(state(east, west)) == word


def test_what_was_not_looked_at_is_unreachable_whatever_is_known_of_it() -> None:
    assert sync(state({"authentication": "problem"}, None, unseen=frozenset({"east"}))) == "unreachable"


@pytest.mark.parametrize("east", [None, {}, OPEN, {"in_use": "revoked"}, {"encryption": "none"}, {"status": "partial"}])
@pytest.mark.parametrize("west", [None, {}, {"remote_addresses": ("10.0.0.7", "10.0.0.8")}])
@pytest.mark.parametrize("unseen", [frozenset[str](), frozenset({"west"})])
def test_the_outputs_say_all_that_a_later_run_needs(
    east: dict[str, Any] | None, west: dict[str, Any] | None, unseen: frozenset[str]
) -> None:
    kept = state(east, west, unseen=unseen, is_unfinished=bool(unseen))
    assert from_outputs(to_outputs(kept)) == kept
