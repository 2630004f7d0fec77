"""Many stacks whose state is in one PostgreSQL: all at once from processes of their own, and after a worker's death."""

import json
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from support import ROOT
from support.engine import COMMAND_SECONDS, EngineStack, Run, engine_folder
from support.postgres import Postgres, running_postgres
from support.reading import NO_QUESTIONS, Reader
from support.waiting import POLL_SECONDS
from support.world import World, running_world

PASSWORD = "only-the-database-knows-this"
HUBS = ("hub1", "hub2")
REGIONS = tuple(f"region{number}" for number in range(1, 9))
STACKS = (*REGIONS, "prod-eu")
SCALE = ROOT / "docs" / "scale.md"
PROGRAM = """
region = pulumi.get_stack()
for hub in ("hub1", "hub2"):
    ontap.ClusterPeering(f"{hub}-{region}", clusters=[hub, region])
"""
THREADS_OF_GO = 2
CONNECTIONS = 2 * THREADS_OF_GO
"""That a process opens at most."""


@dataclass
class Fleet:
    """Stacks of one project; `workers` are processes that may run at the same time."""

    project: EngineStack
    postgres: Postgres = field(repr=False)
    world: World = field(repr=False)

    def on(self, stack: str, *arguments: str) -> Run:
        return self.project.run(*arguments, f"--stack={stack}")

    def start(self, stack: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [engine_folder() / "pulumi", "up", "--yes", "--skip-preview", "--non-interactive", f"--stack={stack}"],
            cwd=self.project.folder,
            env=self.project.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def relationships(self, stack: str) -> set[str]:
        exported = json.loads(self.on(stack, "stack", "export").output)
        found = exported["deployment"].get("resources", [])
        return {each["urn"].rpartition("::")[2] for each in found if each["type"].endswith(":ClusterPeering")}

    def assert_peered(self, region: str) -> None:
        assert self.relationships(region) == {f"{hub}-{region}" for hub in HUBS}
        peers = self.world.peers(region)
        assert sorted(each["remote"]["name"] for each in peers) == sorted(HUBS)
        assert {(each["status"]["state"], each["authentication"]["state"]) for each in peers} == {("available", "ok")}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with running_postgres(PASSWORD) as postgres, running_world(clusters=(*HUBS, *STACKS)) as world:
        settings = {
            **world.environment,
            **postgres.environment,
            "GOMAXPROCS": str(THREADS_OF_GO),
            "PULUMI_PARALLEL": "64",
            "PULUMI_SKIP_CHECKPOINTS": "true",
            **NO_QUESTIONS,
        }
        project = EngineStack(tmp_path_factory.mktemp("fleet") / "project", settings)
        project.program(PROGRAM)
        for region in STACKS:
            project.must("stack", "init", region, "--no-select")
        yield Fleet(project, postgres, world)
        assert PASSWORD not in "".join(project.printed)


def most_connections(postgres: Postgres, done: threading.Event) -> int:
    """That the database has had at any time until this is done."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()"
    most = 0
    while not done.wait(10 * POLL_SECONDS):
        most = max(most, int(postgres.ask(query)))
    return most


def test_eight_stacks_at_once_from_processes_of_their_own_lose_nothing(fleet: Fleet) -> None:
    with ThreadPoolExecutor() as thread:
        done = threading.Event()
        connections = thread.submit(most_connections, fleet.postgres, done)
        workers = {region: fleet.start(region) for region in REGIONS}
        try:
            printed = {region: worker.communicate(timeout=2 * COMMAND_SECONDS)[0] for region, worker in workers.items()}
        finally:
            done.set()
    fleet.project.printed += printed.values()
    assert [printed[region] for region, worker in workers.items() if worker.returncode] == []
    for region in REGIONS:
        fleet.assert_peered(region)
    for hub in HUBS:
        assert {each["remote"]["name"] for each in fleet.world.peers(hub)} >= set(REGIONS)
    assert 0 < connections.result() <= CONNECTIONS * len(REGIONS)


def test_the_runbook_clears_the_lock_of_a_killed_worker_and_finishes_its_work(fleet: Fleet) -> None:
    world = fleet.world
    delay = {"kind": "delay", "seconds": 2.0}
    match = {"cluster": "prod-eu", "method": "POST"}
    world.steer("/faults", {"match": match, "phase": "lost", "effect": delay, "when": {"times": 1}})
    up = ("up", "--yes", "--skip-preview", "--stack=prod-eu")
    killed = fleet.project.ended(*up, when=world.has_fired)
    assert killed.exit_code == -signal.SIGKILL, killed.output
    world.wait_for_fault()

    refused = fleet.project.run(*up)
    assert refused.exit_code != 0
    assert "the stack is currently locked by 1 lock(s)" in refused.output
    assert re.search(r"postgres://\*+:\*+@.*created by \S+@\S+ \(pid \d+\) at 2\d{3}-", refused.output)
    meanwhile = fleet.on("region1", "preview")
    assert meanwhile.exit_code == 0, meanwhile.output

    reader = Reader(fleet.project.folder, fleet.project.variables(), (SCALE,))
    reader.types("pulumi cancel --stack prod-eu")
    reader.types("pulumi up --refresh --stack prod-eu")
    assert "3 unchanged" in reader.types("pulumi preview --refresh --expect-no-changes --stack prod-eu")
    assert "unchanged" in reader.types("ontap-peering fleet preview --stacks 'prod-*'")
    assert "unchanged" in reader.types("ontap-peering fleet up --stacks 'prod-*' --jobs 4")
    assert reader.untyped() == {}
    fleet.assert_peered("prod-eu")
    assert len(world.peers("prod-eu")) == len(HUBS)
