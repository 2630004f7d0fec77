#!/usr/bin/env python3
"""
Set up everything the project needs: the environment in .venv, the engine in the per-user cache, a browser for tests.

Only the browser tests need the browser, so without one, setup prints a line and continues.
Idempotent: it keeps what exists. Standard library only: it runs before any environment exists.
"""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
STAMP = ENVIRONMENT / ".made-from"
OLDEST_PYTHON = (3, 11)


def python_environment() -> None:
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    print(
        f"python: creating {ENVIRONMENT.name} from {LOCK.relative_to(ROOT)}, about half a minute",
        file=sys.stderr,
        flush=True,
    )
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True)
    pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    STAMP.write_text(wanted)


def engine() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "pulumi" / "provide.py"], check=True, stdout=subprocess.DEVNULL)


def browser() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "chromium.py"], check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"setup: requires Python {'.'.join(map(str, OLDEST_PYTHON))} or later; this is {sys.version.split()[0]}"
        )
    try:
        python_environment()
        engine()
        browser()
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: `{' '.join(map(str, error.cmd))}` failed with exit code {error.returncode}")
    except KeyboardInterrupt:
        sys.exit(130)
