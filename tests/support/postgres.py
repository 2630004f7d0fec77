"""A PostgreSQL server of our own: a new cluster in a temporary folder, reached by a socket in it only."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from support import ROOT
from support.waiting import wait_until

NO_POSTGRES = "ONTAP_PEERING_NO_POSTGRES"
OWNERS = ("postgres", "nobody")
"""Who may own the server if we are root, which PostgreSQL refuses."""
USER, DATABASE = "pulumi", "state"
START_SECONDS = 60


@dataclass(frozen=True)
class Postgres:
    """A running server with an empty database; `programs` is the folder of its client."""

    programs: Path
    sockets: Path
    password: str = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """With which the engine keeps its state there; the password is not in the URL, as docs/scale.md advises."""
        sockets = quote(str(self.sockets), safe="")
        return {
            "PULUMI_BACKEND_URL": f"postgres://{USER}@/{DATABASE}?host={sockets}&sslmode=disable",
            "PGPASSWORD": self.password,
        }

    def ask(self, query: str, database: str = DATABASE) -> str:
        """The rows of the answer, their columns joined by a bar."""
        done = subprocess.run(
            [str(self.programs / "psql"), "--no-psqlrc", "--tuples-only", "--no-align", f"--command={query}"],
            env=self._client(database),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def answers(self) -> bool:
        command = [str(self.programs / "psql"), "--no-psqlrc", "--command=select 1"]
        return subprocess.run(command, env=self._client("postgres"), capture_output=True, check=False).returncode == 0

    def _client(self, database: str) -> Mapping[str, str]:
        return {"PGHOST": str(self.sockets), "PGUSER": USER, "PGDATABASE": database, "PGPASSWORD": self.password}


@contextmanager
def running_postgres(password: str) -> Iterator[Postgres]:
    """Skips the test if the machine is told to do without; fails it if it has no server."""
    programs, owner = _programs(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path has at most 107 bytes
    typed = folder / "password"
    typed.write_text(password)
    if owner is not None:
        for path in (folder, typed):
            shutil.chown(path, owner)
    data = folder / "data"
    init: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={data}",
        f"--username={USER}",
        f"--pwfile={typed}",
        "--no-sync",
    ]
    group = pwd.getpwnam(owner).pw_gid if owner else None
    others: list[int] | None = [] if owner else None
    try:
        subprocess.run(
            [*init, "--auth=scram-sha-256", "--encoding=UTF8"],
            user=owner,
            group=group,
            extra_groups=others,
            check=True,
            capture_output=True,
        )
        server: list[str | Path] = [
            programs / "postgres",
            "-D",
            data,
            "-k",
            folder,
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
        ]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                server, user=owner, group=group, extra_groups=others, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            ) as process,
        ):
            try:
                running = Postgres(programs, folder, password)
                wait_until(lambda: running.answers() or process.poll() is not None, START_SECONDS)
                running.ask(f"create database {DATABASE}", "postgres")
                yield running
            finally:
                process.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    if os.environ.get(NO_POSTGRES) == "1":
        pytest.skip(f"{NO_POSTGRES} is 1")
    tool = [sys.executable, str(ROOT / "tools" / "postgres.py"), "--find"]
    found = subprocess.run(tool, check=False, capture_output=True, text=True)
    if found.returncode != 0:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return Path(found.stdout.strip())


def _owner() -> str | None:
    """None if it is whoever runs this."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)
