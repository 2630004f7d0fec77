"""Both sides of a peering on the real client and two simulated clusters; no plugin process."""

from collections.abc import Iterator

import pytest

from ontap_peering.pairing.reconcile import PeeringReconciler
from support import peerings
from support.world import World, permissive_world


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with permissive_world() as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.begin_anew()
    return shared_world


@pytest.fixture
def pair(world: World) -> PeeringReconciler:
    """One that knows already which clusters answer, which it asks once."""
    made = peerings.reconciler(world)
    for side in made.sides.values():
        side.cluster.identity()
    world.forget_journal()
    return made
