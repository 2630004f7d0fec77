"""Every example runs as it is, and prints what its README shows."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example import EXAMPLES, difference, names, play
from story import told

from support import ROOT
from support.engine import EngineStack
from support.world import running_world

QUICKSTART = EXAMPLES / "quickstart"
SCREENFUL = 90
PROGRAM = ROOT / "tools" / "example.py"


def files(name: str) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (EXAMPLES / name).rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", names())
def test_an_example_prints_what_its_readme_shows_and_leaves_its_folder_as_it_was(name: str) -> None:
    before = files(name)
    played = list(play(name))
    assert "\n".join(filter(None, (difference(step, printed) for step, printed in played))) == ""
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert [step for step, _ in played] == told(readme)
    assert files(name) == before


@pytest.mark.parametrize("name", names())
def test_the_readme_of_an_example_is_a_screenful_and_says_how_to_run_it(name: str) -> None:
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= SCREENFUL
    assert f"`make example NAME={name}`" in readme.replace("\n", " ")


@pytest.mark.parametrize(
    ("asked", "said"), [(["pari"], "no example is called pari"), ([], "which example?"), (["a", "b"], "which example?")]
)
def test_an_unknown_example_is_one_line_that_names_them_all(asked: list[str], said: str) -> None:
    done = subprocess.run([sys.executable, PROGRAM, *asked], capture_output=True, text=True, check=False)
    first, *others = names()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"example: {said}; try make example NAME={first}, or one of {', '.join(others)}\n"


def test_the_quickstart_peers_clusters_in_both_ways_and_then_changes_nothing(tmp_path: Path) -> None:
    with running_world(clusters=("east", "west", "dr")) as world:
        stack = EngineStack(tmp_path / "project", world.environment)
        shutil.copytree(QUICKSTART, stack.folder, dirs_exist_ok=True)
        stack.up()
        assert stack.output("sync") == "in_sync"
        stack.must("config", "set", "offer", "true")
        stack.up()
        assert stack.output("accept")["status"] == "available"
        stack.up("--refresh")
        offer = stack.output("offer")
        assert (offer["uuid"], offer["authentication"]) == (world.endpoints["dr"]["uuid"], "ok")
        stack.must("config", "set", "spare", "true")
        assert stack.up().lines_with("1 created")
        quiet = stack.must("preview", "--refresh", "--expect-no-changes")
        assert quiet.lines_with("5 unchanged")
        assert quiet.lines_with("[unknown]") == []
        stack.must("destroy", "--yes", "--skip-preview")
        assert [world.peers(alias) for alias in world.endpoints] == [[], [], []]
