"""Both sides are made, or neither is."""

import pytest

from ontap_peering.errors import ConnectionFailedError, PeerError, PlanError
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.reconcile import PeeringReconciler, UnfinishedError
from ontap_simulator.domain.network import Version
from support.peerings import BOTH_WORK, KEY, peering, reconciler, refuse, states
from support.world import World, running_world


def test_two_aliases_are_enough(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    assert states(world) == BOTH_WORK
    assert sync(state) == "in_sync"
    assert [peer.name for peer in state.peers.values()] == [KEY, KEY]
    assert world.sent("POST", "PATCH", "DELETE") == ["east POST", "west POST"]


def test_the_order_of_the_aliases_means_nothing() -> None:
    assert peering(clusters=["west", "east"]) == peering()


def test_a_second_side_that_is_refused_takes_the_first_back(pair: PeeringReconciler, world: World) -> None:
    refuse(world, "west", "POST")
    with pytest.raises(PlanError) as refused:
        pair.create(peering())
    assert str(refused.value).startswith("east: the new side was deleted again; west: create peer 'pair-1234567'")
    assert "(4653215)" in str(refused.value)
    assert states(world) == []


def test_what_cannot_be_taken_back_is_kept_as_unfinished(pair: PeeringReconciler, world: World) -> None:
    refuse(world, "west", "POST")
    refuse(world, "east", "DELETE")
    with pytest.raises(UnfinishedError) as unfinished:
        pair.create(peering())
    assert "east: the new side could not be deleted again" in str(unfinished.value)
    world.forget_faults()
    state = pair.update(unfinished.value.state, peering())
    assert states(world) == BOTH_WORK
    assert not state.is_unfinished


def test_nothing_is_written_if_one_cluster_does_not_answer(world: World) -> None:
    pair = reconciler(world)
    world.steer(
        "/faults", {"match": {"cluster": "west"}, "phase": "before", "effect": {"kind": "reset"}, "when": {"times": 50}}
    )
    with pytest.raises(ConnectionFailedError, match="west"):
        pair.create(peering())
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_both_go(pair: PeeringReconciler, world: World) -> None:
    pair.delete(pair.create(peering()))
    assert states(world) == []


def test_one_side_goes_although_the_other_cannot(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    refuse(world, "east", "DELETE")
    with pytest.raises(PeerError, match="east: delete peer"):
        pair.delete(state)
    assert [alias for alias, *_ in states(world)] == ["east"]
    world.forget_faults()
    pair.delete(state)
    assert states(world) == []


def test_each_side_has_what_it_is_given(pair: PeeringReconciler, world: World) -> None:
    sides = {"west": {"name": "prod", "ipspace": {"name": "Default"}, "ip_addresses": ["10.2.0.12"]}}
    state = pair.create(peering(sides=sides, peer_applications=["snapmirror"]))
    (east,), (west,) = world.peers("east"), world.peers("west")
    assert (east["name"], west["name"]) == (KEY, "prod")
    assert east["remote"]["ip_addresses"] == ["10.2.0.12"]
    assert east["peer_applications"] == west["peer_applications"] == ["snapmirror"]
    assert sync(state) == "in_sync"


@pytest.mark.parametrize("minor", [6, 9, 10])
def test_releases_without_a_peering_policy_are_peered_and_moved_too(minor: int) -> None:
    with running_world(version=Version(9, minor, 1)) as world:
        pair = reconciler(world)
        state = pair.create(peering())
        assert states(world) == BOTH_WORK
        pair.check_before_replacing(peering(), state)
