"""The guide to fleets, as it is written, on the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import ROOT
from support.engine import EngineStack
from support.reading import NO_QUESTIONS, Reader, pieces_of_code
from support.world import World, running_world

GUIDE = ROOT / "docs" / "fleet.md"
CLUSTERS = ("ams", "fra", "lon", "dr", "a", "b", "c", "d")


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=CLUSTERS, ipspaces=("Gcnv",)) as made:
        yield made


def test_the_fleet_of_the_guide_is_peered_and_each_of_its_commands_works(world: World, tmp_path: Path) -> None:
    goes_on = {"PULUMI_CONTINUE_ON_ERROR": "true"}
    assert "`PULUMI_CONTINUE_ON_ERROR=true`" in GUIDE.read_text(encoding="utf-8")
    stack = EngineStack(tmp_path / "project", {**world.environment, **NO_QUESTIONS, **goes_on})
    reader = Reader(stack.folder, stack.variables(), (GUIDE,))
    code = list(pieces_of_code(GUIDE.read_text(encoding="utf-8")))
    fleet = next(text for kind, text in code if kind == "yaml")
    (program,) = (text for kind, text in code if kind == "python")
    (stack.folder / "fleet.yaml").write_text(fleet)
    (stack.folder / "__main__.py").write_text(program)

    assert "+ 13 created" in reader.types("pulumi up")
    words = {name: each["outputs"]["sync"] for name, each in stack.resources().items()}
    assert {name for name, word in words.items() if word == "in_sync"} == words.keys() - {"ams--lab"}
    assert words["ams--lab"] == "paused"
    assert {peer["ipspace"]["name"] for peer in world.peers("dr")} == {"Gcnv"}

    (stack.folder / "fleet.yaml").write_text(fleet.replace("2026-11", "2026-12"))
    world.forget_journal()
    assert "~ 1 updated" in reader.types("pulumi up --target URN", {"URN": stack.urn("ams--fra")})
    assert sorted(world.sent("PATCH")) == ["ams PATCH", "fra PATCH"]
    assert "~ 9 updated" in reader.types("pulumi up")
    assert reader.untyped() == {}
