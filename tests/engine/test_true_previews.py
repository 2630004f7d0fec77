"""A preview shows as changed what will change, and nothing else."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.engine import EngineStack
from support.leaks import leaks, places_of, secrets_of
from support.world import World

PROGRAM = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H"{more})
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={{"ip_addresses": [offer.ip_address]}}, passphrase=offer.passphrase
)
"""


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(PROGRAM.format(more=', rotation="2026-10"'))
    stack.up()
    stack.up("--refresh")
    return stack


def steps(stack: EngineStack) -> dict[str, str]:
    """What a preview will do, by resource, in one word each."""
    found = json.loads(stack.must("preview", "--json").output)["steps"]
    return {each["urn"].rpartition("::")[2]: each["op"] for each in found if "ClusterPeer" in each["urn"]}


def test_what_cannot_change_the_passphrase_or_address_leaves_the_acceptor_alone(
    stack: EngineStack, world: World
) -> None:
    stack.must("preview", "--expect-no-changes")
    stack.must("refresh", "--yes", "--expect-no-changes")
    stack.must("refresh", "--preview-only", "--expect-no-changes")
    stack.program(PROGRAM.format(more=', rotation="2026-10", peer_applications=["flexcache"]'))
    assert steps(stack) == {"offer": "update"}
    stack.up("--refresh")
    stack.must("preview", "--refresh", "--expect-no-changes")
    assert world.sent("PATCH") == ["east PATCH"]
    stack.remember_secrets()
    assert leaks(secrets_of(stack, world), places_of(stack, world)) == []


def test_another_rotation_changes_the_acceptor_in_the_same_run(stack: EngineStack, world: World) -> None:
    stack.program(PROGRAM.format(more=', rotation="2026-11"'))
    assert steps(stack) == {"offer": "update", "accept": "update"}
    stack.up()
    assert world.sent("PATCH") == ["east PATCH", "west PATCH"]
    states = [peer["authentication"] for alias in ("east", "west") for peer in world.peers(alias)]
    assert [each["state"] for each in states] == ["ok", "ok"]
    assert all("expiry_time" not in each for each in states)
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.remember_secrets()
    assert leaks(secrets_of(stack, world), places_of(stack, world)) == []


def test_a_refresh_that_finds_nothing_new_leaves_the_state_as_it_is(stack: EngineStack) -> None:
    before = stack.resources()
    stack.must("refresh", "--yes")
    after = stack.resources()
    assert {name: each["outputs"]["observed_at"] for name, each in after.items()} == {
        name: each["outputs"]["observed_at"] for name, each in before.items()
    }


@pytest.fixture
def new(world: World, tmp_path: Path) -> EngineStack:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(PROGRAM.format(more=', rotation="2026-10"'))
    stack.up()
    return stack


def test_rows_of_a_refresh_that_finds_nothing_new_show_no_property(new: EngineStack, world: World) -> None:
    runs = [new.must("refresh", "--yes")]
    assert new.resources()["offer"]["inputs"]["__outputs"]["ip_address"]
    new.remember_secrets()
    assert leaks(secrets_of(new, world), places_of(new, world)) == []
    runs += [new.up("--refresh"), new.up("--refresh")]
    new.program(PROGRAM.format(more=', rotation="2026-11"'))
    new.up()
    runs += [new.up("--refresh"), new.must("refresh", "--yes")]
    assert [line for run in runs for line in run.lines_with("[diff:")] == []


def test_what_is_due_after_the_first_refresh_shows_no_output_as_a_change(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program('ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", renew_before="PT1H")\n')
    stack.up()
    world.set_clock(datetime.now(UTC) + timedelta(minutes=90))
    renewed = stack.up("--refresh")
    assert renewed.lines_with("1 updated")
    assert renewed.lines_with("[diff:") == []


def test_an_offer_that_expects_an_alias_is_unchanged_after_the_first_run(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program('ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", expected_remote="west")\n')
    stack.up()
    stack.must("preview", "--refresh", "--expect-no-changes")
