"""How a wait ends."""

from datetime import timedelta
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import DisappearedError, RunCancelledError
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.waiting import NotReadyError
from support.core import WorldClock, varied
from support.peers import Cancelled, side, uuids
from support.world import PEERS, World


def test_a_wait_ends_when_the_peer_is_ready(east: Reconciler, west: Reconciler, world: World) -> None:
    world.steer("/links", {"from": "east", "to": "west", "state": "slow", "both_ways": True})
    east.create(side(world))
    began = west.side.clock.now()
    authenticated = west.create(side(world, "west", wait_for="authenticated"))
    assert (authenticated.observed.authentication, authenticated.observed.status) == ("ok", "pending")
    assert west.side.clock.now() == began
    available = west.create(side(world, "west", wait_for="available"))
    assert available.observed.status == "available"
    assert west.side.clock.now() == began + timedelta(seconds=60)


def test_without_authentication_a_peer_is_ready_once_it_is_absent(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    bare: dict[str, Any] = {"in_use": "absent", "encryption": {"proposed": "none"}}
    east.create(side(world, **bare))
    state = west.create(side(world, "west", **bare, wait_for="available"))
    assert (state.observed.authentication, state.observed.status) == ("absent", "available")


def test_a_cancelled_wait_ends_with_the_peer_as_it_is(east: Reconciler, world: World) -> None:
    with pytest.raises(NotReadyError) as ended:
        varied(east, clock=Cancelled(world)).create(side(world, wait_for="available"))
    assert str(ended.value) == messages.cancelled_while_waiting("east", "east-key", "available")
    assert [ended.value.state.observed.uuid] == uuids(world)


def test_a_wait_for_a_busy_cluster_can_be_cancelled(east: Reconciler, world: World) -> None:
    world.steer("/faults", {"match": {"method": "POST"}, "effect": {"kind": "status", "status": 503}})
    with pytest.raises(RunCancelledError) as ended:
        varied(east, clock=Cancelled(world)).create(side(world))
    assert str(ended.value) == messages.cancelled_while_busy("east", "east-key")


def test_a_wait_ends_at_its_deadline_and_the_peer_is_kept(east: Reconciler, world: World) -> None:
    began = east.side.clock.now()
    with pytest.raises(NotReadyError) as missed:
        east.create(side(world, wait_for="available", timeout="PT10S"))
    reason = messages.passphrase_not_honored("west")
    assert str(missed.value) == messages.not_ready("east", "east-key", "available", "PT10S", reason)
    assert east.side.clock.now() == began + timedelta(seconds=10)
    (peer,) = world.peers("east")
    kept = missed.value.state
    assert (kept.observed.uuid, kept.observed.authentication) == (peer["uuid"], "pending")
    assert kept.passphrase is not None
    assert kept.declared["wait_for"] == "available"


def test_a_peer_that_disappears_ends_the_wait(east: Reconciler, world: World) -> None:
    class Removing(WorldClock):
        def sleep(self, span: timedelta) -> None:
            super().sleep(span)
            world.call("east", "DELETE", f"{PEERS}/{world.endpoints['west']['uuid']}")

    with pytest.raises(DisappearedError) as ended:
        varied(east, clock=Removing(world)).create(side(world, wait_for="available"))
    assert str(ended.value) == messages.disappeared("east", "east-key")
