#!/usr/bin/env python3
"""
PostgreSQL's programs for the tests of a shared state: prints the folder that has them.

Takes installed ones; if there are none, root on Debian or Ubuntu gets its package, unless `--find` is given, without
the server that it would start. Exits with 1 and one line on stderr if there are none in the end. Standard library only:
`make setup` calls it.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIP = "ONTAP_PEERING_NO_POSTGRES"
HOW = (
    "postgres: no PostgreSQL server found: install it (Debian, as root: apt-get install postgresql; macOS: brew "
    f"install postgresql), or skip its tests with {SKIP}=1"
)
PROGRAMS = ("initdb", "postgres", "psql")
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
NO_SERVER = Path("/etc/postgresql-common/createcluster.d/tests.conf")
APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")


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


def is_debian_root() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    try:
        return platform.freedesktop_os_release().get("ID") in ("debian", "ubuntu")
    except OSError:
        return False


def install() -> None:
    """Install Debian's package; if this fails, `find` still finds nothing."""
    print("postgres: installing Debian's postgresql, about half a minute", file=sys.stderr, flush=True)
    if not NO_SERVER.parent.exists():
        NO_SERVER.parent.mkdir(parents=True)
        NO_SERVER.write_text("create_main_cluster = false\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", "postgresql")):
        subprocess.run([*APT, *arguments], check=False, env=environment, capture_output=True)


def main(arguments: list[str]) -> str | None:
    """What to exit with: None for success, otherwise one line."""
    if os.environ.get(SKIP) == "1":
        return f"postgres: skipped, because {SKIP} is 1"
    if find() is None and arguments != ["--find"] and is_debian_root():
        install()
    if (found := find()) is None:
        return HOW
    print(found)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
