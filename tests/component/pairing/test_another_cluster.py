"""The host of an alias may lead to another cluster for a run, also while a side of the peering is missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.errors import PeerError
from ontap_peering.pairing.model import PeeringState
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.core import reconciler_of
from support.peerings import KEY, peering, reconciler
from support.troubles import delete_side
from support.world import World, running_world


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south")) as made:
        yield made


OPERATIONS: dict[str, Callable[[PeeringReconciler, PeeringState], object]] = {
    "read": lambda there, state: there.read(state),
    "update": lambda there, state: there.update(state, peering()),
    "delete": lambda there, state: there.delete(state),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("is_missing", [False, True], ids=["whole", "one side is missing"])
def test_another_cluster_behind_an_alias_is_an_error_that_names_both(
    world: World, operation: str, *, is_missing: bool
) -> None:
    here = reconciler(world)
    state = here.create(peering())
    if is_missing:
        delete_side(world, "west", "east")
        seen = here.read(state).state
        assert seen is not None
        state = seen
    there = replace(here, sides={**here.sides, "west": reconciler_of(world, "south").side})
    world.forget_journal()
    with pytest.raises(PeerError) as wrong:
        OPERATIONS[operation](there, state)
    uuids = {alias: world.endpoints[alias]["uuid"] for alias in ("west", "south")}
    assert str(wrong.value) == (
        messages.another_cluster("west", KEY, old="west", old_uuid=uuids["west"], new="south", new_uuid=uuids["south"])
    )
    assert world.sent("POST", "PATCH", "DELETE") == []
