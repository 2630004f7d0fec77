"""One Ctrl-C on the real engine: the run ends within seconds, says so in one line, and the next run continues."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ontap_peering.engine.workers import WORKERS
from support.engine import EngineStack, Run
from support.world import World, running_world

RESOURCES = WORKERS + 2
LONGEST_SECONDS = 5
DELAY_SECONDS = 20.0
STOPPED = "to be available. The peer is kept. Run `pulumi up` again to continue"
NOT_BEGUN = "east: the run was cancelled before this operation started"


def lonely(number: int, address: str, rest: str = "") -> str:
    """A side whose other side never exists."""
    return (
        f'ontap.ClusterPeer("lonely{number}", cluster="east", remote={{"ip_addresses": ["{address}"]}}, '
        f'passphrase="unmatched-{number}"{rest})\n'
    )


def interrupted(stack: EngineStack, when: Callable[[], bool]) -> Run:
    """An `up` that gets one Ctrl-C, and ends soon after it."""
    came: list[float] = []

    def is_time() -> bool:
        if when():
            came.append(time.monotonic())
        return bool(came)

    run = stack.ended("up", "--yes", "--skip-preview", when=is_time, by=signal.SIGINT)
    assert time.monotonic() - came[0] < LONGEST_SECONDS, run.output
    assert run.exit_code > 0
    return run


def test_one_ctrl_c_ends_a_wait_and_the_next_up_continues(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(lonely(1, world.addresses("west")[0], ', wait_for="available"'))
    (error,) = interrupted(stack, lambda: bool(world.sent("POST"))).errors()
    assert error.endswith(STOPPED)
    (kept,) = stack.resources().values()
    (made,) = world.peers("east")
    assert kept["outputs"]["uuid"] == made["uuid"]
    stack.program(lonely(1, world.addresses("west")[0]))
    world.forget_journal()
    stack.up("--refresh")
    assert world.sent("POST", "PATCH", "DELETE") == []
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_one_ctrl_c_ends_more_waits_than_the_plugin_has_workers(tmp_path: Path) -> None:
    others = [f"other{number}" for number in range(RESOURCES)]
    with running_world(clusters=("east", *others)) as world:
        addresses = [world.addresses(other)[0] for other in others]
        stack = EngineStack(tmp_path / "project", {**world.environment, "PULUMI_PARALLEL": str(RESOURCES)})
        stack.program("".join(lonely(*each, ', wait_for="available"') for each in enumerate(addresses)))
        errors = interrupted(stack, lambda: len(world.sent("POST")) == WORKERS).errors()
        assert len([each for each in errors if each.endswith(STOPPED)]) == WORKERS, errors
        assert all(each.endswith((STOPPED, NOT_BEGUN)) for each in errors), errors
        made = {each["uuid"] for each in world.peers("east")}
        assert len(made) == WORKERS
        stack.program("".join(lonely(*each) for each in enumerate(addresses)))
        stack.up("--refresh")
        assert len(world.sent("DELETE")) == 0
        there = {each["uuid"] for each in world.peers("east")}
        assert len(there) == RESOURCES
        assert made <= there
        stack.must("preview", "--refresh", "--expect-no-changes")


@pytest.mark.parametrize(("method", "number"), [("GET", 0), ("POST", 2)])
def test_one_ctrl_c_ends_an_unanswered_request_and_the_next_up_continues(
    world: World, tmp_path: Path, method: str, number: int
) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(lonely(1, world.addresses("west")[0]))
    delay = {"kind": "delay", "seconds": DELAY_SECONDS}
    world.steer("/faults", {"phase": "lost", "effect": delay, "when": {"skip": number, "times": 1}})
    (error,) = interrupted(stack, world.has_fired).errors()
    assert "the run was cancelled before the reply came" in error
    assert ("may or may not have taken effect" in error) == (method == "POST")
    stack.up("--refresh")
    assert len(world.peers("east")) == 1
    stack.must("preview", "--refresh", "--expect-no-changes")
