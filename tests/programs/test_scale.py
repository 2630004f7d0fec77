"""Answers stay fast with any number of peers, by the benchmark's own verdict."""

import subprocess
import sys

from support import ROOT

BENCH = ROOT / "bench" / "scale.py"


def test_a_hundred_thousand_peers_are_answered_at_most_three_times_as_slowly_as_ten() -> None:
    done = subprocess.run([sys.executable, BENCH], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
