#!/usr/bin/env python3
"""
PostgreSQL's programs for the tests of a shared state: prints the folder that has them.

Takes installed ones; if there are none, root on Debian or Ubuntu gets its package, unless `--find` is given, without
the server that it would start. Exits with 1 and one line on stderr if there are none in the end. Standard library only:
`make setup` calls it.
"""

import os
import re
import shutil
import sys
from pathlib import Path

from system_program import SystemProgram

SKIP = "ONTAP_PEERING_NO_POSTGRES"
HOW = (
    "postgres: no PostgreSQL server found: install it (Debian, as root: apt-get install postgresql; macOS: brew "
    f"install postgresql), or skip its tests with {SKIP}=1"
)
PROGRAMS = ("initdb", "postgres", "psql")
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
NO_SERVER = Path("/etc/postgresql-common/createcluster.d/tests.conf")


def find() -> str | None:
    """The folder on the PATH, or one of those that no PATH has by default, of the newest version."""
    if (program := shutil.which("initdb")) is not None and _is_complete(Path(program).parent):
        return str(Path(program).parent)
    for pattern in FOLDERS:
        found = filter(_is_complete, Path("/").glob(pattern.removeprefix("/")))
        if newest := max(found, key=_version, default=None):
            return str(newest)
    return None


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in PROGRAMS)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def prevent_server() -> None:
    """The package would start one."""
    if not NO_SERVER.parent.exists():
        NO_SERVER.parent.mkdir(parents=True)
        NO_SERVER.write_text("create_main_cluster = false\n")


POSTGRES = SystemProgram(
    "postgres",
    SKIP,
    HOW,
    find,
    systems=("debian", "ubuntu"),
    packages=("postgresql",),
    prepare=prevent_server,
)

if __name__ == "__main__":
    sys.exit(POSTGRES.main(sys.argv[1:]))
