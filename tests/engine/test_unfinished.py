"""A wait that times out fails the run, but the peer is in state: the next `up` continues with it."""

import json
from pathlib import Path

import pytest

from support.engine import CHANGES_EXIT_CODE, EngineStack
from support.world import World

SECRET = "canary-unfinished-5b1e"
SIDE = """
ontap.ClusterPeer(
    "side",
    cluster="east",
    name="to-west",
    remote={"ip_addresses": ["10.2.0.11"]},
    passphrase=pulumi.Config().require_secret("secret"),
    wait_for="available",
    timeout="PT2S",
)
"""


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project", world.environment)
    made.must("config", "set", "--secret", "secret", typed=SECRET)
    return made


def accept(world: World) -> None:
    body = {"remote": {"ip_addresses": world.addresses("east")}, "authentication": {"passphrase": SECRET}}
    world.call("west", "POST", body=body)


def test_a_peer_not_available_in_time_is_in_state_and_the_next_up_waits_again(stack: EngineStack, world: World) -> None:
    stack.program(SIDE)
    failed = stack.run("up", "--yes", "--skip-preview")
    assert failed.exit_code == 1
    (line,) = failed.errors()
    assert "was not available within PT2S" in line
    assert "Traceback" not in failed.output
    (peer,) = stack.resources().values()
    assert "The peer is kept" in line
    assert peer["initErrors"] == [line]
    assert peer["outputs"]["authentication"]["state"] == "pending"
    assert SECRET not in json.dumps(peer) + "".join(stack.printed)
    (made,) = world.peers("east")
    looked = stack.run("preview", "--refresh", "--expect-no-changes")
    assert looked.exit_code == CHANGES_EXIT_CODE
    assert looked.lines_with("but wait_for is 'available'; an update waits again")
    again = stack.run("up", "--yes", "--skip-preview", "--refresh")
    assert again.lines_with("was not available within PT2S")
    accept(world)
    world.forget_journal()
    assert stack.up().lines_with("1 updated")
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert [each["uuid"] for each in world.peers("east")] == [made["uuid"]]
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_a_change_whose_wait_timed_out_is_not_sent_twice(stack: EngineStack, world: World) -> None:
    stack.program(SIDE.replace('wait_for="available"', 'wait_for="created"'))
    stack.up()
    stack.program(SIDE.replace("to-west", "partner"))
    world.forget_journal()
    assert stack.run("up", "--yes", "--skip-preview").lines_with("peer 'partner' was not available within PT2S")
    accept(world)
    assert stack.up().lines_with("1 updated")
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH", "west POST"]
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_unfinished_peer_is_destroyed_like_any_other(stack: EngineStack, world: World) -> None:
    stack.program(SIDE)
    assert stack.run("up", "--yes", "--skip-preview").exit_code == 1
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == []
