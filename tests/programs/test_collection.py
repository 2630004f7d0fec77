"""Workers collect for themselves, at different instants: what they find has to be the same."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-n", "0", "-p", "no:cacheprovider")


def test_every_collection_finds_the_same_tests() -> None:
    runs = []
    for seed in ("1", "2"):
        runs.append(subprocess.Popen(COMMAND, cwd=ROOT, env=surroundings(seed), stdout=subprocess.PIPE, text=True))
        time.sleep(1.1)  # so that an id with the time of day in it differs
    first, second = (run.communicate()[0].splitlines() for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert [each for each in first if "::" in each] == [each for each in second if "::" in each]


def surroundings(seed: str) -> dict[str, str]:
    """The environment of a worker on its own, on another day as far as `MATRIX_SEED` tells the day."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTHONHASHSEED": seed, "MATRIX_SEED": seed}
