"""A cluster that is offline by its settings is not contacted; the rest is done, and what is left is done later."""

import pytest

from ontap_peering import messages
from ontap_peering.errors import PeerError
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.peerings import BOTH_WORK, peering, reconciler, states
from support.world import World


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def alone(world: World, told: list[str]) -> PeeringReconciler:
    """East is offline."""
    return reconciler(world, reachable=["west"], tell=told.append)


def sent(world: World) -> list[str]:
    return world.sent("POST", "PATCH", "DELETE")


def test_a_read_looks_at_the_other_side_only(pair: PeeringReconciler, alone: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    world.forget_journal()
    seen = alone.read(state).state
    assert seen is not None
    assert sync(seen) == "unreachable"
    assert seen.peers["east"] == state.peers["east"]
    assert not any(call.startswith("east") for call in world.sent())


def test_one_side_gets_what_it_can_have_alone_and_the_other_later(
    pair: PeeringReconciler, alone: PeeringReconciler, world: World, told: list[str]
) -> None:
    state = pair.create(peering())
    wanted = peering(peer_applications=["snapmirror"], rotation="b")
    world.forget_journal()
    state = alone.update(state, wanted)
    assert sent(world) == ["west PATCH"]
    assert told == [messages.waits_for_offline("east", "west")]
    assert world.peers("west")[0]["peer_applications"] == ["snapmirror"]
    planned = plan_peering(state, wanted, world.simulator.fabric.clock.now())
    assert not planned.is_due

    seen = pair.read(state).state
    assert seen is not None
    assert plan_peering(seen, wanted, world.simulator.fabric.clock.now()).is_due
    again = pair.update(seen, wanted)
    assert states(world) == BOTH_WORK
    assert world.peers("east")[0]["peer_applications"] == ["snapmirror"]
    assert again.declared["rotation"] == "b"
    assert not again.is_unfinished


def test_nothing_new_is_created_without_one_side(
    pair: PeeringReconciler, alone: PeeringReconciler, world: World, told: list[str]
) -> None:
    state = alone.create(peering())
    assert told == [messages.nothing_done_offline(["east"])]
    assert sent(world) == []
    seen = pair.read(state).state
    again = pair.update(seen, peering()) if seen else pair.create(peering())
    assert states(world) == BOTH_WORK
    assert sync(again) == "in_sync"


def test_the_reachable_side_is_deleted_and_the_other_once_it_is_back(
    pair: PeeringReconciler, alone: PeeringReconciler, world: World
) -> None:
    state = pair.create(peering())
    with pytest.raises(PeerError) as left:
        alone.delete(state)
    line = messages.left_behind_offline("east", "pair-1234567")
    assert str(left.value) == messages.sides_left([line], deleted=["west"])
    assert [alias for alias, *_ in states(world)] == ["east"]
    pair.delete(state)
    assert states(world) == []


def test_a_lost_side_waits_for_the_cluster(
    pair: PeeringReconciler, alone: PeeringReconciler, world: World, told: list[str]
) -> None:
    state = pair.create(peering())
    (peer,) = world.peers("west")
    world.call("west", "DELETE", f"/api/cluster/peers/{peer['uuid']}")
    seen = alone.read(state).state
    assert seen is not None
    world.forget_journal()
    kept = alone.update(seen, peering())
    assert sent(world) == []
    assert told == [messages.nothing_done_offline(["east"])]
    again = pair.update(kept, peering())
    assert states(world) == BOTH_WORK
    assert sync(again) == "in_sync"


def test_nobody_is_contacted_if_both_are_offline(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    world.forget_journal()
    nobody = reconciler(world, reachable=[])
    seen = nobody.read(state).state
    assert seen is not None
    assert seen.peers == state.peers
    assert nobody.update(seen, peering(rotation="b")).is_unfinished
    assert world.sent() == []
