"""What exists already: it is refused, adopted without a write if it works, or mended."""

from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError, PlanError
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.observed import NOW
from support.peerings import BOTH_WORK, KEY, peering, states
from support.world import World

PASSPHRASE = {"authentication": {"passphrase": "made-by-hand-1"}}


def make_by_hand(world: World, alias: str, **more: Any) -> str:
    other = "west" if alias == "east" else "east"
    body = {"remote": {"ip_addresses": world.addresses(other)}, **PASSPHRASE, **more}
    return str(world.call(alias, "POST", body=body)["records"][0]["uuid"])


def test_a_peering_that_works_is_adopted_without_a_write(pair: PeeringReconciler, world: World) -> None:
    make_by_hand(world, "east")
    make_by_hand(world, "west", name="by-hand")
    world.forget_journal()
    state = pair.create(peering(adopt="existing", rotation="a"))
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert [peer.name for peer in state.peers.values()] == ["west", "by-hand"]
    assert pair.update(state, peering(adopt="existing", rotation="a")).peers == state.peers
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_half_of_one_is_adopted_and_completed(pair: PeeringReconciler, world: World) -> None:
    uuid = make_by_hand(world, "west", name="by-hand")
    state = pair.create(peering(adopt="existing"))
    assert states(world) == BOTH_WORK
    assert state.peers["west"].uuid == uuid
    assert state.peers["west"].name == "by-hand"


@pytest.mark.parametrize("name", ["by-hand", KEY])
def test_a_peer_to_the_same_cluster_is_refused_before_anything_is_written(
    pair: PeeringReconciler, world: World, name: str
) -> None:
    uuid = make_by_hand(world, "west", name=name)
    world.forget_journal()
    with pytest.raises(AlreadyExistsError, match=rf"peer '{name}' \(to cluster 'east', uuid {uuid}\) is in the way"):
        pair.create(peering(adopt="never"))
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_a_peer_that_appears_after_the_look_is_refused_and_the_first_side_taken_back(
    pair: PeeringReconciler, world: World
) -> None:
    pair.sides["west"].api.recent()
    make_by_hand(world, "west", name="by-hand")
    with pytest.raises(PlanError, match=r"east: the new side was deleted again; west: .*'by-hand'.* is in the way"):
        pair.create(peering())
    assert [alias for alias, *_ in states(world)] == ["west"]


def test_what_an_interrupted_run_left_after_the_look_is_ours(pair: PeeringReconciler, world: World) -> None:
    pair.sides["west"].api.recent()
    make_by_hand(world, "west", name=KEY)
    pair.create(peering())
    assert states(world) == BOTH_WORK


def test_a_side_that_leads_to_another_cluster_is_left_alone(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    replaced = {"west": world.endpoints["east"]["uuid"]}
    snapshot = world.control("GET", "snapshot").json()
    (peer,) = snapshot["peers"]["east"]
    assert peer["uuid"] != replaced["west"]
    peer["uuid"] = replaced["west"]
    world.control("PUT", "snapshot", json=snapshot).raise_for_status()
    seen = pair.read(state).state
    assert seen is not None
    planned = plan_peering(seen, peering(), NOW)
    assert (planned.is_due, planned.reasons) == (True, ())
    world.forget_journal()
    with pytest.raises(PlanError, match="ALARM: east: peer"):
        pair.update(seen, peering())
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_a_missing_interface_is_named_with_the_ways_to_get_one(pair: PeeringReconciler, world: World) -> None:
    world.readdress("west", [])
    with pytest.raises(PlanError) as refused:
        pair.create(peering())
    assert str(refused.value) == messages.no_address_of_side("west", "east")
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_an_ipspace_that_does_not_exist_is_named(pair: PeeringReconciler, world: World) -> None:
    sides = {"west": {"ipspace": {"name": "missing"}, "ip_addresses": ["10.2.0.11"]}}
    with pytest.raises(PlanError, match="there is no IPspace 'missing'"):
        pair.create(peering(sides=sides))
    assert states(world) == []
