"""Time and observation make drift; an accepted peer never expires."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer import properties
from ontap_peering.peer.check import as_known
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.plan import Plan, plan
from ontap_peering.peer.ports import PeerPatch
from support.observed import HOUR, INPUTS, NOW, OPEN, PEERED, desired, state


def judge(state: PeerState, inputs: Mapping[str, Any], now: datetime, unknown: Collection[str] = ()) -> Plan:
    """As a preview plans, from checked inputs of which some are unknown."""
    return plan(state, as_known(inputs, unknown, DesiredPeer), now, unknown)


def patch_for(desired: DesiredPeer, observed: ObservedPeer, state: PeerState, now: datetime) -> PeerPatch:
    """As an update plans, from the live peer."""
    planned = plan(replace(state, observed=observed), desired, now)
    assert planned.refusal is None
    return planned.patch


def lines(planned: Plan) -> tuple[str, ...]:
    return planned.alarms + planned.reasons


def test_an_open_offer_within_its_time_is_no_drift() -> None:
    planned = judge(state(), INPUTS, NOW)
    assert planned.reasons == ()
    assert planned.replaces == ()


def test_an_expired_offer_is_drift_and_the_reason_names_the_instant() -> None:
    (reason,) = lines(judge(state(), INPUTS, NOW + HOUR))
    assert "expired at 2026-01-01T13:00:00Z" in reason


def test_an_offer_within_renew_before_is_drift() -> None:
    inputs = {**INPUTS, "renew_before": "PT10M"}
    assert lines(judge(state(), inputs, NOW + HOUR - timedelta(minutes=11))) == ()
    (reason,) = lines(judge(state(), inputs, NOW + HOUR - timedelta(minutes=10)))
    assert reason == messages.offer_expires_soon("2026-01-01T13:00:00Z", "PT10M")


def test_an_accepted_peer_never_expires() -> None:
    assert lines(judge(state(PEERED), {**INPUTS, "renew_before": "PT10M"}, NOW + 100 * HOUR)) == ()


def test_an_expired_offer_with_a_past_instant_is_refused_in_the_plan() -> None:
    with pytest.raises(
        PlanError,
        match=r"^the offer expired at .* an update renews it, but expiry_time 2026-01-01T13:00:00Z .*later instant",
    ):
        judge(state(), {**INPUTS, "expiry_time": "2026-01-01T13:00:00Z"}, NOW + HOUR)


def test_acceptance_by_another_cluster_is_an_alarm_with_its_identity() -> None:
    (reason,) = lines(judge(state(PEERED), {**INPUTS, "expected_remote": "north"}, NOW))
    assert reason == messages.unexpected_remote("north", "west", "1-80", "west-uuid")


def test_what_an_alarm_keeps_from_being_done_is_not_promised() -> None:
    rejected = replace(PEERED, authentication="problem")
    (repair,) = judge(state(rejected), INPUTS, NOW).reasons
    planned = judge(state(rejected), {**INPUTS, "expected_remote": "north"}, NOW)
    assert planned.hold is not None
    assert repair not in (*planned.reasons, *planned.warnings)
    assert planned.is_due


def test_any_reported_identity_is_compared_with_the_expected_remote() -> None:
    expects = {**INPUTS, "expected_remote": "north"}
    unreported: tuple[dict[str, Any], ...] = ({"remote_name": None}, {"remote_serial_number": None})
    for known in unreported:
        assert len(lines(judge(state(replace(PEERED, **known)), expects, NOW))) == 1
    (unnumbered,) = judge(state(replace(PEERED, remote_serial_number=None)), expects, NOW).alarms
    assert unnumbered.endswith("cluster 'west' (uuid west-uuid)")
    nobody = replace(PEERED, remote_name=None, remote_serial_number=None)
    assert lines(judge(state(nobody), expects, NOW)) == ()
    for identity in ("west", "1-80", "west-uuid", "WEST", "West-UUID"):
        assert lines(judge(state(PEERED), {**INPUTS, "expected_remote": identity}, NOW)) == ()


def test_an_authentication_problem_is_drift() -> None:
    (reason,) = lines(judge(state(replace(PEERED, authentication="problem")), INPUTS, NOW))
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
        ({"cluster": "west", "ipspace": {"name": "other"}}, ("cluster", "ipspace")),
    ],
)
def test_only_what_cannot_be_changed_in_place_replaces(inputs: dict[str, Any], replaces: tuple[str, ...]) -> None:
    assert judge(state(), {**INPUTS, **inputs}, NOW).replaces == replaces


def test_an_unreported_ipspace_is_the_declared_one() -> None:
    silent = replace(OPEN, ipspace_name=None, ipspace_uuid=None)
    named, other = {"ipspace": {"name": "lab"}}, {"ipspace": {"name": "other"}}
    assert judge(state(silent), {**INPUTS, **named}, NOW).replaces == ()
    assert judge(state(silent, **named), {**INPUTS, **named}, NOW).replaces == ()
    assert judge(state(silent, **named), {**INPUTS, **other}, NOW).replaces == ("ipspace",)
    assert judge(state(replace(OPEN, ipspace_uuid=None)), {**INPUTS, "ipspace": {"uuid": "space"}}, NOW).replaces == ()


def test_an_unknown_value_replaces_nothing() -> None:
    unknown = {name: value for name, value in INPUTS.items() if name != "cluster"}
    assert judge(state(), unknown, NOW, {"cluster", "ipspace"}).replaces == ()
    assert judge(state(), INPUTS, NOW, {"remote"}).replaces == ("remote",)
    directed = {"remote": {"ip_addresses": ["10.2.0.11"]}}
    assert judge(state(PEERED, **directed), INPUTS, NOW, {"remote"}).replaces == ()
    assert judge(state(PEERED, **directed), INPUTS, NOW).replaces == ()


def test_an_accepted_offer_may_get_addresses_in_place() -> None:
    remote = {"remote": {"ip_addresses": ["10.2.0.11", "10.2.0.12"]}}
    assert judge(state(PEERED), {**INPUTS, **remote}, NOW) == Plan()


def test_an_offer_with_new_addresses_stays() -> None:
    remote: dict[str, Any] = {"remote": {"ip_addresses": ["10.2.0.11"]}}
    assert judge(state(OPEN, **remote), {**INPUTS, **remote}, NOW).replaces == ()
    assert judge(state(OPEN, **remote), INPUTS, NOW).replaces == ("remote",)


def test_a_change_without_effect_is_a_warning_and_plans_nothing() -> None:
    network: dict[str, Any] = {"local_network": {"interfaces": [{"ip_address": "10.1.0.99"}]}}
    planned = judge(state(), {**INPUTS, **network}, NOW)
    assert planned.reasons == planned.replaces == ()
    assert planned.warnings == (messages.no_effect("local_network"),)
    assert judge(state(**network), {**INPUTS, **network}, NOW).warnings == ()


def test_encryption_that_is_off_although_proposed_is_an_alarm_with_the_identity() -> None:
    asked = {**INPUTS, "encryption": {"proposed": "tls_psk"}}
    off = replace(PEERED, encryption="none", encryption_proposed="tls_psk")
    (reason,) = lines(judge(state(off), asked, NOW))
    assert reason == messages.encryption_off("west", "west-uuid")
    quiet = [
        (off, INPUTS),
        (off, {**INPUTS, "encryption": {"proposed": "none"}}),
        (replace(off, encryption="tls_psk"), asked),
        (replace(off, authentication="pending"), asked),
        (replace(off, encryption_proposed="none"), asked),
    ]
    for observed, inputs in quiet:
        assert lines(judge(state(observed), inputs, NOW)) == ()


@pytest.mark.parametrize(
    ("known", "inputs", "unknown", "remedy"),
    [
        (True, {}, (), "send again"),
        (False, {"passphrase": "given", "generate_passphrase": False}, (), "send again"),
        (False, {"generate_passphrase": False}, ("passphrase",), "send again"),
        (False, {}, (), "generate"),
    ],
)
def test_the_reason_says_how_a_failing_passphrase_is_repaired(
    known: bool,  # noqa: FBT001 - a case
    inputs: dict[str, Any],
    unknown: tuple[str, ...],
    remedy: str,
) -> None:
    had = state(replace(PEERED, authentication="problem"))
    had = had if known else replace(had, passphrase=None)
    (reason,) = lines(judge(had, {**INPUTS, **inputs}, NOW, unknown))
    assert reason == messages.passphrase_repair(remedy, "rejected")


@pytest.mark.parametrize("inputs", [{"generate_passphrase": False}, {"remote": {"ip_addresses": ["10.2.0.11"]}}])
def test_what_only_a_new_passphrase_on_both_sides_repairs_is_said_and_is_no_drift(inputs: dict[str, Any]) -> None:
    had = replace(state(replace(PEERED, authentication="problem"), **inputs), passphrase=None)
    planned = judge(had, {**INPUTS, **inputs, "remote": {"ip_addresses": list(PEERED.remote_addresses)}}, NOW)
    assert planned.warnings == (messages.passphrase_repair("ask", "rejected"),)
    assert lines(planned) == ()
    assert not planned.patch


def test_what_this_side_revoked_is_restored_without_a_passphrase_that_would_lapse() -> None:
    revoked = replace(PEERED, authentication="problem", in_use="revoked")
    for had in (state(revoked), replace(state(revoked), passphrase=None)):
        assert lines(judge(had, INPUTS, NOW)) == ()
        restored = judge(had, {**INPUTS, "in_use": "ok"}, NOW)
        assert (restored.patch.body, restored.patch.passphrase) == ({"authentication": {"in_use": "ok"}}, None)
        assert messages.passphrase_repair("ask", "rejected") not in restored.warnings


@pytest.mark.parametrize("in_use", ["revoked", "absent"])
def test_authentication_that_the_program_itself_stopped_is_no_drift(in_use: str) -> None:
    broken = replace(PEERED, authentication="problem")
    assert lines(judge(state(broken), {**INPUTS, "in_use": in_use}, NOW)) == ()
    assert len(lines(judge(state(broken), {**INPUTS, "in_use": "ok"}, NOW))) == 1
    assert not patch_for(desired(in_use=in_use), replace(broken, in_use=in_use), state(broken), NOW)


@pytest.mark.parametrize(
    ("authentication", "status", "wait_for", "is_awaited"),
    [
        ("pending", "pending", "available", True),
        ("pending", "pending", "authenticated", True),
        ("pending", "pending", "created", False),
        ("pending", "pending", None, False),
        ("ok", "pending", "available", True),
        ("ok", "pending", "authenticated", False),
        ("ok", "unavailable", "available", False),
        ("ok", "available", "available", False),
    ],
)
def test_an_interrupted_wait_is_continued(
    authentication: str,
    status: str,
    wait_for: str | None,
    is_awaited: bool,  # noqa: FBT001 - a case
) -> None:
    seen = replace(PEERED, authentication=authentication, status=status, expiry_time=None)
    inputs = {**INPUTS, **({"wait_for": wait_for} if wait_for else {})}
    reasons = lines(judge(state(seen), inputs, NOW))
    expected = messages.waiting_again(authentication, status, str(wait_for))
    assert reasons == ((expected,) if is_awaited else ())


def test_an_offer_with_an_unknown_passphrase_gets_a_new_one() -> None:
    unknown = replace(state(), passphrase=None)
    (reason,) = lines(judge(unknown, INPUTS, NOW))
    assert reason == messages.passphrase_repair("generate", "lost")
    assert patch_for(desired(), OPEN, unknown, NOW).body == {
        "authentication": {"in_use": "ok", "generate_passphrase": True}
    }


def test_a_renewal_takes_precedence_over_an_unknown_passphrase() -> None:
    (reason,) = lines(judge(replace(state(), passphrase=None), INPUTS, NOW + HOUR))
    assert "expired" in reason


def test_a_peer_as_desired_needs_no_patch() -> None:
    assert not patch_for(desired(), PEERED, state(PEERED), NOW)


def test_addresses_compare_as_sets() -> None:
    same = desired(remote={"ip_addresses": ["10.2.0.12", "10.2.0.11"]})
    other = desired(remote={"ip_addresses": ["10.2.0.13"]})
    assert not patch_for(same, PEERED, state(PEERED), NOW)
    assert patch_for(other, PEERED, state(PEERED), NOW).body == {"remote": {"ip_addresses": ["10.2.0.13"]}}
    assert plan(state(PEERED), other, NOW).changes == ("remote",)


def test_encryption_never_changes_without_a_passphrase() -> None:
    generated = patch_for(desired(encryption={"proposed": "none"}), PEERED, state(PEERED), NOW)
    assert generated.body["authentication"] == {"generate_passphrase": True, "in_use": "ok"}
    given = desired(encryption={"proposed": "none"}, passphrase="given-pass", generate_passphrase=False)
    patch = patch_for(given, PEERED, replace(state(PEERED), passphrase=given.passphrase), NOW)
    assert patch.passphrase == given.passphrase
    assert patch.body["authentication"] == {"in_use": "ok"}


def test_encryption_may_end_where_authentication_is_absent() -> None:
    seen = replace(PEERED, authentication="absent", in_use="absent", encryption_proposed="tls_psk")
    none = desired(in_use="absent", encryption={"proposed": "none"})
    assert patch_for(none, seen, state(seen), NOW).body == {"encryption": {"proposed": "none"}}


def test_a_new_passphrase_comes_with_in_use() -> None:
    patch = patch_for(desired(passphrase="new-secret", generate_passphrase=False), PEERED, state(PEERED), NOW)
    assert patch.body == {"authentication": {"in_use": "ok"}}
    assert "new-secret" not in repr(patch)


def test_the_expiry_of_an_accepted_peer_is_left_alone() -> None:
    assert not patch_for(desired(expiry_time="PT5H"), PEERED, state(PEERED), NOW)
    assert patch_for(desired(expiry_time="PT5H"), OPEN, state(), NOW).body == {
        "authentication": {"expiry_time": "PT5H"}
    }


def test_a_declared_instant_is_compared_with_that_of_the_cluster_and_a_duration_is_not() -> None:
    later, same = "2026-01-01T15:00:00Z", "2026-01-01T13:00:00Z"
    for expiry_time in (later, same):
        live = properties.refreshed_inputs(state(OPEN, expiry_time=expiry_time))
        assert live["expiry_time"] == same
        patch = patch_for(desired(expiry_time=expiry_time), OPEN, state(OPEN, expiry_time=expiry_time), NOW)
        wanted = {"authentication": {"expiry_time": expiry_time}} if expiry_time == later else {}
        assert patch.body == wanted
    assert properties.refreshed_inputs(state(OPEN, expiry_time="PT5H"))["expiry_time"] == "PT5H"
    assert properties.refreshed_inputs(state(PEERED, expiry_time=later))["expiry_time"] == later
    assert not patch_for(desired(expiry_time="PT5H"), OPEN, state(OPEN, expiry_time="PT5H"), NOW)


def test_an_unreported_input_is_sent_when_the_program_changes_it() -> None:
    silent = replace(PEERED, reported={})
    wanted = desired(peer_applications=["flexcache"])
    assert patch_for(wanted, silent, state(silent), NOW).body == {"peer_applications": ["flexcache"]}
    assert not patch_for(wanted, silent, state(silent, peer_applications=["flexcache"]), NOW)


def test_svms_compare_by_name_and_only_while_the_offer_is_open() -> None:
    seen = replace(OPEN, reported={"initial_allowed_svms": [{"name": "svm2"}, {"name": "svm1"}]})
    same, other = [{"name": "svm1"}, {"name": "svm2"}], [{"name": "svm3"}]
    assert not patch_for(desired(initial_allowed_svms=same), seen, state(seen), NOW)
    changed = patch_for(desired(initial_allowed_svms=other), seen, state(seen), NOW)
    assert changed.body == {"initial_allowed_svms": other}
    assert properties.refreshed_inputs(state(seen, initial_allowed_svms=same))["initial_allowed_svms"] == same
    assert properties.refreshed_inputs(state(seen, initial_allowed_svms=other))["initial_allowed_svms"] == [
        {"name": "svm2"},
        {"name": "svm1"},
    ]
    by_uuid = [{"uuid": "1"}]
    assert properties.refreshed_inputs(state(seen, initial_allowed_svms=by_uuid))["initial_allowed_svms"] == by_uuid
    peered = replace(PEERED, reported={"initial_allowed_svms": [{"name": "svm9"}]})
    assert not patch_for(desired(initial_allowed_svms=other), peered, state(peered, initial_allowed_svms=same), NOW)


def test_encryption_without_a_passphrase_to_send_is_refused() -> None:
    imported = replace(state(PEERED), passphrase=None)
    wanted = desired(encryption={"proposed": "none"}, passphrase="", generate_passphrase=False)
    refused = plan(imported, wanted, NOW)
    assert refused.refusal == messages.passphrase_needed("east", "offer-1")
    assert refused.patch == PeerPatch({})


def test_a_failing_passphrase_is_sent_again_with_the_declared_expiry() -> None:
    broken = replace(PEERED, authentication="problem")
    again = patch_for(desired(expiry_time="PT5H"), broken, state(broken, expiry_time="PT5H"), NOW)
    assert again.passphrase == state().passphrase
    assert again.body == {"authentication": {"in_use": "ok", "expiry_time": "PT5H"}}
    past = desired(expiry_time="2026-01-01T12:00:00Z")
    assert patch_for(past, broken, state(broken), NOW).body == {"authentication": {"in_use": "ok"}}
    ahead = desired(expiry_time="2026-01-01T12:00:01Z")
    assert "expiry_time" in patch_for(ahead, broken, state(broken), NOW).body["authentication"]
    fresh = desired(passphrase="another", generate_passphrase=False)
    assert patch_for(fresh, broken, state(broken), NOW).passphrase == fresh.passphrase
    unknown = replace(state(broken), passphrase=None)
    assert patch_for(desired(), broken, unknown, NOW).generates_passphrase


def test_a_renewal_is_for_the_declared_time_and_due_when_the_program_says() -> None:
    wanted = desired(expiry_time="PT2H", renew_before="PT10M")
    had = state(expiry_time="PT2H")
    due = NOW + HOUR - timedelta(minutes=10)
    assert patch_for(wanted, OPEN, had, due).body == {"authentication": {"expiry_time": "PT2H"}}
    assert not patch_for(wanted, OPEN, had, due - timedelta(seconds=1))


def test_a_renewal_without_a_declared_time_is_for_the_default_one() -> None:
    assert patch_for(desired(), OPEN, state(), NOW + HOUR).body == {"authentication": {"expiry_time": "PT1H"}}


def test_a_given_passphrase_is_replaced_by_a_generated_one_if_the_program_asks() -> None:
    assert patch_for(desired(), PEERED, state(PEERED, generate_passphrase=False), NOW).generates_passphrase
    assert not patch_for(desired(), PEERED, state(PEERED, generate_passphrase=True), NOW)


def test_authentication_starts_with_the_known_passphrase_and_resumes_without() -> None:
    given = desired(in_use="ok", passphrase="given-pass", generate_passphrase=False)
    for before, sends in (("absent", given.passphrase), ("revoked", None)):
        seen = replace(PEERED, in_use=before)
        patch = patch_for(given, seen, replace(state(seen), passphrase=given.passphrase), NOW)
        assert patch.passphrase == sends
        assert patch.body == {"authentication": {"in_use": "ok"}}
