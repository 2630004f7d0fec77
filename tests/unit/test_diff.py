"""Time and observation make drift; an accepted peer never expires."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from ontap_peering.errors import AmbiguousError, PlanError
from ontap_peering.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.planning import bags
from ontap_peering.planning.diff import judge
from ontap_peering.planning.fields import FIELDS
from ontap_peering.planning.identity import accepted_offer
from ontap_peering.planning.plan import patch_for

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
    ipspace_name="Default",
    ipspace_uuid="space",
)
PEERED = replace(
    OPEN,
    uuid="west-uuid",
    status="available",
    authentication="ok",
    remote_name="west",
    remote_serial_number="1-80",
    remote_addresses=("10.2.0.11", "10.2.0.12"),
    encryption="tls_psk",
)


def state(observed: ObservedPeer = OPEN, **declared: Any) -> PeerState:
    return PeerState(declared={**INPUTS, **declared}, observed=observed, passphrase=SecretStr("generated-by-ontap"))


def desired(**inputs: Any) -> DesiredPeer:
    return DesiredPeer.model_validate({**INPUTS, **inputs})


def test_an_open_offer_within_its_time_is_no_drift() -> None:
    verdict = judge(state(), INPUTS, NOW)
    assert verdict.reasons == ()
    assert verdict.replaces == ()


def test_an_expired_offer_is_drift_and_the_reason_names_the_instant() -> None:
    (reason,) = judge(state(), INPUTS, NOW + HOUR).reasons
    assert "expired at 2026-01-01T13:00:00Z" in reason


def test_an_offer_within_renew_before_is_drift() -> None:
    inputs = {**INPUTS, "renew_before": "PT10M"}
    assert judge(state(), inputs, NOW + HOUR - timedelta(minutes=11)).reasons == ()
    (reason,) = judge(state(), inputs, NOW + HOUR - timedelta(minutes=10)).reasons
    assert "renew_before PT10M" in reason


def test_an_accepted_peer_never_expires() -> None:
    assert judge(state(PEERED), {**INPUTS, "renew_before": "PT10M"}, NOW + 100 * HOUR).reasons == ()


def test_an_expired_offer_with_a_past_instant_is_refused_in_the_plan() -> None:
    with pytest.raises(PlanError, match="give a later instant"):
        judge(state(), {**INPUTS, "expiry_time": "2026-01-01T13:00:00Z"}, NOW + HOUR)


def test_acceptance_by_another_cluster_is_an_alarm_with_its_identity() -> None:
    (reason,) = judge(state(PEERED), {**INPUTS, "expected_remote": "north"}, NOW).reasons
    assert "ALARM" in reason
    assert "'west'" in reason
    assert "1-80" in reason


def test_an_authentication_problem_is_drift() -> None:
    (reason,) = judge(state(replace(PEERED, authentication="problem")), INPUTS, NOW).reasons
    assert "problem" in reason


@pytest.mark.parametrize(
    ("inputs", "replaces"),
    [
        ({"cluster": "west"}, ("cluster",)),
        ({"ipspace": {"name": "other"}}, ("ipspace",)),
        ({"ipspace": {"name": "Default"}}, ()),
        ({"ipspace": {"uuid": "space"}}, ()),
        ({"remote": {"ip_addresses": ["10.2.0.11"]}}, ("remote",)),
        ({"name": "new"}, ()),
    ],
)
def test_only_what_cannot_be_changed_in_place_replaces(inputs: dict[str, Any], replaces: tuple[str, ...]) -> None:
    assert judge(state(), {**INPUTS, **inputs}, NOW).replaces == replaces


def test_a_peer_as_desired_needs_no_patch() -> None:
    assert not patch_for(desired(), PEERED, state(PEERED), NOW)


def test_addresses_compare_as_sets() -> None:
    same = desired(remote={"ip_addresses": ["10.2.0.12", "10.2.0.11"]})
    other = desired(remote={"ip_addresses": ["10.2.0.13"]})
    assert not patch_for(same, PEERED, state(PEERED), NOW)
    assert patch_for(other, PEERED, state(PEERED), NOW).body == {"remote": {"ip_addresses": ["10.2.0.13"]}}


def test_encryption_never_changes_without_a_passphrase() -> None:
    generated = patch_for(desired(encryption={"proposed": "none"}), PEERED, state(PEERED), NOW)
    assert generated.body["authentication"] == {"generate_passphrase": True, "in_use": "ok"}
    given = desired(encryption={"proposed": "none"}, passphrase="given-pass", generate_passphrase=False)
    patch = patch_for(given, PEERED, replace(state(PEERED), passphrase=given.passphrase), NOW)
    assert patch.passphrase == given.passphrase
    assert patch.body["authentication"] == {"in_use": "ok"}


def test_a_new_passphrase_comes_with_in_use() -> None:
    patch = patch_for(desired(passphrase="new-secret", generate_passphrase=False), PEERED, state(PEERED), NOW)
    assert patch.body == {"authentication": {"in_use": "ok"}}
    assert "new-secret" not in repr(patch)


def test_the_expiry_of_an_accepted_peer_is_left_alone() -> None:
    assert not patch_for(desired(expiry_time="PT5H"), PEERED, state(PEERED), NOW)
    assert patch_for(desired(expiry_time="PT5H"), OPEN, state(), NOW).body == {
        "authentication": {"expiry_time": "PT5H"}
    }


def test_without_expected_remote_the_one_new_peer_of_default_name_is_the_accepted_offer() -> None:
    before = replace(state(), peers_before=frozenset({"north-uuid"}))
    west = replace(PEERED, name="west")
    north = replace(PEERED, uuid="north-uuid", name="north", remote_name="north")
    named = replace(PEERED, uuid="south-uuid", name="somebody-elses", remote_name="south")
    assert accepted_offer(before, [north, west, named]) == west
    assert accepted_offer(before, [north, named]) is None


def test_more_than_one_candidate_is_refused_and_all_are_named() -> None:
    west = replace(PEERED, name="west")
    south = replace(PEERED, uuid="south-uuid", name="south", remote_name="south")
    with pytest.raises(AmbiguousError, match=r"west .*south .*expected_remote"):
        accepted_offer(state(), [west, south])
    assert accepted_offer(state(expected_remote="south"), [west, south]) == south


def test_state_survives_the_way_through_outputs() -> None:
    before = state(PEERED)
    assert bags.state_of(bags.outputs(before, NOW)) == before


def test_the_table_of_fields_is_the_model() -> None:
    assert {field.name for field in FIELDS} == set(DesiredPeer.model_fields)
