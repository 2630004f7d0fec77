#!/usr/bin/env python3
"""
Set up everything: the environment, the engine in the per-user cache, a browser and PostgreSQL for tests.

The argument is the folder of the environment, by default `.venv`; it is created with the Python that runs this.
Only some tests need the last two, so without them, setup prints a line for each and continues.
Idempotent: it keeps what exists. Standard library only: it runs before any environment exists.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_ENVIRONMENT = ".venv"
"""And what the name of any other begins with: what is known as an environment may be removed and made anew."""
LOCK = ROOT / "requirements" / "dev.txt"
OLDEST_PYTHON = (3, 11)


def ingredients() -> str:
    """A digest of all that an environment is made from: locked dependencies, project, place and interpreter."""
    interpreter = f"{sys.version} {os.path.realpath(sys.base_prefix)}"
    made_from = (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), interpreter.encode())
    return hashlib.sha256(b"\0".join(made_from)).hexdigest()


def python_environment(folder: Path) -> None:
    stamp = folder / ".made-from"
    wanted = ingredients()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    version = ".".join(map(str, sys.version_info[:3]))
    print(
        f"python: creating {folder.name} with Python {version} from {LOCK.relative_to(ROOT)}, about half a minute",
        file=sys.stderr,
        flush=True,
    )
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    stamp.write_text(wanted)


def engine() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "pulumi" / "provide.py"], check=True, stdout=subprocess.DEVNULL)


def browser() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "chromium.py"], check=False, stdout=subprocess.DEVNULL)


def database() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "postgres.py"], check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"setup: requires Python {'.'.join(map(str, OLDEST_PYTHON))} or later; this is {sys.version.split()[0]}"
        )
    name = sys.argv[1] if len(sys.argv) > 1 else DEFAULT_ENVIRONMENT
    if not name.startswith(DEFAULT_ENVIRONMENT):
        sys.exit(f"setup: the name of an environment begins with {DEFAULT_ENVIRONMENT}, unlike {name}")
    try:
        python_environment(ROOT / name)
        engine()
        browser()
        database()
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: `{' '.join(map(str, error.cmd))}` failed with exit code {error.returncode}")
    except KeyboardInterrupt:
        sys.exit(130)
