"""Nothing is sent for a peering that is paused; what waits is done once it is not paused any more."""

import pytest

from ontap_peering import messages
from ontap_peering.errors import PeerError
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs, to_outputs
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.peerings import BOTH_WORK, peering, states
from support.world import World

REASON = "CHG-4711"


def remove(world: World, alias: str) -> None:
    (peer,) = world.peers(alias)
    world.call(alias, "DELETE", f"/api/cluster/peers/{peer['uuid']}")


def test_nothing_is_sent_and_what_waits_is_done_afterwards(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    remove(world, "west")
    world.forget_journal()
    paused = from_outputs(to_outputs(pair.update(state, peering(paused=REASON, peer_applications=["snapmirror"]))))
    assert sync(paused) == "paused"
    assert pair.read(paused).state == paused
    with pytest.raises(PeerError, match=r"^the peering of east and west is paused \(CHG-4711\)"):
        pair.delete(paused)
    assert world.sent() == []
    assert paused.peers == from_outputs(to_outputs(state)).peers
    done = pair.update(paused, peering(peer_applications=["snapmirror"]))
    assert not done.is_paused
    assert states(world) == BOTH_WORK
    assert world.peers("east")[0]["peer_applications"] == ["snapmirror"]


def test_a_paused_peering_is_not_created_until_later(pair: PeeringReconciler, world: World) -> None:
    state = from_outputs(to_outputs(pair.create(peering(paused=REASON))))
    assert (world.sent(), sync(state)) == ([], "paused")
    assert sync(pair.update(state, peering())) == "in_sync"
    assert states(world) == BOTH_WORK


def test_only_the_pause_itself_is_a_change(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    now = world.simulator.fabric.clock.now()
    planned = plan_peering(state, peering(paused=REASON), now)
    assert (planned.is_paused, planned.is_due, planned.reasons) == (True, True, (messages.peering_paused(REASON),))
    paused = state.paused(REASON)
    assert not plan_peering(paused, peering(paused=REASON, rotation="b", clusters=["east", "south"]), now).is_due
    assert plan_peering(paused, peering(paused="another"), now).is_due
    assert not plan_peering(paused.resumed(), peering(), now).is_due
