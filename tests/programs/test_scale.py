"""Answers do not get slow with the number of peers: the benchmark's own verdict."""

import subprocess
import sys

from support import ROOT

BENCH = ROOT / "bench" / "scale.py"


def test_a_hundred_thousand_peers_are_answered_nearly_as_fast_as_ten() -> None:
    done = subprocess.run([sys.executable, BENCH], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
