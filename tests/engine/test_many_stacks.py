"""`ontap-peering fleet up` and `fleet preview` on the stacks of one project, with the real engine."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from support.engine import COMMAND_SECONDS, EngineStack, engine_folder
from support.printed import printed_document
from support.waiting import wait_until
from support.world import World, running_world

PROD = ("prod-eu", "prod-jp", "prod-us")
PROGRAM = """
region = pulumi.get_stack()
ontap.ClusterPeering(f"hub-{region}", clusters=["hub", region])
"""
MISTAKEN = PROGRAM.replace(
    'clusters=["hub", region]', 'clusters=["hub", region], timeout="soon" if "jp" in region else None'
)


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=("hub", "dev", *PROD)) as made:
        yield made


@pytest.fixture
def project(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project", {**world.environment, "PULUMI_SKIP_CHECKPOINTS": "true"})
    made.program(PROGRAM)
    for stack in ("dev", *PROD):
        made.must("stack", "init", stack, "--no-select")
    return made


def start(project: EngineStack, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ontap_peering.cli", "fleet", *arguments],
        cwd=project.folder,
        env=project.variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=COMMAND_SECONDS)
    return process.returncode, stdout, stderr


def fleet(project: EngineStack, *arguments: str) -> tuple[int, str, str]:
    return ended(start(project, *arguments))


def rows(table: str) -> dict[str, str]:
    return {line.split()[0]: line for line in table.splitlines()[3:]}


@contextmanager
def lock_of(project: EngineStack, world: World, stack: str) -> Iterator[subprocess.Popen[str]]:
    """An `up` of this stack that stands still while it holds the lock, until it is told to continue."""
    delay = {"kind": "delay", "seconds": 1.0}
    match = {"cluster": stack, "method": "POST"}
    world.steer("/faults", {"match": match, "phase": "lost", "effect": delay, "when": {"times": 1}})
    command = [
        str(engine_folder() / "pulumi"),
        "up",
        "--yes",
        "--skip-preview",
        "--non-interactive",
        f"--stack={stack}",
    ]
    with subprocess.Popen(
        command,
        cwd=project.folder,
        env=project.variables(),
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        wait_until(world.has_fired, COMMAND_SECONDS)
        os.killpg(process.pid, signal.SIGSTOP)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_many_stacks_are_previewed_and_deployed_at_once_and_others_are_left_alone(
    project: EngineStack, world: World
) -> None:
    code, table, _ = fleet(project, "preview", "--stacks", "prod-*", "--jobs", "2")
    assert code == 0
    assert list(rows(table)) == list(PROD)
    assert all("would change" in row and "2 to create" in row for row in rows(table).values())
    assert world.sent("POST") == []

    code, table, progress = fleet(project, "up", "--stacks", "prod-*", "--jobs", "2")
    assert (code, len(rows(table))) == (0, 3)
    assert all("changed" in row and "2 created" in row for row in rows(table).values())
    assert sorted(line.split(":")[0] for line in progress.splitlines()) == list(PROD)
    assert [len(world.peers(alias)) for alias in ("hub", "dev", *PROD)] == [3, 0, 1, 1, 1]

    code, document, _ = fleet(project, "up", "--stacks", "prod-*", "--output", "json")
    found = printed_document(["fleet"], document)["stacks"]
    assert (code, [(each["stack"], each["result"], each["changes"]) for each in found]) == (
        0,
        [(stack, "unchanged", {"same": 2}) for stack in PROD],
    )
    assert "*" not in project.must("stack", "ls").output.replace("test*", "")


def test_a_stack_that_fails_does_not_stop_the_others_and_is_named_first_with_its_reason(
    project: EngineStack, world: World
) -> None:
    project.program(MISTAKEN)
    code, table, _ = fleet(project, "up", "--stacks", "prod-*")
    assert code == 1
    assert next(iter(rows(table))) == "prod-jp"
    assert "hub-prod-jp: timeout: must be" in rows(table)["prod-jp"]
    assert [len(world.peers(stack)) for stack in PROD] == [1, 0, 1]
    code, markdown, _ = fleet(project, "preview", "--stacks", "prod-jp", "--output", "markdown")
    assert code == 1
    assert "| prod-jp | failed |" in markdown


def test_a_locked_stack_is_waited_for_and_its_holder_is_named(project: EngineStack, world: World) -> None:
    with lock_of(project, world, "prod-eu") as holder:
        waiting = start(project, "up", "--stacks", "prod-*", "--wait", "2m")
        assert waiting.stderr is not None
        told = next(line for line in waiting.stderr if "locked by" in line)
        os.killpg(holder.pid, signal.SIGCONT)
        code, table, progress = ended(waiting)
    assert code == 0, table + progress
    assert re.search(rf"prod-eu: locked by \S+@\S+ \(pid {holder.pid}\) since 2\S+; waiting for up to 2 min", told)
    assert "unchanged" in rows(table)["prod-eu"]
    assert "changed" in rows(table)["prod-us"]


def test_a_lock_that_stays_is_told_with_the_way_out_and_does_not_stop_the_others(
    project: EngineStack, world: World
) -> None:
    with lock_of(project, world, "prod-eu") as holder:
        pass
    code, table, _ = fleet(project, "up", "--stacks", "prod-*", "--wait", "0s")
    assert code == 1
    assert f"(pid {holder.pid})" in rows(table)["prod-eu"]
    assert "`pulumi cancel --stack prod-eu`" in table
    assert [len(world.peers(stack)) for stack in ("prod-jp", "prod-us")] == [1, 1]
    project.must("cancel", "--yes", "--stack", "prod-eu")
    code, table, _ = fleet(project, "up", "--stacks", "prod-eu")
    assert code == 0, table
    assert len(world.peers("prod-eu")) == 1


def test_after_one_ctrl_c_no_stack_is_begun_and_the_table_says_so(project: EngineStack, world: World) -> None:
    delay = {"kind": "delay", "seconds": 4.0}
    world.steer("/faults", {"match": {"method": "POST"}, "phase": "before", "effect": delay, "when": {"times": 1}})
    process = start(project, "up", "--stacks", "prod-*", "--jobs", "1")
    wait_until(world.has_fired, COMMAND_SECONDS)
    os.killpg(process.pid, signal.SIGINT)
    code, table, _ = ended(process)
    assert code == 1
    assert table.splitlines()[0].endswith("2 not started")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        (("up",), 2, "Error: Missing option '--stacks'."),
        (("up", "--stacks", "*", "--jobs", "0"), 2, "Error: Invalid value for '--jobs'"),
        (("up", "--stacks", "*", "--wait", "soon"), 2, "Error: Invalid value for '--wait': must be a number with"),
        (("up", "--stacks", "live-*"), 1, "ontap-peering: no stack of this project matches 'live-*' (there are: test)"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: tuple[str, ...], exit_code: int, line: str) -> None:
    code, stdout, stderr = fleet(EngineStack(tmp_path / "project"), *arguments)
    assert (code, stdout) == (exit_code, "")
    assert stderr.splitlines()[-1].startswith(line)
