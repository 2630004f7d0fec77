"""Every example runs as it is."""

import shutil
from pathlib import Path

from support import ROOT
from support.engine import EngineStack
from support.world import World

QUICKSTART = ROOT / "examples" / "quickstart" / "__main__.py"


def test_the_quickstart_peers_both_clusters_and_then_changes_nothing(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    shutil.copy(QUICKSTART, stack.folder)
    stack.up()
    assert stack.output("accept")["status"] == "available"
    stack.up("--refresh")
    offer = stack.output("offer")
    assert (offer["uuid"], offer["authentication"]) == (world.endpoints["west"]["uuid"], "ok")
    stack.must("config", "set", "spare", "true")
    assert stack.up().lines_with("1 created")
    quiet = stack.must("preview", "--refresh", "--expect-no-changes")
    assert quiet.lines_with("4 unchanged")
    assert quiet.lines_with("[unknown]") == []
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []
