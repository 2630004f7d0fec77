"""The commands of these documents, typed as they are written, on two clusters that work."""

import shlex
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from support import ROOT
from support.previews import PREVIEWS
from support.reading import engine_commands
from support.troubles import peer_by_hand
from support.world import running_world

Command = Callable[..., Any]
FOUND = {
    command
    for name in ("checks", "commands", "looking", "requirements", "states")
    for command in engine_commands((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"))
}
NOT_RUN = {
    "ontap-peering --install-completion": "it edits the shell's own files",
    "ontap-peering import": "tests/engine/test_takeover.py does",
    "ontap-peering import --all-clusters --fleet fleet.yaml": "tests/engine/test_takeover.py does",
    "ontap-peering fleet up --stacks 'prod-*' --jobs 4": "tests/engine/test_shared_state.py does",
    "ontap-peering fleet preview --stacks 'prod-*'": "tests/engine/test_shared_state.py does",
    "pulumi import": "tests/engine/test_takeover.py does",
    "pulumi up": "tests/engine does",
    "pulumi up --yes": "tests/engine does",
    "pulumi preview": "tests/engine does",
    "pulumi preview --expect-no-changes": "tests/engine does",
    "pulumi preview --refresh": "tests/engine does",
    "pulumi preview --refresh --json": "tests/engine/test_review.py does",
    "pulumi refresh": "tests/engine does",
}


def test_every_command_works_as_written(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_world() as world:
        peer_by_hand(world, "east", "west")
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "fleet.yaml").write_text("topology: [pairs: [[east, west]]]\n")
        for stack in ("prod-eu", "prod-us"):
            copy(PREVIEWS / "pull-request" / "test.json", tmp_path / f"{stack}.json")
        codes = {}
        for typed in sorted(FOUND - set(NOT_RUN)):
            program, *arguments = shlex.split(typed)
            assert program == "ontap-peering", typed
            codes[typed] = command(*arguments).exit_code
        assert codes.pop("ontap-peering doctor east west") == 9, "they are peered already"
        assert set(codes.values()) == {0}, codes
        assert world.sent("POST", "PATCH", "DELETE")[2:] == []
