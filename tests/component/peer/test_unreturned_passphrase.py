"""ONTAP 9.15.1's own example of a generating PATCH shows no passphrase: then nobody knows the new one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.reconcile import Reconciler
from ontap_simulator.domain.spec import Settings
from support.core import desired, reconciler_of, varied
from support.peers import accept, side, uuids
from support.world import World, running_world


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(settings=Settings(generated_passphrase_in_patch=False)) as made:
        yield made


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def east(world: World, told: list[str]) -> Reconciler:
    return varied(reconciler_of(world), around=Surroundings(tell=told.append))


def test_an_offer_whose_passphrase_was_lost_is_created_again(east: Reconciler, world: World, told: list[str]) -> None:
    lost = replace(east.create(desired()), passphrase=None)
    mended = east.update(lost, desired())
    assert mended.passphrase is not None
    assert uuids(world) == [mended.observed.uuid]
    assert told == [messages.recreated_for_passphrase()]
    accept(world, mended)
    assert [peer["authentication"]["state"] for peer in world.peers("east")] == ["ok"]
    assert east.update(mended, desired()).passphrase == mended.passphrase
    assert world.sent("PATCH") == ["east PATCH"]


def test_a_side_that_is_to_generate_its_passphrase_is_created_again(east: Reconciler, world: World) -> None:
    changed = east.update(east.create(side(world)), side(world, generate_passphrase=True))
    assert changed.passphrase is not None
    assert uuids(world) == [changed.observed.uuid]


def test_a_peering_that_works_is_not_deleted_for_a_rotation(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    accepted = east.read(state).state
    assert accepted is not None
    with pytest.raises(PlanError, match=f"^{messages.generated_not_returned('east', 'east-key')}$"):
        east.update(accepted, desired(rotation="2026-11"))
    assert [peer["authentication"]["state"] for peer in world.peers("east")] == ["ok"]
