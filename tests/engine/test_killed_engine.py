"""A sample of the crash matrix on the real engine: SIGKILL to it and all its plugins in the middle of an `up`."""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from support.engine import Stack
from support.world import HTTP_SECONDS, World

PAIR = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
accept = ontap.ClusterPeer(
    "accept",
    cluster="west",
    remote={"ip_addresses": [offer.ip_address]},
    passphrase=offer.passphrase,
    wait_for="available",
)
"""
REQUESTS, SAMPLES = 6, 3
DELAY_SECONDS = 4.0
SEED = os.environ.get("MATRIX_SEED") or datetime.now(UTC).date().isoformat()


def sample() -> list[tuple[int, str, bool]]:
    """A request, the phase at which the engine dies, and whether it writes checkpoints; others each day."""
    chance = random.Random(SEED)  # noqa: S311 - reproducible
    whole = [
        (number, phase, kept) for number in range(REQUESTS) for phase in ("before", "lost") for kept in (True, False)
    ]
    return chance.sample(whole, SAMPLES)


@pytest.mark.parametrize(("number", "phase", "checkpoints"), sample())
def test_the_next_up_after_a_killed_engine_has_both_sides_and_nothing_besides(
    world: World, tmp_path: Path, number: int, phase: str, *, checkpoints: bool
) -> None:
    stack = Stack(tmp_path / "project", {} if checkpoints else {"PULUMI_SKIP_CHECKPOINTS": "true"})
    stack.configure(world.clusters)
    stack.program(PAIR)
    delay = {"kind": "delay", "seconds": DELAY_SECONDS}
    world.steer("/faults", {"phase": phase, "effect": delay, "when": {"skip": number, "times": 1}})
    killed = stack.ended("up", "--yes", "--skip-preview", when=fired(world))
    assert killed.exit_code == -signal.SIGKILL, killed.output
    time.sleep(DELAY_SECONDS)
    stack.must("cancel", "--yes")
    stack.up("--refresh")
    for alias, other in (("east", "west"), ("west", "east")):
        (peer,) = world.peers(alias)
        assert (peer["remote"]["name"], peer["authentication"]["state"]) == (other, "ok")
    world.forget_journal()
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.up("--refresh")
    assert [each for each in world.sent() if not each.endswith(" GET")] == []


def test_a_second_ctrl_c_ends_a_wait_and_the_next_up_continues(world: World, tmp_path: Path) -> None:
    stack = Stack(tmp_path / "project")
    stack.configure(world.clusters)
    lonely = (
        'ontap.ClusterPeer("lonely", cluster="east", remote={"ip_addresses": ["10.2.0.11"]}, passphrase="unmatched"'
    )
    stack.program(f'{lonely}, wait_for="available")')
    began = time.monotonic()
    interrupted = stack.ended("up", "--yes", "--skip-preview", when=offered(world), by=[signal.SIGINT, signal.SIGINT])
    assert interrupted.exit_code > 0
    assert "update cancelled" in interrupted.output
    assert time.monotonic() - began < 20
    (made,) = world.peers("east")
    stack.program(f"{lonely})")
    stack.up("--refresh")
    assert [each["uuid"] for each in world.peers("east")] == [made["uuid"]]
    stack.must("preview", "--refresh", "--expect-no-changes")


def offered(world: World) -> Callable[[], bool]:
    return lambda: bool(world.sent("POST"))


def fired(world: World) -> Callable[[], bool]:
    def has_fired() -> bool:
        reply = requests.get(f"{world.simulator.control_url}/faults", timeout=HTTP_SECONDS)
        return any(rule["fired"] for rule in reply.json()["faults"])

    return has_fired
