"""A sample of the crash matrix on the real engine: SIGKILL to it and all its plugins in the middle of an `up`."""

import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.engine import Stack
from support.world import World

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
    killed = stack.ended("up", "--yes", "--skip-preview", when=world.has_fired)
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
