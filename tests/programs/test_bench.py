"""The bench of the product: that its figures are those of a world that is as it should be."""

import subprocess
import sys

from support import ROOT

UNPEERED = """
from bench.worlds import Topology, serving

with serving(Topology(1), 0) as world:
    world.check(peered=False)
    print("none")
    world.check(peered=True)
"""


def test_the_bench_ends_if_the_clusters_are_not_as_they_should_be() -> None:
    done = bench("-c", UNPEERED)
    assert (done.stdout, done.returncode) == ("none\n", 1)
    assert done.stderr == "c01 has 0 peers, [] ..., instead of 1\n"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
