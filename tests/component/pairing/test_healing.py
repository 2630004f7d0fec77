"""Whatever is half done, or undone by others, is mended by a new passphrase on both sides; what works is left alone."""

from collections.abc import Callable
from typing import Any

import pytest

from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.model import PeeringState
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.peerings import BOTH_WORK, peering, reconciler, refuse, states
from support.peers import lose_reply
from support.world import PEERS, World


def delete(world: World, alias: str) -> None:
    (peer,) = world.peers(alias)
    world.call(alias, "DELETE", f"{PEERS}/{peer['uuid']}")


def patch(world: World, alias: str, body: dict[str, Any]) -> None:
    (peer,) = world.peers(alias)
    world.call(alias, "PATCH", f"{PEERS}/{peer['uuid']}", body=body)


def lose_side(world: World) -> None:
    delete(world, "west")


def lose_first_side(world: World) -> None:
    delete(world, "east")


def rotate_one_side(world: World) -> None:
    patch(world, "east", {"authentication": {"passphrase": "somebody-elses-1", "in_use": "ok"}})


def rotate_each_side_differently(world: World) -> None:
    rotate_one_side(world)
    patch(world, "west", {"authentication": {"passphrase": "somebody-elses-2", "in_use": "ok"}})


def revoke(world: World) -> None:
    patch(world, "west", {"authentication": {"in_use": "revoked"}})


def recreate_alone(world: World) -> None:
    delete(world, "west")
    body = {"remote": {"ip_addresses": world.addresses("east")}, "authentication": {"passphrase": "somebody-elses"}}
    world.call("west", "POST", body=body)


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lose_side, "west_missing"),
        (lose_first_side, "east_missing"),
        (rotate_one_side, "auth_pending"),
        (rotate_each_side_differently, "auth_pending"),
        (revoke, "auth_problem"),
        (recreate_alone, "auth_problem"),
    ],
)
def test_it_is_diagnosed_and_mended(
    pair: PeeringReconciler, world: World, harm: Callable[[World], None], found: str
) -> None:
    state = pair.create(peering())
    harm(world)
    seen = pair.read(state).state
    assert seen is not None
    assert sync(seen) == found
    planned = plan_peering(seen, peering(), world.simulator.fabric.clock.now())
    assert planned.is_due
    (line,) = planned.reasons
    assert line.lower().endswith("both sides a new passphrase")
    assert ("creates what is missing" in line) == found.endswith("_missing")
    again = pair.update(seen, peering())
    assert states(world) == BOTH_WORK
    assert sync(again) == "in_sync"
    assert_quiet(world, again)


def assert_quiet(world: World, state: PeeringState, **inputs: Any) -> None:
    """Another run finds nothing to do, and writes nothing."""
    pair = reconciler(world)
    seen = pair.read(state).state
    assert seen is not None
    planned = plan_peering(seen, peering(**inputs), world.simulator.fabric.clock.now())
    assert (planned.is_due, planned.renews, planned.warnings) == (False, False, ())
    world.forget_journal()
    pair.update(seen, peering(**inputs))
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_both_gone_is_gone(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    delete(world, "east")
    delete(world, "west")
    assert pair.read(state).state is None


def test_what_works_is_left_alone(pair: PeeringReconciler, world: World) -> None:
    assert_quiet(world, pair.create(peering()))


def test_another_word_gives_both_a_new_passphrase(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering(rotation="a"))
    world.forget_journal()
    again = pair.update(state, peering(rotation="b"))
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH", "west PATCH"]
    assert states(world) == BOTH_WORK
    assert_quiet(world, again, rotation="b")


def test_encryption_changes_with_a_new_passphrase(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering(encryption={"proposed": "none"}))
    again = pair.update(state, peering(encryption={"proposed": "tls-psk"}))
    assert [peer["encryption"]["state"] for alias in ("east", "west") for peer in world.peers(alias)] == ["tls_psk"] * 2
    assert_quiet(world, again, encryption={"proposed": "tls_psk"})


def test_a_side_that_gets_another_setting_gets_no_passphrase(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    world.forget_journal()
    again = pair.update(state, peering(sides={"west": {"name": "prod"}}))
    assert world.sent("POST", "PATCH", "DELETE") == ["west PATCH"]
    assert again.peers["west"].name == "prod"
    assert_quiet(world, again, sides={"west": {"name": "prod"}})


@pytest.mark.parametrize("cluster", ["east", "west"])
@pytest.mark.parametrize("phase", ["before", "lost"])
@pytest.mark.parametrize("name", [None, "chosen"])
def test_a_lost_reply_to_a_creation_makes_no_difference(
    pair: PeeringReconciler, world: World, cluster: str, phase: str, name: str | None
) -> None:
    rule = {"match": {"cluster": cluster, "method": "POST"}, "phase": phase, "effect": {"kind": "reset"}}
    world.steer("/faults", {**rule, "when": {"times": 1}})
    inputs: dict[str, Any] = {"sides": {alias: {"name": name} for alias in ("east", "west")}} if name else {}
    state = pair.create(peering(**inputs))
    assert states(world) == BOTH_WORK
    assert_quiet(world, state, **inputs)


@pytest.mark.parametrize("cluster", ["east", "west"])
@pytest.mark.parametrize("phase", ["before", "lost"])
def test_a_lost_reply_to_a_rotation_leaves_no_offer(
    pair: PeeringReconciler, world: World, cluster: str, phase: str
) -> None:
    state = pair.create(peering(rotation="a"))
    rule = {"match": {"cluster": cluster, "method": "PATCH"}, "phase": phase, "effect": {"kind": "reset"}}
    world.steer("/faults", {**rule, "when": {"times": 1}})
    again = pair.update(state, peering(rotation="b"))
    assert states(world) == BOTH_WORK
    assert all("expiry_time" not in peer["authentication"] for alias in again.peers for peer in world.peers(alias))
    assert_quiet(world, again, rotation="b")


def test_addresses_that_moved_are_followed(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    world.readdress("west", ["10.2.0.91", "10.2.0.92"])
    seen = pair.read(state).state
    assert seen is not None
    planned = plan_peering(seen, peering(), world.simulator.fabric.clock.now())
    assert planned.is_due
    again = pair.update(seen, peering())
    assert "10.2.0.91" in world.peers("east")[0]["remote"]["ip_addresses"]
    assert states(world) == BOTH_WORK
    assert_quiet(world, again)


def test_a_run_that_was_killed_is_continued(pair: PeeringReconciler, world: World) -> None:
    pair.create(peering())
    delete(world, "west")
    state = reconciler(world).create(peering())
    assert states(world) == BOTH_WORK
    assert_quiet(world, state)


def test_a_refused_repair_takes_back_the_side_that_it_made(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    delete(world, "east")
    refuse(world, "west", "PATCH")
    with pytest.raises(Exception, match="east: the new side was deleted again; west: update peer"):
        pair.update(state, peering())
    assert [alias for alias, *_ in states(world)] == ["west"]


def test_a_busy_cluster_is_waited_for(pair: PeeringReconciler, world: World) -> None:
    rule = {
        "match": {"cluster": "west", "method": "POST"},
        "effect": {"kind": "status", "status": 503, "retry_after": 3},
    }
    world.steer("/faults", {**rule, "when": {"times": 2}})
    pair.create(peering())
    assert states(world) == BOTH_WORK


def test_nothing_is_lost_with_a_reply_to_a_deletion(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    lose_reply(world, "DELETE")
    pair.delete(state)
    assert states(world) == []
