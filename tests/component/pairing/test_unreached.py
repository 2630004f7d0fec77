"""A refresh that cannot reach a cluster keeps what is known, and is never mistaken for a look."""

from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs, to_outputs
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.peerings import BOTH_WORK, peering, reconciler, states
from support.world import World


def test_the_state_is_kept_and_marked_until_the_cluster_answers_again(pair: PeeringReconciler, world: World) -> None:
    state = pair.create(peering())
    now = world.simulator.fabric.clock.now()
    world.steer("/faults", {"match": {"cluster": "west"}, "effect": {"kind": "reset"}, "when": {"times": None}})
    reading = reconciler(world).read(state)
    assert reading.unreached is not None
    assert reading.unreached.cluster == "west"
    assert reading.state is not None
    kept = from_outputs(to_outputs(reading.state))
    assert sync(kept) == "unreachable"
    assert kept.peers == from_outputs(to_outputs(state)).peers
    assert plan_peering(kept, peering(), now).is_due

    world.forget_faults()
    seen = reconciler(world).read(kept).state
    assert seen is not None
    assert sync(seen) == "in_sync"
    assert not plan_peering(seen, peering(), now).is_due
    world.forget_journal()
    assert sync(reconciler(world).update(kept, peering())) == "in_sync"
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert states(world) == BOTH_WORK
