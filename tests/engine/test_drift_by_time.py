"""
What time does to offers, and who may accept one, on the real engine.

The clusters go by a clock that is set here: it is set back before an offer is made that is to be near or past its
expiry now, when both clocks agree again.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from support.engine import CHANGES_EXIT_CODE, EngineStack, Run
from support.world import HTTP_SECONDS, World

LIFE, MARGIN = timedelta(hours=2), timedelta(hours=1)
OFFER = 'offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", renew_before="PT1H")\n'
ACCEPT = """
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, passphrase=offer.passphrase
)
"""
LOOKS = (
    ("preview",),
    ("preview", "--refresh"),
    ("refresh", "--preview-only"),
)


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


def offer_made(world: World, ago: timedelta) -> None:
    """Let the offer be created as if that long ago."""
    world.set_clock(datetime.now(UTC) - ago)


def time_has_passed(stack: EngineStack, world: World) -> None:
    world.set_clock(datetime.now(UTC))
    stack.let_clocks_agree()


def peer(world: World, alias: str) -> dict[str, Any]:
    (found,) = world.peers(alias)
    return found


def looks(stack: EngineStack) -> list[Run]:
    return [stack.run(*command, "--expect-no-changes") for command in LOOKS]


def is_authenticated(world: World) -> bool:
    return all(peer(world, alias)["authentication"]["state"] == "ok" for alias in ("east", "west"))


def refuse_posts(world: World, alias: str) -> None:
    """Let a cluster refuse to create peers until the fault rules are deleted."""
    match = {"cluster": alias, "method": "POST"}
    world.steer("/faults", {"match": match, "effect": {"kind": "status", "status": 500}, "when": {"times": None}})


def repair(world: World) -> None:
    requests.delete(f"{world.simulator.control_url}/faults", timeout=HTTP_SECONDS).raise_for_status()


def test_an_offer_within_renew_before_is_drift_in_every_preview_and_is_renewed_in_place(
    stack: EngineStack, world: World
) -> None:
    offer_made(world, ago=LIFE - MARGIN / 2)
    stack.program(OFFER)
    stack.up()
    offered = peer(world, "east")
    time_has_passed(stack, world)
    for look in looks(stack):
        assert look.exit_code == CHANGES_EXIT_CODE
        assert look.lines_with("the offer expires at")
        assert look.lines_with("within renew_before PT1H; an update renews it")
    world.forget_journal()
    assert stack.up().lines_with("1 updated")
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH"]
    assert peer(world, "east")["uuid"] == offered["uuid"]
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_expired_offer_that_ontap_deleted_is_drift_in_a_refresh(stack: EngineStack, world: World) -> None:
    offer_made(world, ago=2 * LIFE)
    stack.program(OFFER)
    stack.up()
    stack.must("refresh", "--preview-only", "--expect-no-changes")
    time_has_passed(stack, world)
    look = stack.run("refresh", "--preview-only", "--expect-no-changes")
    assert look.exit_code == CHANGES_EXIT_CODE
    assert look.lines_with("is gone: it expired at")


def test_an_accepted_peer_never_expires(stack: EngineStack, world: World) -> None:
    offer_made(world, ago=2 * LIFE)
    stack.program(OFFER + ACCEPT)
    stack.up()
    world.set_clock(datetime.now(UTC))
    world.forget_journal()
    stack.up()
    assert world.sent("POST", "PATCH", "DELETE") == []
    world.advance("P400D")
    assert [look.exit_code for look in looks(stack)] == [0, 0, 0]
    assert is_authenticated(world)


@pytest.mark.parametrize("is_there", [True, False], ids=["still there", "deleted by ONTAP"])
def test_a_dependent_created_in_the_up_that_renews_the_offer_gets_the_valid_passphrase(
    stack: EngineStack, world: World, *, is_there: bool
) -> None:
    offer_made(world, ago=LIFE - MARGIN / 2 if is_there else 2 * LIFE)
    stack.program(OFFER + ACCEPT)
    refuse_posts(world, "west")
    assert stack.run("up", "--yes", "--skip-preview").exit_code != 0
    stack.remember_secrets()
    time_has_passed(stack, world)
    assert len(world.peers("east")) == is_there
    repair(world)
    world.forget_journal()
    repaired = stack.up()
    assert repaired.lines_with("the offer expires at" if is_there else "the offer expired at")
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH" if is_there else "east POST", "west POST"]
    assert is_authenticated(world)
    stack.remember_secrets()
    assert len(stack.passphrases) == (1 if is_there else 2)
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_existing_dependent_gets_the_new_passphrase_in_the_up_that_recreates_the_offer(
    stack: EngineStack, world: World
) -> None:
    stack.program(OFFER + ACCEPT)
    stack.up()
    stack.remember_secrets()
    accepted = peer(world, "west")
    world.call("east", "DELETE", f"/api/cluster/peers/{peer(world, 'east')['uuid']}")
    world.forget_journal()
    repaired = stack.up("--refresh")
    assert repaired.lines_with("1 created")
    assert repaired.lines_with("1 updated")
    assert world.sent("POST", "PATCH", "DELETE") == ["east POST", "west PATCH"]
    assert is_authenticated(world)
    assert peer(world, "west")["uuid"] == accepted["uuid"]
    stack.remember_secrets()
    assert len(stack.passphrases) == 2
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_acceptance_by_another_cluster_is_an_alarm_until_the_program_expects_it(
    stack: EngineStack, world: World
) -> None:
    expecting = OFFER.replace("expiry_time", 'expected_remote="mars", expiry_time')
    stack.program(expecting + 'pulumi.export("passphrase", offer.passphrase)\n')
    stack.up()
    passphrase = stack.output("passphrase")
    body = {"remote": {"ip_addresses": world.addresses("east")}, "authentication": {"passphrase": passphrase}}
    world.call("west", "POST", body=body)
    stranger = peer(world, "east")
    assert stranger["remote"]["name"] == "west"
    identity = (
        f"ALARM: expected_remote is 'mars', but the peer is cluster 'west' "
        f"(serial number {stranger['remote']['serial_number']}, uuid {stranger['uuid']})"
    )
    world.forget_journal()
    look = stack.run("preview", "--refresh", "--expect-no-changes")
    assert look.exit_code == CHANGES_EXIT_CODE
    assert look.lines_with(identity)
    for arguments in (["--refresh"], []):
        refused = stack.run("up", "--yes", "--skip-preview", *arguments)
        assert refused.exit_code not in (0, CHANGES_EXIT_CODE)
        (line,) = refused.errors()
        assert identity in line
        assert "Nothing was changed" in line
        assert "Traceback" not in refused.output
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert peer(world, "east") == stranger
    stack.program(OFFER.replace("expiry_time", 'expected_remote="west", expiry_time'))
    stack.up()
    stack.must("preview", "--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []
