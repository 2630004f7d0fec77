"""What a resource does to the process of the program, which is the user's."""

import runpy
import sys
import traceback
from pathlib import Path

import pytest

from ontap_peering.engine.program import FRAMES_OF_SDK, program_frames_only

PROGRAM = """
def component():
    return constructor()

found = component()
"""


def constructor() -> list[str]:
    with program_frames_only():
        return as_the_sdk(FRAMES_OF_SDK)


def as_the_sdk(frames: int) -> list[str]:
    return [each.name for each in traceback.extract_stack()] if frames == 1 else as_the_sdk(frames - 1)


def stack_of(folder: Path, run_name: str) -> list[str]:
    """The functions on the stack that the SDK records for a resource of a program that runs under this name."""
    program = folder / "program.py"
    program.write_text(PROGRAM)
    found: list[str] = runpy.run_path(str(program), {"constructor": constructor}, run_name)["found"]
    return found


def test_the_recorded_stack_ends_with_the_program(tmp_path: Path) -> None:
    assert stack_of(tmp_path, "__main__")[:-FRAMES_OF_SDK] == ["<module>", "component", "constructor"]
    assert not hasattr(sys, "tracebacklimit")


def test_a_limit_that_the_program_has_set_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "tracebacklimit", 2, raising=False)
    assert len(stack_of(tmp_path, "__main__")) == 2
    assert sys.tracebacklimit == 2


def test_a_failing_constructor_leaves_no_limit() -> None:
    with pytest.raises(ValueError, match="made up"), program_frames_only():
        raise ValueError("made up")
    assert not hasattr(sys, "tracebacklimit")
