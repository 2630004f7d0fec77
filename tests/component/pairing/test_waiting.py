"""A wait ends when both sides are ready, at its deadline or with the run; what exists is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ontap_peering import messages
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.pace import Pace
from ontap_peering.pairing.reconcile import PeeringReconciler, UnfinishedError
from support.peerings import BOTH_WORK, peering, states
from support.peers import Cancelled
from support.world import World

SECOND = timedelta(seconds=1)


def cut(world: World) -> None:
    world.steer("/links", {"from": "east", "to": "west", "state": "down", "both_ways": True})


@pytest.fixture
def patient(pair: PeeringReconciler) -> PeeringReconciler:
    """One whose earlier waits took ten seconds."""
    pace = Pace()
    pace.learn(9 * SECOND, 10 * SECOND)
    return replace(pair, pace=pace)


def test_the_deadline_names_each_side_and_keeps_both(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering(wait_for="created"))
    cut(world)
    began = pair.clock.now()
    with pytest.raises(UnfinishedError) as late:
        pair.update(state, peering(rotation="b", timeout="PT30S"))
    assert pair.clock.now() - began <= 31 * SECOND
    assert "east: cluster 'west' has accepted, but its status is 'unavailable'" in str(late.value)
    assert "west: cluster 'east' has accepted, but its status is 'unavailable'" in str(late.value)
    assert sync(late.value.state) == "auth_pending"


@pytest.mark.parametrize(("inputs", "longest"), [({"timeout": "PT1S"}, 1), ({"wait_for": "created"}, 0)])
def test_no_look_is_later_than_the_deadline(
    patient: PeeringReconciler, world: World, inputs: dict[str, str], longest: int
) -> None:
    began = patient.clock.now()
    patient.create(peering(**inputs))
    assert patient.clock.now() - began <= longest * SECOND
    assert states(world) == BOTH_WORK


def test_a_cancelled_wait_keeps_both_sides(patient: PeeringReconciler, world: World) -> None:
    with pytest.raises(UnfinishedError) as cancelled:
        replace(patient, clock=Cancelled(world)).create(peering())
    assert str(cancelled.value) == messages.cancelled_while_peering(["east", "west"])
    assert states(world) == BOTH_WORK
    assert patient.read(cancelled.value.state).state is not None
