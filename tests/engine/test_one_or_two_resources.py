"""The recipe of docs/one-or-two-resources.md, step by step, on the real engine."""

import re
from pathlib import Path
from typing import Final

import pytest

from support import ROOT
from support.engine import EngineStack
from support.world import World

DOCUMENT: Final = ROOT / "docs" / "one-or-two-resources.md"
STEPS: Final = ("two", "two retained", "one", "one retained", "two again")
PROGRAMS: Final = dict(
    zip(STEPS, re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE), strict=True)
)


def do(stack: EngineStack, step: str) -> None:
    (stack.folder / "__main__.py").write_text(PROGRAMS[step])
    is_move = step in ("one", "two again")
    if is_move:
        preview = stack.must("preview")
        deleted = preview.lines_with("delete")
        assert deleted
        assert [line for line in deleted if "[retain]" not in line and "to delete" not in line] == []
    stack.up()
    if is_move:
        stack.must("preview", "--refresh", "--expect-no-changes")


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project", world.environment)
    do(made, "two")
    return made


def test_two_resources_become_one_and_two_again_without_a_request_that_writes(stack: EngineStack, world: World) -> None:
    stack.up("--refresh")
    before = [world.peers(alias) for alias in ("east", "west")]
    world.forget_journal()
    for step, names in (
        ("two retained", ["accept", "offer"]),
        ("one", ["east-west"]),
        ("one retained", ["east-west"]),
        ("two again", ["east", "west"]),
    ):
        do(stack, step)
        assert sorted(stack.resources()) == names
        assert {entry["method"] for entry in world.journal()} <= {"GET"}
    assert [world.peers(alias) for alias in ("east", "west")] == before
    assert before[0][0]["authentication"]["state"] == "ok"
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []
