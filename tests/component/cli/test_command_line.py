"""What holds for every command: help, versions, mistakes, and where the connection settings come from."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from command_tree import commands

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.settings import connection_settings, of_file
from ontap_peering.errors import ConfigurationError

Command = Callable[..., Any]


def test_the_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version").stdout == f"ontap-peering {version('ontap-peering')}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("imprt",), "Error: No such command 'imprt'"),
        (("import",), f"Error: Invalid value: {messages.clusters_to_import()}"),
        (("import", "--all-clusters", "--cluster", "east"), f"Error: Invalid value: {messages.clusters_to_import()}"),
        (("import", "--all-clusters", "--name", "west"), f"Error: Invalid value: {messages.names_of_one_cluster()}"),
        (
            ("import", "--cluster", "east", "--cluster", "west", "--name", "to-west"),
            f"Error: Invalid value: {messages.names_of_one_cluster()}",
        ),
        (
            ("import", "--cluster", "east", "--fleet", "fleet.yaml"),
            f"Error: Invalid value: {messages.fleet_of_several_clusters()}",
        ),
        (
            ("import", "--all-clusters", "--sides", "--fleet", "fleet.yaml"),
            f"Error: Invalid value: {messages.fleet_of_several_clusters()}",
        ),
    ],
)
def test_wrong_usage_is_plain_lines_and_exit_code_2(command: Command, arguments: tuple[str, ...], line: str) -> None:
    said = command(*arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.splitlines()[-1].startswith(line)


def test_without_a_command_the_help_is_shown(command: Command) -> None:
    said = command()
    assert said.exit_code == 2
    assert "Import existing peers into the selected stack." in said.stdout + said.stderr


@pytest.mark.parametrize("name", ["", "fleet", *(name for name, _ in commands())])
def test_help_fits_a_terminal_of_80_columns(command: Command, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = command(*name.split(), "--help")
    lines = said.stdout.splitlines()
    assert said.exit_code == 0
    assert "\x1b" not in said.stdout
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.endswith("...") and not line.startswith("Usage:")] == []


def test_a_shell_completes_the_commands() -> None:
    variables = {**os.environ, "_ONTAP_PEERING_COMPLETE": "complete_bash", "COMP_WORDS": "ontap-peering im"}
    program = [Path(sys.executable).with_name("ontap-peering")]
    done = subprocess.run(
        program, env={**variables, "COMP_CWORD": "1"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["import"]


def test_a_file_has_the_settings_of_clusters_and_what_they_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clusters.yaml"
    file.write_text(
        "defaults: {username: admin, password: made-up-shared}\n"
        "clusters:\n"
        "  east: {host: east.example.com}\n"
        "  west: {host: west.example.com, password: made-up-own}\n"
        "  dr:\n"
    )
    monkeypatch.setenv("ONTAP_DR_HOST", "dr.example.com")
    profiles = of_file(file)
    assert list(profiles.aliases()) == ["dr", "east", "west"]
    found = {alias: profiles.find(alias) for alias in profiles.aliases()}
    assert {alias: profile.host for alias, profile in found.items()} == {
        "dr": "dr.example.com",
        "east": "east.example.com",
        "west": "west.example.com",
    }
    passwords = {alias: profile.password and profile.password.get_secret_value() for alias, profile in found.items()}
    assert passwords == {"dr": "made-up-shared", "east": "made-up-shared", "west": "made-up-own"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("clusters: {east: {host: [}", "this is not YAML"),
        ("clusters:\n\teast: {}", "this is not YAML"),
        ("", "must have a map `clusters`"),
        ("clusters: [east]", "must have a map `clusters`"),
        ("clusters: {east: east.example.com}", "must have a map `clusters`"),
        ("clusters: {no: {host: east.example.com}}", "must have a map `clusters`"),
        ("clusters: {}\ndefault: {}", "must have a map `clusters`"),
        ("clusters: {}\ndefaults: admin", "must have a map `clusters`"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_one_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "clusters.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=problem) as raised:
        of_file(file)
    assert str(raised.value).startswith(str(file))
    assert "\n" not in str(raised.value)


def test_without_a_project_the_environment_alone_says_how_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="no cluster is configured"):
        connection_settings(None)
    monkeypatch.setenv("ONTAP_EAST_HOST", "east.example.com")
    found = connection_settings(None)
    assert (list(found.profiles.aliases()), found.stack) == (["east"], None)


@pytest.mark.parametrize("arguments", [("status",), ("import", "--all-clusters"), ("fleet", "up", "--stacks", "prod")])
def test_without_the_engine_the_line_says_that_it_is_missing(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: peering\nruntime: python\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    said = command(*arguments)
    assert (said.exit_code, said.stderr) == (ExitCode.ERROR, f"ontap-peering: {messages.no_engine()}\n")
