"""What an update changes, and what it refuses."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError, ReplyLostError
from ontap_peering.peer.reconcile import ATTEMPTS, Reconciler
from support.core import WorldClock, desired, varied
from support.peers import accept, flexible, lose_reply, north_expected, side, uuids
from support.world import PEERS, World


def test_an_update_changes_only_what_differs_and_keeps_the_passphrase(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.forget_journal()
    assert east.update(state, desired()) == state
    assert world.sent("PATCH") == []
    changed = east.update(state, desired(peer_applications=["flexcache"]))
    assert world.sent("PATCH") == ["east PATCH"]
    assert changed.passphrase == state.passphrase
    assert changed.declared["peer_applications"] == ["flexcache"]


def test_an_update_follows_the_acceptance(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    changed = east.update(state, desired(peer_applications=["flexcache"]))
    assert changed.observed.uuid == world.endpoints["west"]["uuid"]
    assert changed.observed.reported["peer_applications"] == ["flexcache"]
    east.delete(state)
    assert uuids(world) == []


def test_an_update_of_a_deleted_peer_creates_it(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.advance("PT2H")
    again = east.update(state, desired())
    assert uuids(world) == [again.observed.uuid] != [state.observed.uuid]
    assert again.passphrase not in (None, state.passphrase)


def test_an_update_of_an_unexpected_cluster_is_refused_and_changes_nothing(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    with pytest.raises(PlanError, match=f"^{re.escape(north_expected(world))}$"):
        east.update(state, desired(expected_remote="north", peer_applications=["flexcache"]))
    assert world.sent("PATCH") == []


def test_encryption_that_the_other_side_does_not_propose_is_an_alarm_until_both_agree(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    asks: dict[str, Any] = {"encryption": {"proposed": "tls_psk"}}
    refused = west.create(side(world, "west", encryption={"proposed": "none"}))
    state = east.create(side(world, **asks))
    assert (state.observed.authentication, state.observed.encryption) == ("ok", "none")
    with pytest.raises(
        PlanError, match=r"^east: ALARM: encryption is off.*'west'.*Have it proposed there.*Nothing was changed$"
    ):
        east.update(state, side(world, **asks, peer_applications=["flexcache"]))
    assert world.sent("PATCH") == []
    east.update(state, side(world, **asks, passphrase="another-for-both"))
    agreed = west.update(refused, side(world, "west", **asks, passphrase="another-for-both"))
    assert (agreed.observed.authentication, agreed.observed.encryption) == ("ok", "tls_psk")


def test_authentication_starts_with_a_passphrase_and_ends_without(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    first, second = east.create(side(world, in_use="absent")), west.create(side(world, "west", in_use="absent"))
    first, second = east.update(first, side(world)), west.update(second, side(world, "west"))
    assert (second.observed.authentication, second.observed.in_use) == ("absent", "absent")
    first, second = east.update(first, side(world, in_use="ok")), west.update(second, side(world, "west", in_use="ok"))
    assert (second.observed.authentication, second.observed.in_use) == ("ok", "ok")
    first = east.update(first, side(world, in_use="absent", passphrase="not-sent-any-more"))
    second = west.update(second, side(world, "west", in_use="absent"))
    assert (second.observed.authentication, second.observed.in_use) == ("absent", "absent")
    assert "not-sent-any-more" not in str(world.journal())


def test_an_update_that_needs_an_unknown_passphrase_is_refused_and_changes_nothing(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    state = east.create(side(world))
    west.create(side(world, "west"))
    adopted = replace(state, passphrase=None)
    world.forget_journal()
    changed = side(world, passphrase="", encryption={"proposed": "none"})
    with pytest.raises(PlanError, match=f"^{re.escape(messages.passphrase_needed('east', 'east-key'))}$"):
        east.update(adopted, changed)
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_a_passphrase_is_not_sent_again_while_it_is_open(east: Reconciler, west: Reconciler, world: World) -> None:
    east.create(side(world))
    accepted = west.create(side(world, "west"))
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['west']['uuid']}", {"authentication": {"in_use": "revoked"}})
    world.forget_journal()
    for _ in range(3):
        accepted = west.update(accepted, side(world, "west"))
    assert world.sent("PATCH") == ["west PATCH"]
    world.advance("PT2H")
    west.update(accepted, side(world, "west"))
    assert world.sent("PATCH") == ["west PATCH"] * 2


@pytest.mark.parametrize("phase", ["lost", "before"])
@pytest.mark.parametrize("times", [1, 3])
def test_after_a_lost_reply_only_what_still_differs_is_sent(
    east: Reconciler, world: World, phase: str, times: int
) -> None:
    state = east.create(desired())
    lose_reply(world, "PATCH", phase=phase, times=times)
    changed = east.update(state, flexible())
    assert changed.observed.reported["peer_applications"] == ["flexcache"]
    assert world.sent("PATCH") == ["east PATCH"] * (1 if phase == "lost" else times + 1)


def test_a_busy_cluster_is_asked_again(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    busy = {"kind": "status", "status": 503, "retry_after": 20}
    world.steer("/faults", {"match": {"method": "PATCH"}, "effect": busy, "when": {"times": 2}})
    began = east.side.clock.now()
    east.update(state, flexible())
    assert world.sent("PATCH") == ["east PATCH"] * 3
    assert 40 <= (east.side.clock.now() - began).total_seconds() < 42


def test_a_cluster_that_never_answers_ends_the_update(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    lose_reply(world, "PATCH", phase="before", times=ATTEMPTS)
    with pytest.raises(ReplyLostError):
        east.update(state, flexible())
    assert world.sent("PATCH") == ["east PATCH"] * ATTEMPTS


def test_a_peer_that_disappears_meanwhile_is_created_again(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    lose_reply(world, "PATCH", phase="before")

    class Removing(WorldClock):
        def sleep(self, span: timedelta) -> None:
            super().sleep(span)
            for uuid in uuids(world):
                world.call("east", "DELETE", f"{PEERS}/{uuid}")

    again = varied(east, clock=Removing(world)).update(state, flexible())
    assert uuids(world) == [again.observed.uuid]
    assert again.observed.uuid != state.observed.uuid
