"""The reconciler on the real client and a simulated cluster, one guard at a time; no plugin process."""

from collections.abc import Iterator

import pytest

from ontap_peering.peer.reconcile import Reconciler
from support.core import reconciler_of
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
def east(world: World) -> Reconciler:
    return _acquainted(world, "east")


@pytest.fixture
def west(world: World) -> Reconciler:
    return _acquainted(world, "west")


def _acquainted(world: World, alias: str) -> Reconciler:
    """One that knows already which cluster answers, which it asks once."""
    reconciler = reconciler_of(world, alias)
    reconciler.side.cluster.identity()
    world.forget_journal()
    return reconciler
