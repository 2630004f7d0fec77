"""The host of an alias may lead to another cluster for a run: nothing is "gone" there, and nothing is created."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.errors import WrongClusterError
from ontap_peering.peer.model import PeerState
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired, reconciler_of, varied
from support.peers import side, uuids
from support.world import World


@pytest.mark.parametrize(
    "operation",
    [
        lambda there, state: there.read(state),
        lambda there, state: there.update(state, desired(peer_applications=["flexcache"])),
        lambda there, state: there.delete(state),
    ],
    ids=["read", "update", "delete"],
)
def test_another_cluster_behind_the_alias_is_an_error_that_names_both(
    east: Reconciler, west: Reconciler, world: World, operation: Callable[[Reconciler, PeerState], object]
) -> None:
    state = east.create(desired())
    with pytest.raises(WrongClusterError) as wrong:
        operation(west, state)
    uuid = {alias: world.endpoints[alias]["uuid"] for alias in ("east", "west")}
    assert str(wrong.value) == messages.another_cluster(
        "east", "east-key", old="east", old_uuid=uuid["east"], new="west", new_uuid=uuid["west"]
    )
    assert world.sent("POST", "PATCH", "DELETE") == ["east POST"]


def confirmed(reconciler: Reconciler, uuid: str) -> Reconciler:
    return varied(reconciler, around=Surroundings(confirmed_uuid=uuid))


def test_a_cluster_that_was_replaced_is_confirmed_by_its_uuid(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    new = confirmed(reconciler_of(world, "west"), world.endpoints["west"]["uuid"])
    reading = new.read(state)
    assert (reading.state, reading.notice) == (None, messages.peer_gone(state.observed.uuid))
    new.delete(state)
    again = new.update(state, desired())
    assert again.local is not None
    assert again.local.name == "west"
    assert uuids(world, "west") == [again.observed.uuid]
    assert uuids(world, "east") == [state.observed.uuid]


def test_any_other_cluster_than_the_confirmed_one_is_refused_even_for_a_new_peer(
    east: Reconciler, world: World
) -> None:
    with pytest.raises(WrongClusterError) as wrong:
        confirmed(east, "some-uuid").create(side(world))
    here = world.endpoints["east"]["uuid"]
    assert str(wrong.value) == messages.not_the_confirmed_cluster("east", "some-uuid", "east", here)
    assert uuids(world) == []


def test_a_state_of_an_earlier_version_learns_its_cluster(east: Reconciler, world: World) -> None:
    state = replace(east.create(desired()), local=None)
    seen = east.read(state).state
    assert seen is not None
    assert seen.local is not None
    assert seen.local.uuid == world.endpoints["east"]["uuid"]
