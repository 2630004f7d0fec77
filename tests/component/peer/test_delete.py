"""What a delete removes, and how refusals name the peer."""

from collections.abc import Callable

import pytest

from ontap_peering.errors import ApiError
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired
from support.peers import accept, flexible, lose_reply, side, uuids
from support.world import PEERS, World


def create_again_after_its_acceptance(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired()))
    east.create(flexible())


def create_with_a_lost_reply(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    east.create(desired())


def test_deleting_a_peer_that_is_gone_succeeds(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.advance("PT2H")
    east.delete(state)
    other = east.create(desired())
    world.call("east", "DELETE", f"{PEERS}/{other.observed.uuid}")
    world.forget_journal()
    east.delete(other)
    assert world.sent("DELETE") == []


def test_an_accepted_offer_is_updated_and_deleted_if_the_program_names_its_cluster(
    east: Reconciler, world: World
) -> None:
    wanted = desired(expected_remote="west")
    state = east.create(wanted)
    accept(world, state)
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['west']['uuid']}", {"name": "west"})
    state = east.update(state, wanted)
    assert state.observed.name == "east-key"
    east.delete(state)
    assert uuids(world) == []


@pytest.mark.parametrize(
    ("method", "does"),
    [
        ("PATCH", lambda east, _: east.update(east.create(desired()), flexible())),
        ("PATCH", create_again_after_its_acceptance),
        ("DELETE", lambda east, _: east.delete(east.create(desired()))),
        ("DELETE", lambda east, _: (east.create(desired()), east.create(desired()))),
        ("DELETE", lambda east, world: east.create(side(world, expected_remote="north"))),
        ("DELETE", create_with_a_lost_reply),
    ],
)
def test_a_refusal_names_the_peer(
    east: Reconciler, world: World, method: str, does: Callable[[Reconciler, World], object]
) -> None:
    world.steer("/faults", {"match": {"method": method}, "effect": {"kind": "error", "code": "262245"}})
    verb = {"PATCH": "update", "DELETE": "delete"}[method]
    with pytest.raises(ApiError, match=rf"^east: {verb} peer 'east-key' refused \(262245\)"):
        does(east, world)
