"""What a type checker tells the author of a program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = "tests/typing/accepted.py"
REFUSED = "tests/typing/refused.py"
MARK = "  # wrong"


@pytest.fixture(scope="module")
def reported() -> dict[str, set[int]]:
    """The lines of each program in which mypy finds an error."""
    command = (sys.executable, "-m", "mypy", "--no-pretty", ACCEPTED, REFUSED)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    found = re.findall(r"^(.+?):(\d+): error: ", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return {path: {int(line) for name, line in found if name == path} for path in (ACCEPTED, REFUSED)}


def test_a_program_with_every_input_is_accepted(reported: dict[str, set[int]]) -> None:
    assert reported[ACCEPTED] == set()


def test_every_mistake_is_found_and_nothing_else(reported: dict[str, set[int]]) -> None:
    lines = (ROOT / REFUSED).read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, start=1) if line.endswith(MARK)}
    assert reported[REFUSED] == marked
