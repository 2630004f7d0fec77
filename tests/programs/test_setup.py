"""`make setup` makes an environment anew when what it was made from has changed."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "tools" / "setup.py"


def ingredients() -> str:
    found = runpy.run_path(str(SETUP))["ingredients"]()
    assert isinstance(found, str)
    return found


def test_the_same_python_keeps_its_environment() -> None:
    assert ingredients() == ingredients()


@pytest.mark.parametrize(("part", "other"), [("version", "3.99.0 (main)"), ("base_prefix", "/opt/other")])
def test_another_python_makes_another_environment(monkeypatch: pytest.MonkeyPatch, part: str, other: str) -> None:
    before = ingredients()
    monkeypatch.setattr(sys, part, other)
    assert ingredients() != before


def test_the_python_of_the_environment_is_the_one_that_it_was_made_with(tmp_path: Path) -> None:
    """Otherwise the second `make` makes it anew; `venv` copies the interpreter."""
    base = Path(sys.base_prefix) / "bin" / "python3"
    subprocess.run([base, "-m", "venv", "--without-pip", "--copies", tmp_path / ".venv"], check=True)
    program = f"import runpy; print(runpy.run_path({str(SETUP)!r})['ingredients']())"
    found = {
        subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout
        for python in (base, tmp_path / ".venv" / "bin" / "python")
    }
    assert len(found) == 1


def test_only_what_is_named_as_an_environment_is_made_anew() -> None:
    done = subprocess.run([sys.executable, SETUP, "docs"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "setup: the name of an environment begins with .venv, unlike docs\n")
