"""A sample of the crash matrix on the real engine: SIGKILL to it and all its plugins in the middle of an `up`."""

import os
import random
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.engine import EngineStack
from support.world import World

PAIR = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
accept = ontap.ClusterPeer(
    "accept",
    cluster="west",
    remote={"ip_addresses": [offer.ip_address]},
    passphrase=offer.passphrase,
    peer_applications=["snapmirror"],
    wait_for="available",
)
"""
CHANGED = PAIR.replace("snapmirror", "flexcache")
REPLACED = PAIR.replace('expiry_time="PT2H"', 'expiry_time="PT2H", ipspace={"name": "lab"}').replace(
    'wait_for="available"', 'ipspace={"name": "lab"}, wait_for="available"'
)
OPERATIONS = {
    "create": ("", PAIR, 6),
    "update": (PAIR, CHANGED, 3),
    "replace": (PAIR, REPLACED, 10),
    "delete": (PAIR, "", 4),
}
"""The program that was run before, the one that is run, and how many requests that sends."""
DELAY_SECONDS = 2.0
SEED = os.environ.get("MATRIX_SEED") or datetime.now(UTC).date().isoformat()


@dataclass(frozen=True)
class Cell:
    """The request and the phase at which the engine dies, and whether it writes checkpoints."""

    number: int
    phase: str
    checkpoints: bool


@pytest.fixture
def cell(operation: str) -> Cell:
    """Another one each day, which is why no test id may hold it; `MATRIX_SEED` repeats one."""
    chance = random.Random(f"{SEED}/{operation}")  # noqa: S311 - reproducible
    _, _, requests = OPERATIONS[operation]
    return Cell(chance.randrange(requests), chance.choice(("before", "lost")), chance.choice((True, False)))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_next_up_after_a_killed_engine_converges_without_leftovers(
    lab_world: World, tmp_path: Path, operation: str, cell: Cell
) -> None:
    world = lab_world
    before, program, _ = OPERATIONS[operation]
    settings = {} if cell.checkpoints else {"PULUMI_SKIP_CHECKPOINTS": "true"}
    stack = EngineStack(tmp_path / "project", world.environment | settings)
    if before:
        stack.program(before)
        stack.up()
        stack.up("--refresh")
    stack.program(program)
    delay = {"kind": "delay", "seconds": DELAY_SECONDS}
    world.steer("/faults", {"phase": cell.phase, "effect": delay, "when": {"skip": cell.number, "times": 1}})
    killed = stack.ended("up", "--yes", "--skip-preview", when=world.has_fired)
    assert killed.exit_code == -signal.SIGKILL, killed.output
    world.wait_for_fault()
    stack.must("cancel", "--yes")
    stack.up("--refresh")
    assert_world(world, program)
    world.forget_journal()
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.up("--refresh")
    assert [each for each in world.sent() if not each.endswith(" GET")] == []


def assert_world(world: World, program: str) -> None:
    if not program:
        assert world.peers("east") == world.peers("west") == []
        return
    for alias, other in (("east", "west"), ("west", "east")):
        (peer,) = world.peers(alias)
        assert (peer["remote"]["name"], peer["authentication"]["state"]) == (other, "ok")
        assert peer["ipspace"]["name"] == ("lab" if program == REPLACED else "Default")
    assert peer["peer_applications"] == ["flexcache" if program == CHANGED else "snapmirror"]
