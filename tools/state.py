#!/usr/bin/env python3
"""
Record what this version leaves in a stack, for the tests of upgrades from it, as VERSION.json in tests/engine/states.

It is `stack export` of each of their programs after `up` and `up --refresh` against two simulated clusters, whose
connections are in the environment. The made-up passphrases in it are encrypted under "test".
"""

import json
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from engine.test_moves_and_upgrades import EARLIER, PEERING, STATES, STATES_OF_PEERINGS
from support.engine import EngineStack
from support.world import running_world

ROOT = Path(__file__).resolve().parent.parent
PLACES_OF_SOURCE_FILES = ("sourcePosition", "stackTrace")


def recorded(program: str) -> str:
    with running_world() as world, tempfile.TemporaryDirectory() as folder:
        stack = EngineStack(Path(folder) / "project", world.environment)
        stack.program(program)
        stack.up()
        stack.up("--refresh")
        state = json.loads(stack.must("stack", "export").output)
    for resource in state["deployment"]["resources"]:
        for place in PLACES_OF_SOURCE_FILES:
            resource.pop(place, None)
    return json.dumps(state, indent=2) + "\n"


if __name__ == "__main__":
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    for folder, program in ((STATES, EARLIER), (STATES_OF_PEERINGS, PEERING)):
        target = folder / f"{version}.json"
        target.write_text(recorded(program), encoding="utf-8")
        print(f"state: {target.relative_to(ROOT)}")
