"""What a `ClusterPeer` does to SIGINT in the program that declares it, and in any other process."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ontap_peering.engine.program import PROGRAM_RUNNER

PROGRAM = """
import signal, sys
if sys.argv[1] == "own":
    signal.signal(signal.SIGINT, lambda *_: print("own"))
before = signal.getsignal(signal.SIGINT)
from ontap_peering.engine.program import end_when_interrupted
end_when_interrupted()
after = signal.getsignal(signal.SIGINT)
print("kept" if after is before else repr(after))
"""


def outcome(folder: Path, script: str, handler: str) -> str:
    path = folder / script
    path.write_text(PROGRAM)
    done = subprocess.run([sys.executable, path, handler], stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_a_program_of_the_language_host_ends_at_its_interrupt(tmp_path: Path) -> None:
    assert outcome(tmp_path, PROGRAM_RUNNER, "python's") == repr(signal.SIG_DFL)


@pytest.mark.parametrize(("script", "handler"), [(PROGRAM_RUNNER, "own"), ("anything-else", "python's")])
def test_a_program_with_a_handler_of_its_own_and_any_other_process_keep_theirs(
    tmp_path: Path, script: str, handler: str
) -> None:
    assert outcome(tmp_path, script, handler) == "kept"
