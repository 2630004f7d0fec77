"""What a line about connection settings says will help does help: each command in it is typed until a run succeeds."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import PEERS, World

NOW = ("--yes", "--skip-preview")
OFFER = 'ontap.ClusterPeer("offer", cluster="east")\n'
COMMAND = re.compile(r"`pulumi (config [^`]+)`")


@pytest.fixture
def stack(tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project")
    made.program(OFFER)
    return made


def follow(stack: EngineStack, line: str, values: dict[str, str]) -> None:
    """Type each command of the line, with the value in the place of `<setting>`, or as the answer for a secret."""
    commands = COMMAND.findall(line)
    assert commands, line
    for command in commands:
        setting = command.split()[-1 if "--secret" in command else -2].rpartition(".")[2]
        words = [values[setting] if word == f"<{setting}>" else word for word in shlex.split(command)]
        stack.must(*words, typed=values[setting] if "--secret" in words else None)


def test_settings_that_are_wrong_are_corrected_by_the_commands_of_the_lines(stack: EngineStack, world: World) -> None:
    values = world.clusters["east"]
    stack.must("config", "set", "--path", "ontap:clusters.east", "nonsense")
    follow(stack, stack.run("up", *NOW).errors()[0], values)
    stack.configure({"east": {**values, "password": "a-wrong-one", "host": "127.0.0.1:1"}})
    stack.must("config", "set", "--path", "ontap:clusters.east.user", "admin")
    follow(stack, stack.run("up", *NOW).errors()[0], values)
    (unreachable,) = stack.run("up", *NOW).errors()
    assert "check its setting `host`" in unreachable
    stack.must("config", "set", "--path", "ontap:clusters.east.host", values["host"])
    (rejected,) = stack.run("up", *NOW).errors()
    assert messages.credentials_rejected("east") in rejected
    stack.environment["ONTAP_EAST_PASSWORD"] = values["password"]
    stack.environment["ONTAP_EAST_HOST"] = "not/a host"
    (variable,) = stack.run("up", *NOW).errors()
    assert "correct this environment variable, or unset it" in variable
    del stack.environment["ONTAP_EAST_HOST"]
    stack.up()
    assert len(world.peers("east")) == 1


def test_what_import_says_about_files_and_stacks_helps(stack: EngineStack, world: World, tmp_path: Path) -> None:
    stack.configure(world.clusters)
    world.call("east", "POST", body={"remote": {"ip_addresses": world.addresses("west")}})

    def importing(*arguments: str, folder: Path = stack.folder) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ontap_peering.cli", "import", "--cluster", "east", *arguments]
        return subprocess.run(
            command, cwd=folder, env=stack.variables(), capture_output=True, text=True, timeout=60, check=False
        )

    elsewhere = importing(folder=tmp_path)
    assert "where `pulumi stack` works, in the project's folder" in elsewhere.stderr
    stack.must("stack", "unselect")
    assert messages.no_stack_selected() in importing().stderr
    stack.must("stack", "select", "test")
    assert "there are: west" in importing("--name", "nobody").stderr
    assert importing("--name", "west").returncode == 0
    assert messages.file_exists("import.json", "--file") in importing("--name", "west").stderr
    other = ("--name", "west", "--file", "other.json")
    assert messages.file_exists("peers.py", "--program") in importing(*other).stderr
    (stack.folder / "fleet.yaml").touch()
    fleet = ("--cluster", "west", "--fleet", "fleet.yaml", "--file", "other.json", "--program", "other.py")
    assert messages.file_exists("fleet.yaml", "--fleet") in importing(*fleet).stderr
    assert importing(*other, "--program", "other.py").returncode == 0


def test_an_offer_that_cannot_be_imported_is_replaced_as_the_line_says(stack: EngineStack, world: World) -> None:
    stack.configure(world.clusters)
    made = world.call("east", "POST", body={"name": "by-hand"})["records"][0]
    command = [sys.executable, "-m", "ontap_peering.cli", "import", "--cluster", "east", "--name", "by-hand"]
    done = subprocess.run(
        command, cwd=stack.folder, env=stack.variables(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr.splitlines() == [messages.offer_not_importable("east", "by-hand")]
    world.call("east", "DELETE", f"{PEERS}/{made['uuid']}")
    stack.program('ontap.ClusterPeer("offer", cluster="east", name="by-hand")\n')
    stack.up()
    (peer,) = world.peers("east")
    assert (peer["name"], peer["uuid"]) == ("by-hand", stack.resources()["offer"]["outputs"]["uuid"])
