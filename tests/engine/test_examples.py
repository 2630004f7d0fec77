"""Every example runs as it is."""

import shutil
from pathlib import Path

from support import ROOT
from support.engine import EngineStack
from support.world import running_world

QUICKSTART = ROOT / "examples" / "quickstart"


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
