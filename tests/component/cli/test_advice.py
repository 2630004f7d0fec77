"""The advice about a setting fits where the settings come from: a file, or the environment alone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.config import SETTINGS, SHARED
from support.world import running_world

Command = Callable[..., Any]
FILE = "clusters.yaml"
EAST = {"host": "127.0.0.1:1", "username": "admin", "password": "made-up-secret"}
ONLY_IN_STACKS = ("pulumi", "ontap:", "stack")


def in_file(variable: str) -> str:
    return messages.in_file(FILE, variable)


def written(east: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> None:
    Path(FILE).write_text(yaml.safe_dump({"clusters": {"east": dict(east)}, "defaults": dict(defaults or {})}))


def advice(command: Command, *arguments: str) -> str:
    """What is told of `east`, which the report names beside it; nothing of it is true of stacks only."""
    said = command("doctor", *arguments, "--output", "json")
    assert said.exit_code == ExitCode.NOT_SEEN
    assert not any(word in said.stdout for word in ONLY_IN_STACKS), said.stdout
    first, *_ = (
        each["seen"]
        for subject in said.document["subjects"]
        for each in subject["judgements"]
        if each["outcome"] in ("wrong", "could not look")
    )
    return str(first).removeprefix("east: ")


@pytest.mark.parametrize(
    ("east", "defaults", "line"),
    [
        pytest.param(
            {**EAST, "hots": "x"},
            {},
            messages.no_such_setting("clusters.east.hots", "host", SETTINGS, messages.from_file(FILE)),
            id="misspelt",
        ),
        pytest.param(
            EAST,
            {"pass_word": "x"},
            messages.no_such_setting("defaults.pass_word", "password", SHARED, messages.from_file(FILE)),
            id="misspelt for all",
        ),
        pytest.param(
            EAST,
            {"host": "east"},
            messages.not_shared("defaults.host", "clusters.east.host", messages.from_file(FILE)),
            id="not for all",
        ),
        pytest.param(
            {"host": "east", "username": "admin"},
            {},
            messages.no_credentials(
                "clusters.east",
                messages.credentials_incomplete(),
                in_file("ONTAP_EAST_PASSWORD"),
                in_file("ONTAP_PASSWORD"),
            ),
            id="no password",
        ),
        pytest.param(
            {"username": "admin", "password": "made-up-secret"},
            {},
            messages.cluster_not_configured("west", ["east"], in_file("ONTAP_WEST_HOST")),
            id="no such cluster",
        ),
        pytest.param(
            {**EAST, "host": "http://east"},
            {},
            messages.bad_setting("clusters.east.host", messages.bad_host(), in_file("ONTAP_EAST_HOST")),
            id="a bad host",
        ),
        pytest.param(
            {**EAST, "host": None},
            {},
            messages.bad_setting("clusters.east.host", "required", in_file("ONTAP_EAST_HOST")),
            id="no host",
        ),
        pytest.param(
            {**EAST, "password": True},
            {},
            messages.bad_setting("clusters.east.password", messages.not_text(), in_file("ONTAP_EAST_PASSWORD")),
            id="no text",
        ),
        pytest.param(
            EAST,
            {"verify_tls": "perhaps"},
            messages.bad_setting("defaults.verify_tls", "must be true or false", in_file("ONTAP_VERIFY_TLS")),
            id="bad for all",
        ),
        pytest.param(
            {**EAST, "offline": True},
            {},
            messages.cluster_offline("east", "clusters.east.offline", "ONTAP_EAST_OFFLINE"),
            id="offline",
        ),
        pytest.param(
            {**EAST, "ca_file": "no-such.pem"},
            {},
            messages.unusable_setting("east", "ca_file", messages.no_such_file()),
            id="no such file",
        ),
    ],
)
def test_a_mistake_in_a_file_is_mended_in_the_file(
    command: Command, east: dict[str, Any], defaults: dict[str, Any], line: str
) -> None:
    written(east, defaults)
    if line.startswith("west"):
        Path("fleet.yaml").write_text("topology: [pairs: [[east, west]]]\n")
        said = command("plan", "--clusters", FILE, "--output", "json")
        assert line in said.document["relationships"][0]["why"]
    else:
        assert advice(command, "--clusters", FILE) == line.removeprefix("east: ")


def test_a_variable_that_overrides_a_file_is_blamed_by_its_name(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(EAST)
    monkeypatch.setenv("ONTAP_EAST_HOST", "http://east")
    assert advice(command, "--clusters", FILE) == messages.bad_variable("ONTAP_EAST_HOST", messages.bad_host(), FILE)


def test_a_file_without_clusters_is_where_they_are_missing(command: Command) -> None:
    Path(FILE).write_text("clusters: {}\n")
    said = command("status", "--clusters", FILE)
    assert (said.exit_code, said.stdout) == (ExitCode.ERROR, "")
    assert said.stderr == f"ontap-peering: {messages.no_clusters_in_file(FILE)}\n"


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        pytest.param(
            {"HOST": "east", "USERNAME": "admin"},
            messages.no_credentials(
                "east",
                messages.credentials_incomplete(),
                messages.in_environment("ONTAP_EAST_PASSWORD"),
                messages.in_environment("ONTAP_PASSWORD"),
            ),
            id="no password",
        ),
        pytest.param(
            {"HOST": "http://east", "TOKEN": "made-up"},
            messages.bad_variable("ONTAP_EAST_HOST", messages.bad_host(), ""),
            id="a bad host",
        ),
        pytest.param(
            {"HOST": "east", "OFFLINE": "true"},
            messages.cluster_offline("east", "", "ONTAP_EAST_OFFLINE"),
            id="offline",
        ),
    ],
)
def test_a_mistake_in_the_environment_is_mended_there(
    command: Command, variables: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"ONTAP_EAST_{name}", value)
    assert advice(command) == line.removeprefix("east: ")


def test_a_fleet_with_a_cluster_that_the_environment_lacks_names_its_variable(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONTAP_EAST_HOST", "east")
    Path("fleet.yaml").write_text("topology: [pairs: [[east, west]]]\n")
    said = command("plan", "--output", "json")
    line = messages.cluster_not_configured("west", ["east"], messages.in_environment("ONTAP_WEST_HOST"))
    assert line in said.document["relationships"][0]["why"]


def test_what_only_a_connection_shows_names_the_setting_wherever_it_is(command: Command) -> None:
    with running_world() as world:
        good = world.clusters["east"]
        written({**good, "password": "a-wrong-one"})
        assert advice(command, "--clusters", FILE) == messages.credentials_rejected("east").removeprefix("east: ")
        written({name: value for name, value in good.items() if name != "ca_file"})
        assert "the setting `ca_file`" in advice(command, "--clusters", FILE)
        written({**good, "host": "127.0.0.1:1"})
        assert "its setting `host`" in advice(command, "--clusters", FILE)
        written({**good, "uuid": "00000000-0000-4000-8000-000000000001"})
        assert "its `host` or its `uuid`" in advice(command, "--clusters", FILE)
