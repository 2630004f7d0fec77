"""The laws, for any valid program: apply converges, a refresh is quiet, nothing secret is shown."""

import string
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontap_peering.peer import properties
from ontap_peering.peer.model import DesiredPeer, PeerState
from ontap_peering.peer.plan import Plan, plan
from ontap_peering.peer.reconcile import Reconciler
from support.core import checked, reconciler_of
from support.world import World, running_world

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,20}[A-Za-z0-9]", fullmatch=True)
DURATIONS = st.integers(min_value=3600, max_value=7 * 86400).map(lambda seconds: f"PT{seconds}S")
PASSPHRASES = st.text(string.ascii_letters + string.digits + "+/=", min_size=8, max_size=40).map("~{}~".format)
COMMON = {
    "name": NAMES,
    "expiry_time": DURATIONS,
    "encryption": st.sampled_from(["none", "tls_psk", "tls-psk"]).map(lambda protocol: {"proposed": protocol}),
    "peer_applications": st.lists(st.sampled_from(["snapmirror", "flexcache"]), min_size=1, max_size=3),
    "renew_before": st.sampled_from(["PT1M", "PT30M"]),
}
OFFERS = st.fixed_dictionaries({}, optional=COMMON)
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world() as made:
        yield made


def fresh(world: World) -> Reconciler:
    world.steer("/reset", None)
    return reconciler_of(world)


def assert_converged(reconciler: Reconciler, state: PeerState, inputs: dict[str, Any]) -> None:
    reading = reconciler.read(state)
    assert reading.state is not None
    now = reconciler.side.clock.now()
    assert properties.refreshed_inputs(reading.state) == inputs
    planned = plan(reading.state, DesiredPeer.model_validate(inputs), now)
    assert replace(planned, warnings=()) == Plan()


@QUICK
@given(first=OFFERS, second=OFFERS)
def test_create_then_update_converges_and_a_refresh_is_quiet(
    shared_world: World, first: dict[str, Any], second: dict[str, Any]
) -> None:
    reconciler = fresh(shared_world)
    before, after = checked(first), checked(second)
    state = reconciler.create(DesiredPeer.model_validate(before))
    assert_converged(reconciler, state, before)
    updated = reconciler.update(state, DesiredPeer.model_validate(after))
    assert_converged(reconciler, updated, after)
    assert len(shared_world.peers("east")) == 1


@QUICK
@given(passphrase=PASSPHRASES, second=PASSPHRASES)
def test_a_directed_side_converges_and_never_shows_its_passphrase(
    shared_world: World, passphrase: str, second: str
) -> None:
    reconciler = fresh(shared_world)
    address = {"remote": {"ip_addresses": shared_world.addresses("west")}}
    before, after = checked({**address, "passphrase": passphrase}), checked({**address, "passphrase": second})
    state = reconciler.create(DesiredPeer.model_validate(before))
    assert_converged(reconciler, state, before)
    updated = reconciler.update(state, DesiredPeer.model_validate(after))
    assert_converged(reconciler, updated, after)
    journal = shared_world.journal_text()
    for secret in (passphrase, second):
        for shown in (repr(state), repr(updated), repr(DesiredPeer.model_validate(after))):
            assert secret not in shown
        assert secret not in journal


@QUICK
@given(inputs=OFFERS)
def test_checking_twice_changes_nothing(inputs: dict[str, Any]) -> None:
    once = checked(inputs)
    assert checked(once) == once


@QUICK
@given(inputs=OFFERS)
def test_create_again_after_a_crash_leaves_one_peer(shared_world: World, inputs: dict[str, Any]) -> None:
    reconciler = fresh(shared_world)
    desired = DesiredPeer.model_validate(checked({**inputs, "adopt": "existing"}))
    reconciler.create(desired)
    reconciler.create(desired)
    assert len(shared_world.peers("east")) == 1
