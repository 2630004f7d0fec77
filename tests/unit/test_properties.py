"""What Pulumi is handed to remember, and what comes back of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from ontap_peering.peer import properties
from ontap_peering.peer.fields import OUTPUTS
from ontap_peering.peer.model import LocalCluster, ObservedPeer, PeerState

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
DECLARED: dict[str, Any] = {"cluster": "east", "key": "offer-1", "name": "declared", "generate_passphrase": True}
FULL = ObservedPeer(
    uuid="uuid",
    name="seen",
    status="unidentified",
    authentication="pending",
    in_use="ok",
    expiry_time=NOW,
    encryption="none",
    encryption_proposed="tls_psk",
    ip_address="10.1.0.11",
    ipspace_name="Default",
    ipspace_uuid="space",
    remote_name="west",
    remote_serial_number="1-80",
    remote_addresses=("10.2.0.12", "10.2.0.11"),
    version="9.15.1",
    status_update_time="2026-01-01T11:59:00Z",
)
EMPTY = ObservedPeer(uuid="uuid", name="seen")
SAMPLES: dict[str, Any] = {
    "remote": {"ip_addresses": ["10.2.0.11"]},
    "rotation": "2026-11",
    "expiry_time": "PT2H",
    "in_use": "ok",
    "encryption": {"proposed": "tls_psk"},
    "ipspace": {"name": "Default"},
    "initial_allowed_svms": [{"name": "svm1"}],
    "peer_applications": [],
    "local_network": {"interfaces": [{"ip_address": "10.1.0.12"}]},
    "renew_before": "PT5M",
    "expected_remote": "west",
    "adopt": "existing",
    "wait_for": "available",
    "timeout": "PT1M",
}
FULL_STATE = PeerState(
    DECLARED,
    FULL,
    SecretStr("a-secret"),
    frozenset({"two", "one"}),
    LocalCluster("east-uuid", "cluster1"),
    "west-uuid",
    timedelta(minutes=-120),
)
EMPTY_STATE = PeerState(DECLARED, EMPTY)
FULL_BAG = {
    **DECLARED,
    "declared": {"name": "declared"},
    "uuid": "uuid",
    "name": "seen",
    "authentication": {"state": "pending", "in_use": "ok"},
    "encryption": {"state": "none", "proposed": "tls_psk"},
    "status": {"state": "unidentified", "update_time": "2026-01-01T11:59:00Z"},
    "remote": {"name": "west", "serial_number": "1-80", "ip_addresses": ["10.2.0.11", "10.2.0.12"]},
    "ipspace": {"name": "Default", "uuid": "space"},
    "observed_at": "2026-01-01T12:00:00Z",
    "expiry_time": "2026-01-01T12:00:00Z",
    "ip_address": "10.1.0.11",
    "version": "9.15.1",
    "passphrase": "a-secret",
    "peers_before": ["one", "two"],
    "local_cluster": {"name": "cluster1", "uuid": "east-uuid"},
    "expected_uuid": "west-uuid",
    "clock_skew_minutes": -120,
}
EMPTY_BAG = {
    **DECLARED,
    "declared": {"name": "declared"},
    "uuid": "uuid",
    "name": "seen",
    **{name: {} for name in ("authentication", "encryption", "status", "remote", "ipspace", "local_cluster")},
    "observed_at": "2026-01-01T12:00:00Z",
    **dict.fromkeys(("expiry_time", "ip_address", "version", "passphrase"), ""),
}


@pytest.mark.parametrize(("state", "bag"), [(FULL_STATE, FULL_BAG), (EMPTY_STATE, EMPTY_BAG)])
def test_the_outputs_are_all_that_was_declared_and_seen(state: PeerState, bag: dict[str, Any]) -> None:
    assert properties.to_outputs(state, NOW) == bag
    assert bag.keys() >= {field.name for field in OUTPUTS}


@pytest.mark.parametrize(("state", "bag"), [(FULL_STATE, FULL_BAG), (EMPTY_STATE, EMPTY_BAG)])
def test_the_state_comes_back_from_its_outputs(state: PeerState, bag: dict[str, Any]) -> None:
    in_one_order = replace(state, observed=replace(state.observed, remote_addresses=()))
    found = properties.from_outputs(bag)
    assert replace(found, observed=replace(found.observed, remote_addresses=())) == in_one_order
    assert found.observed.remote_addresses == tuple(sorted(state.observed.remote_addresses))


@pytest.mark.parametrize(("state", "bag"), [(FULL_STATE, FULL_BAG), (EMPTY_STATE, EMPTY_BAG)])
def test_outputs_that_repeat_every_input_are_those_of_an_earlier_version(state: PeerState, bag: dict[str, Any]) -> None:
    earlier = {**bag, "declared": DECLARED, "observed_at": "2025-01-01T00:00:00Z"}
    assert properties.from_outputs(earlier) == properties.from_outputs(bag)
    assert properties.to_outputs(state, NOW, earlier) == {**bag, "observed_at": "2025-01-01T00:00:00Z"}


@pytest.mark.parametrize("name", ["seen", "declared"])
@pytest.mark.parametrize("given", [(), *((field,) for field in SAMPLES), tuple(SAMPLES)])
def test_what_was_declared_comes_back_from_the_outputs_whatever_else_they_say(
    given: tuple[str, ...], name: str
) -> None:
    declared = {**DECLARED, **{field: SAMPLES[field] for field in given}, "name": name}
    outputs = properties.to_outputs(replace(FULL_STATE, declared=declared), NOW)
    assert properties.from_outputs(outputs).declared == declared


def test_no_input_is_in_the_outputs_twice() -> None:
    declared = {**DECLARED, **SAMPLES, "name": "seen"}
    outputs = properties.to_outputs(replace(FULL_STATE, declared=declared), NOW)
    assert outputs["declared"] == {each: SAMPLES[each] for each in ("remote", "expiry_time", "encryption", "ipspace")}
    assert "declared" not in properties.to_outputs(PeerState({**DECLARED, "name": "seen"}, FULL), NOW)


def test_the_peers_before_an_offer_are_forgotten_once_it_is_accepted() -> None:
    accepted = replace(FULL_STATE, observed=replace(FULL, status="available"))
    assert "peers_before" not in properties.to_outputs(accepted, NOW)
    assert "peers_before" not in properties.to_outputs(replace(FULL_STATE, peers_before=frozenset()), NOW)


@pytest.mark.parametrize(
    ("declared", "live"),
    [
        ({"remote": {"ip_addresses": ["10.2.0.99"]}}, {"remote": {"ip_addresses": ["10.2.0.11", "10.2.0.12"]}}),
        ({"in_use": "revoked"}, {"in_use": "ok"}),
        ({"encryption": {"proposed": "none"}}, {"encryption": {"proposed": "tls_psk"}}),
        ({"ipspace": {"name": "lab"}}, {"ipspace": {"name": "Default"}}),
        ({"ipspace": {"uuid": "other"}}, {"ipspace": {"uuid": "space"}}),
        ({"timeout": "PT1M"}, {"timeout": "PT1M"}),
    ],
)
def test_what_was_changed_on_the_cluster_shows_in_the_inputs(declared: dict[str, Any], live: dict[str, Any]) -> None:
    state = replace(FULL_STATE, declared={**DECLARED, **declared})
    assert properties.refreshed_inputs(state) == {**DECLARED, "name": "seen", **live}
    silent = replace(state, observed=EMPTY)
    assert properties.refreshed_inputs(silent) == {**DECLARED, "name": "seen", **declared}


def test_an_unreported_proposal_is_the_encryption_in_use() -> None:
    declared = {**DECLARED, "encryption": {"proposed": "tls_psk"}}
    for authentication, proposed in (("ok", "none"), ("pending", "tls_psk")):
        seen = replace(FULL, encryption_proposed=None, authentication=authentication)
        live = properties.refreshed_inputs(PeerState(declared, seen))
        assert live["encryption"] == {"proposed": proposed}


@pytest.mark.parametrize(("known", "live"), [(SecretStr("a-secret"), "a-secret"), (None, "")])
def test_a_given_passphrase_is_an_input_that_is_never_reported(known: SecretStr | None, live: str) -> None:
    given = {**DECLARED, "generate_passphrase": False}
    assert properties.refreshed_inputs(PeerState(given, FULL, known))["passphrase"] == live
    assert "passphrase" not in properties.refreshed_inputs(PeerState(DECLARED, FULL, known))
