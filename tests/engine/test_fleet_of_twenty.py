"""Twenty clusters, 190 relationships, on the real engine: what each change sends, and each line that is printed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.engine import EngineStack, Run
from support.world import World, running_world

NAMES = [f"c{number:02}" for number in range(1, 21)]
MORE = "c21"
DOWN = "c05"
PROGRAM = 'ontap.PeeringMesh("fleet", fleet=ontap.Fleet.load("fleet.yaml"))\n'
UP = ("up", "--yes", "--skip-preview")
IMPATIENT = """
from ontap_peering.client.connection import Limits
from ontap_peering.connect import Timing, set_timing
set_timing(Timing(Limits(reading=10)))
"""
"""Only about a cluster that does not answer."""


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=[*NAMES, MORE]) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    (tmp_path / "sitecustomize.py").write_text(IMPATIENT)
    at_once = {"PULUMI_PARALLEL": "64", "PULUMI_SKIP_CHECKPOINTS": "true"}
    made = EngineStack(tmp_path / "project", {**world.environment, **at_once, "PYTHONPATH": str(tmp_path)})
    made.program(PROGRAM)
    return made


def write(stack: EngineStack, names: list[str], rotation: str) -> None:
    text = f'defaults: {{rotation: "{rotation}"}}\ntopology: [{{mesh: [{", ".join(names)}]}}]\n'
    (stack.folder / "fleet.yaml").write_text(text)


def writes(world: World) -> Counter[str]:
    return Counter(call.partition(" ")[2] for call in world.sent("POST", "PATCH", "DELETE"))


def said(run: Run) -> list[str]:
    """The lines among the diagnostics that are neither headings nor empty; clocks that drift apart left out."""
    _, _, after = run.output.partition("\nDiagnostics:\n")
    lines = [line.strip() for line in after.partition("\nResources:\n")[0].splitlines() if line.startswith("    ")]
    return [line for line in lines if line and "the cluster's clock is" not in line]


@pytest.mark.timeout(900)
def test_each_change_concerns_its_own_relationships_and_says_so(stack: EngineStack, world: World) -> None:
    def run(*arguments: str) -> Run:
        world.forget_journal()
        return stack.run(*arguments)

    write(stack, NAMES, "1")
    created = run(*UP)
    assert (created.exit_code, writes(world), said(created)) == (0, {"POST": 380}, [])
    assert created.lines_with("+ 192 created")

    quiet = run("preview", "--refresh", "--expect-no-changes")
    assert (quiet.exit_code, writes(world), said(quiet)) == (0, {}, [])
    assert len(world.sent()) <= 12 * len(NAMES)

    write(stack, [*NAMES, MORE], "1")
    added = run(*UP)
    assert (added.exit_code, writes(world), said(added)) == (0, {"POST": 40}, [])
    assert added.lines_with("+ 20 created")
    assert {call for call in world.sent("POST") if call.startswith(MORE)}

    write(stack, NAMES, "1")
    removed = run(*UP)
    assert (removed.exit_code, writes(world), said(removed)) == (0, {"DELETE": 40}, [])

    world.steer("faults", {"match": {"cluster": DOWN}, "effect": {"kind": "reset"}, "when": {"times": None}})
    write(stack, NAMES, "2")
    failed = run(*UP, "--refresh", "--continue-on-error")
    assert failed.exit_code != 0
    assert writes(world) == {"PATCH": 2 * 171}
    assert failed.lines_with("~ 171 updated")
    errors = failed.errors()
    assert len(errors) == 19
    assert all(line.startswith(f"error: {DOWN}: ") for line in errors)
    assert len(said(failed)) == len(errors) + 2, "one line for the refresh, and the engine's own closing one"

    world.forget_faults()
    back = run(*UP, "--refresh")
    assert (back.exit_code, writes(world), said(back)) == (0, {"PATCH": 38}, [])

    write(stack, NAMES, "3")
    rotated = run(*UP)
    assert (rotated.exit_code, writes(world), said(rotated)) == (0, {"PATCH": 380}, [])
    assert {each["outputs"]["sync"] for each in stack.resources().values()} == {"in_sync"}
