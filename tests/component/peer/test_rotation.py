"""`rotation`: another word, another passphrase, in place."""

import pytest

from ontap_peering import messages
from ontap_peering.peer.check import combination_failures, validate, with_defaults
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired
from support.peers import SECRET, side
from support.world import World


def states(world: World) -> list[str]:
    return [world.peers(alias)[0]["authentication"]["state"] for alias in ("east", "west")]


def test_another_word_makes_another_passphrase_that_the_other_side_follows(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    offer = east.create(desired(rotation="2026-10"))
    assert offer.passphrase is not None
    accepted = west.create(side(world, "west", passphrase=offer.passphrase.get_secret_value()))
    known = east.read(offer).state
    assert known is not None
    same = east.update(known, desired(rotation="2026-10", renew_before="PT1M"))
    assert (same.passphrase, world.sent("PATCH")) == (offer.passphrase, [])
    rotated = east.update(same, desired(rotation="2026-11"))
    assert rotated.passphrase not in (None, offer.passphrase)
    assert rotated.passphrase is not None
    west.update(accepted, side(world, "west", passphrase=rotated.passphrase.get_secret_value()))
    assert states(world) == ["ok", "ok"]
    assert [peer["authentication"].get("expiry_time") for peer in (*world.peers("east"), *world.peers("west"))] == [
        None,
        None,
    ]


def test_an_open_offer_gets_another_passphrase_too(east: Reconciler, world: World) -> None:
    offer = east.create(desired(rotation="a"))
    rotated = east.update(offer, desired(rotation="b"))
    assert rotated.passphrase not in (None, offer.passphrase)
    assert rotated.observed.uuid == offer.observed.uuid
    assert world.sent("PATCH") == ["east PATCH"]


@pytest.mark.parametrize("more", [{"passphrase": SECRET}, {"generate_passphrase": False, "passphrase": SECRET}])
def test_a_given_passphrase_is_not_rotated_by_a_word(world: World, more: dict[str, object]) -> None:
    remote = {"ip_addresses": world.addresses("west")}
    inputs = with_defaults({}, {"cluster": "east", "key": "k", "remote": remote, "rotation": "a", **more})
    normalised, failures = validate(inputs, set())
    assert failures == []
    assert combination_failures(normalised, set(), {}, world.simulator.fabric.clock.now()) == [
        messages.rotation_without_generation()
    ]
