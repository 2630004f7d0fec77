"""A name is no identity: what is not ours is left alone, and what is taken for a leftover is told."""

import pytest

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired, varied
from support.peers import side, uuids
from support.world import PEERS, World


def with_rival(reconciler: Reconciler, told: list[str], rival: str | None = "renamed") -> Reconciler:
    return varied(reconciler, around=Surroundings(tell=told.append, rival=lambda: rival))


def test_an_offer_of_another_resource_with_the_same_key_is_not_deleted(east: Reconciler, world: World) -> None:
    first = east.create(desired())
    with pytest.raises(AlreadyExistsError) as refused:
        with_rival(east, []).create(desired())
    assert str(refused.value) == messages.same_key("east-key", "renamed")
    assert uuids(world) == [first.observed.uuid]


def test_a_peering_of_another_resource_with_the_same_key_is_not_taken_over(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    west.create(side(world, "west"))
    east.create(side(world))
    with pytest.raises(AlreadyExistsError):
        with_rival(east, []).create(side(world, peer_applications=["flexcache"]))
    assert world.sent("PATCH", "DELETE") == []


def test_a_leftover_is_told_before_it_is_deleted(east: Reconciler, world: World) -> None:
    left = east.create(desired())
    told: list[str] = []
    made = with_rival(east, told, None).create(desired())
    assert told == [messages.leftover_deleted(left.observed.uuid)]
    assert uuids(world) == [made.observed.uuid]


def test_a_leftover_that_works_is_told_and_kept(east: Reconciler, west: Reconciler, world: World) -> None:
    west.create(side(world, "west"))
    left = east.create(side(world))
    told: list[str] = []
    made = with_rival(east, told, None).create(side(world))
    assert told == [messages.leftover_adopted(left.observed.uuid)]
    assert made.observed.uuid == left.observed.uuid


def test_a_peer_that_somebody_gave_a_chosen_name_is_left_alone(east: Reconciler, world: World) -> None:
    state = east.create(desired(name="to-west"))
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    (theirs,) = world.call("east", "POST", body={"name": "to-west"})["records"]
    world.forget_journal()
    reading = east.read(state)
    assert reading.state is None
    assert reading.notice is not None
    assert reading.notice.endswith(messages.name_taken("to-west", theirs["uuid"]))
    east.delete(state)
    with pytest.raises(AlreadyExistsError, match="'to-west'"):
        east.update(state, desired(name="to-west", expiry_time="PT3H"))
    assert world.sent("PATCH", "DELETE", "POST") == []
    assert uuids(world) == [theirs["uuid"]]


def test_an_accepted_offer_that_kept_its_chosen_name_is_ours(east: Reconciler, world: World) -> None:
    state = east.create(desired(name="to-west"))
    assert state.passphrase is not None
    body = {
        "remote": {"ip_addresses": world.addresses("east")},
        "authentication": {"passphrase": state.passphrase.get_secret_value()},
    }
    world.call("west", "POST", body=body)
    seen = east.read(state).state
    assert seen is not None
    assert (seen.observed.name, seen.observed.uuid) == ("to-west", world.endpoints["west"]["uuid"])
