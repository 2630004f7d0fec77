"""`ontap-sim fault` against a running simulator."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from ontap_simulator.cli.app import app
from support.world import World

Run = Callable[..., Result]


@pytest.fixture
def run(world: World) -> Run:
    def command(*arguments: str) -> Result:
        environment = {"ONTAP_SIM_CONTROL": world.simulator.control_url, "COLUMNS": "200", "NO_COLOR": "1"}
        return CliRunner().invoke(app, ["fault", *arguments], env=environment)

    return command


@pytest.mark.parametrize(
    ("arguments", "effect"),
    [
        (["error", "--code", "4653215"], {"kind": "error", "code": "4653215"}),
        (["status", "--status", "503", "--retry-after", "2"], {"kind": "status", "status": 503, "retry_after": 2}),
        (["reset"], {"kind": "reset"}),
        (
            [
                "truncate",
            ],
            {"kind": "truncate"},
        ),
        (["delay", "--seconds", "0.5"], {"kind": "delay", "seconds": 0.5}),
        (["job_failure", "--code", "65552"], {"kind": "job_failure", "code": "65552"}),
    ],
)
def test_every_effect_can_be_added_listed_and_removed(
    run: Run, arguments: list[str], effect: dict[str, object]
) -> None:
    added = run("add", *arguments)
    assert (added.exit_code, added.stdout) == (0, "fault-1\n")
    (line,) = run("list").stdout.splitlines()
    assert json.loads(line)["effect"] == effect
    assert run("remove", "fault-1").exit_code == 0
    assert run("list").stdout == ""


def test_a_rule_has_a_match_and_counts(run: Run, world: World) -> None:
    chosen = ["--cluster", "east", "--method", "post", "--path", "*/peers", "--body", '{"name": "a"}']
    run("add", "status", "--status", "503", *chosen, "--skip", "1", "--times", "0")
    statuses = [world.east.call("POST", "cluster/peers", json={"name": name}).status_code for name in "aabca"]
    assert statuses == [201, 503, 201, 201, 503]
    (line,) = run("list").stdout.splitlines()
    assert json.loads(line)["fired"] == 2
    assert run("clear").stdout == "removed 1\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["remove", "fault-9"], "ontap-sim: there is no fault rule 'fault-9'"),
        (["add", "error", "--code", "99"], "ontap-sim: effect.error.code: the error catalogue has no code 99"),
        (["add", "reset", "--cluster", "south"], "ontap-sim: match.cluster: there is no cluster 'south'"),
        (["add", "truncate", "--phase", "before"], "ontap-sim: truncate works only with phase after or lost"),
    ],
)
def test_a_mistake_is_one_line(run: Run, arguments: list[str], complaint: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stderr.strip()) == (1, complaint)


def test_a_missing_option_of_an_effect_is_named(run: Run) -> None:
    done = run("add", "error")
    assert done.exit_code == 2
    assert "Missing option '--code'" in done.stderr


def test_an_option_of_another_effect_is_refused(run: Run) -> None:
    done = run("add", "reset", "--seconds", "1")
    assert done.exit_code == 2
    assert "No such option: --seconds" in done.stderr


def test_the_url_of_the_control_port_may_end_in_a_slash(world: World) -> None:
    done = CliRunner().invoke(app, ["fault", "list", "--control", f"{world.simulator.control_url}/"])
    assert (done.exit_code, done.stderr) == (0, "")


def test_without_a_simulator_the_error_names_the_control_port() -> None:
    done = CliRunner().invoke(app, ["fault", "list", "--control", "http://127.0.0.1:1"])
    assert done.exit_code == 1
    assert done.stderr.startswith("ontap-sim: no simulator answers at http://127.0.0.1:1;")
