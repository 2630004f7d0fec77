"""`python -m bench`, with few relationships: what it says of its figures, not how good they are."""

import re
import subprocess
import sys
from pathlib import Path

from support import ROOT

RATIO = re.compile(
    r"\| 1 \| .* \| create: ([\d.]+) x the floor; ([\d.]+) x is waiting for clusters "
    r"\| at most ([\d.]+) x the floor \| (.+) \|"
)
CREATED = re.compile(r"\| (floor|ours) \| ([\d.]+) \(")
UNPEERED = """
from bench.worlds import Topology, serving

with serving(Topology(1), 0) as world:
    world.check(peered=False)
    print("none")
    world.check(peered=True)
"""

JUDGED = """
from bench.findings import start
from bench.results import Results

for seconds in (0.2504, 0.2506):
    finding = start(Results(runs=1, starts=(0.1, seconds)))
    print(finding.measured, finding.is_reached)
"""


def test_a_row_is_measured_on_the_real_engine_and_judged_by_its_target(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    done = bench("-m", "bench", "--rows", "1", "--size", "4", "--runs", "1", "--report", str(report))
    assert done.stderr == ""
    text = report.read_text(encoding="utf-8")
    ((ratio, waiting, most, verdict),) = RATIO.findall(text)
    assert 0 < float(waiting) < float(ratio)
    is_reached = float(ratio) <= float(most)
    assert (verdict, done.returncode) == (("reached", 0) if is_reached else ("**missed**", 1))
    (_, floor), (_, ours) = CREATED.findall(text)
    assert abs(float(ours) / float(floor) - float(ratio)) < 0.2
    assert "| `POST /api/cluster/peers` | 8 | 2.00 |" in text


def test_a_figure_is_judged_as_it_is_shown() -> None:
    assert bench("-c", JUDGED).stdout == "start: 150 ms (over 100 ms) True\nstart: 151 ms (over 100 ms) False\n"


def test_the_bench_ends_if_the_clusters_are_not_as_they_should_be() -> None:
    done = bench("-c", UNPEERED)
    assert (done.stdout, done.returncode) == ("none\n", 1)
    assert done.stderr == "c01 has 0 peers, [] ..., instead of 1\n"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
