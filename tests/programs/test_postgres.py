"""`tools/postgres.py` finds PostgreSQL's programs, or says in one line how to get them."""

import os
import subprocess
import sys
from pathlib import Path

from support import ROOT

TOOL = ROOT / "tools" / "postgres.py"
SKIP = "ONTAP_PEERING_NO_POSTGRES"


def run(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != SKIP}
    environment = {**kept, "PATH": str(folder), **settings}
    return subprocess.run(
        [sys.executable, TOOL, "--find"], env=environment, capture_output=True, text=True, check=False
    )


def install(folder: Path) -> Path:
    for name in ("initdb", "postgres", "psql"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_programs_on_the_path_are_found(tmp_path: Path) -> None:
    done = run(install(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path}\n", "")


def test_a_folder_with_the_client_only_is_passed_over(tmp_path: Path) -> None:
    (install(tmp_path) / "postgres").unlink()
    assert run(tmp_path).stdout != f"{tmp_path}\n"


def test_the_setting_for_no_server_hides_one_on_the_path(tmp_path: Path) -> None:
    done = run(install(tmp_path), **{SKIP: "1"})
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
