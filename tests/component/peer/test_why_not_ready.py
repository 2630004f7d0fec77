"""A passphrase that is wrong, expired or used already, or that waits for its like: each has a line of its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.peer.model import instant_text
from ontap_peering.peer.ports import SeenPeers, Surroundings
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.waiting import NotReadyError
from support.core import desired, reconciler_of, varied
from support.peers import accept, side
from support.world import PEERS, World


@pytest.fixture
def looking(east: Reconciler, west: Reconciler, world: World) -> Reconciler:
    """West's reconciler in a stack that may look at east, too."""
    return looking_at(east, west, world)


def looking_at(east: Reconciler, west: Reconciler, world: World, behind: timedelta = timedelta()) -> Reconciler:
    """`behind`: how far east's clock is behind that of west."""

    def peers_of(uuid: str) -> SeenPeers | None:
        if uuid != world.endpoints["east"]["uuid"]:
            return None
        seen = east.side.api.list()
        times = [peer.expiry_time - behind if peer.expiry_time else None for peer in seen]
        peers = [replace(peer, expiry_time=time) for peer, time in zip(seen, times, strict=True)]
        return SeenPeers(peers, east.side.cluster.now() - behind)

    return varied(west, around=Surroundings(peers_of=peers_of))


def reason_for(west: Reconciler, world: World, **inputs: Any) -> str:
    wanted = side(world, "west", **{"wait_for": "available", "timeout": "PT5S", **inputs})
    with pytest.raises(NotReadyError) as missed:
        west.create(wanted)
    line = str(missed.value)
    start, _, rest = line.partition("within PT5S: ")
    assert start.startswith("west: peer 'west-key' was not available")
    return rest.partition(". The peer is kept")[0]


def test_a_wrong_passphrase_that_deleted_the_only_offer(east: Reconciler, looking: Reconciler, world: World) -> None:
    state = east.create(desired())
    assert state.passphrase is not None
    wrong = f"not-the-same-{state.passphrase.get_secret_value()[-4:]}"
    assert reason_for(looking, world, passphrase=wrong) == messages.no_offer_there("east", open_offers=0)


def test_a_wrong_passphrase_beside_an_offer_that_stays(east: Reconciler, looking: Reconciler, world: World) -> None:
    east.create(desired())
    assert reason_for(looking, world, passphrase="entirely-another") == messages.no_offer_there("east", open_offers=1)


def test_an_expired_offer(east: Reconciler, looking: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.advance("PT2H")
    assert state.passphrase is not None
    reason = reason_for(looking, world, passphrase=state.passphrase.get_secret_value())
    assert reason == messages.no_offer_there("east", open_offers=0)


def test_a_passphrase_that_was_used_already(east: Reconciler, looking: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    world.call("west", "DELETE", f"{PEERS}/{world.endpoints['east']['uuid']}")
    assert state.passphrase is not None
    reason = reason_for(looking, world, passphrase=state.passphrase.get_secret_value())
    assert reason == messages.another_passphrase_there("east", "east-key")


def test_each_side_waits_with_another_passphrase(east: Reconciler, looking: Reconciler, world: World) -> None:
    east.create(side(world, passphrase="one-passphrase"))
    reason = reason_for(looking, world, passphrase="another-passphrase")
    assert reason == messages.another_passphrase_there("east", "east-key")


def test_the_other_side_has_expired(east: Reconciler, looking: Reconciler, world: World) -> None:
    state = east.create(side(world))
    world.advance("PT2H")
    assert state.observed.expiry_time is not None
    expiry = instant_text(state.observed.expiry_time)
    assert reason_for(looking, world) == messages.passphrase_expired_there("east", expiry)


@pytest.mark.parametrize("hours", [2, -2])
def test_the_clock_of_the_other_cluster_decides_what_has_expired_there(
    east: Reconciler, west: Reconciler, world: World, hours: int
) -> None:
    looking = looking_at(east, west, world, timedelta(hours=hours))
    east.create(side(world, passphrase="one-passphrase"))
    reason = reason_for(looking, world, passphrase="another-passphrase")
    assert reason == messages.another_passphrase_there("east", "east-key")


def test_the_other_side_does_not_exist(looking: Reconciler, world: World) -> None:
    assert reason_for(looking, world) == messages.no_offer_there("east", open_offers=0)


def test_one_side_without_authentication(east: Reconciler, looking: Reconciler, world: World) -> None:
    east.create(side(world, in_use="absent"))
    assert reason_for(looking, world) == messages.authentication_on_one_side("east")


def test_a_stack_that_cannot_look_names_what_is_possible(west: Reconciler, world: World) -> None:
    assert reason_for(west, world) == messages.passphrase_not_honored("east")


def test_a_link_that_is_cut(east: Reconciler, west: Reconciler, world: World) -> None:
    east.create(side(world))
    state = west.create(side(world, "west"))
    world.steer("/links", {"from": "east", "to": "west", "state": "down", "both_ways": True})
    with pytest.raises(NotReadyError) as missed:
        reconciler_of(world, "west").update(state, side(world, "west", wait_for="available", timeout="PT5S"))
    assert messages.not_connected("east", "unavailable") in str(missed.value)


def test_a_side_that_is_revoked_here(east: Reconciler, west: Reconciler, world: World) -> None:
    east.create(side(world))
    state = west.create(side(world, "west"))
    world.call("west", "PATCH", f"{PEERS}/{state.observed.uuid}", {"authentication": {"in_use": "revoked"}})
    with pytest.raises(NotReadyError) as missed:
        west.update(state, side(world, "west", wait_for="authenticated", timeout="PT5S"))
    assert messages.revoked_here() in str(missed.value)
