"""The cluster's clock decides about expiry, by the `Date` of its replies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from ontap_peering import messages
from ontap_peering.peer.model import PeerState
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.properties import from_outputs, to_outputs
from ontap_peering.peer.reconcile import Reconciler
from support.core import WorldClock, desired, varied
from support.world import World


@dataclass(frozen=True)
class Runner(WorldClock):
    """A computer whose clock differs from the clusters'."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


def judged_offline(state: PeerState, runner: Runner, **inputs: str) -> tuple[str, ...]:
    """As a preview judges, which asks no cluster: by the runner's clock and what the state says of the other."""
    kept = from_outputs(to_outputs(state, runner.now()))
    planned = plan(kept, desired(**inputs), runner.now() + kept.clock_skew)
    return planned.reasons


@pytest.mark.parametrize("hours", [2, -2])
def test_an_open_offer_is_not_renewed_for_a_clock_that_differs(east: Reconciler, world: World, hours: int) -> None:
    runner = Runner(world, timedelta(hours=hours))
    here = varied(east, clock=runner)
    state = here.create(desired(renew_before="PT10M"))
    assert judged_offline(state, runner, renew_before="PT10M") == ()
    here.update(state, desired(renew_before="PT10M"))
    assert world.sent("PATCH") == []
    world.advance("PT55M")
    assert len(judged_offline(state, runner, renew_before="PT10M")) == 1
    here.update(state, desired(renew_before="PT10M"))
    assert world.sent("PATCH") == ["east PATCH"]


@pytest.mark.parametrize("hours", [2, -2])
def test_a_skew_above_a_minute_is_told(east: Reconciler, world: World, hours: int) -> None:
    told: list[str] = []
    ahead = timedelta(hours=hours)
    here = varied(east, clock=Runner(world, ahead), around=Surroundings(tell_of_cluster=told.append))
    here.create(desired())
    assert set(told) == {messages.clock_skew("east", -60 * hours)}


def test_a_small_skew_is_not_told(east: Reconciler, world: World) -> None:
    told: list[str] = []
    here = varied(east, clock=Runner(world, timedelta(seconds=20)), around=Surroundings(tell_of_cluster=told.append))
    assert here.create(desired()).clock_skew == timedelta()
    assert told == []
