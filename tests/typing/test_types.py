"""What type checkers tell the author of a program: mypy, and pyright in the build that needs only pip."""

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ontap_peering import ClusterPeer, ClusterPeering
from ontap_peering.peer.fields import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = "tests/typing/accepted.py"
REFUSED = "tests/typing/refused.py"
MARK = "  # wrong"
BOTH = "both = ontap.ClusterPeering("

Findings = dict[str, set[int]]
"""By program, the lines in which a checker finds an error."""


def mypy() -> Findings:
    printed = run("mypy", "--no-pretty", ACCEPTED, REFUSED)
    found = re.findall(r"^(.+?):(\d+): error: ", printed, re.MULTILINE)
    return {path: {int(line) for name, line in found if name == path} for path in (ACCEPTED, REFUSED)}


def pyright() -> Findings:
    report = json.loads(run("basedpyright", "--outputjson", "--pythonpath", sys.executable, ACCEPTED, REFUSED))
    assert report["summary"]["filesAnalyzed"] == 2, report
    found = [
        (Path(each["file"]), each["range"]["start"]["line"] + 1)
        for each in report["generalDiagnostics"]
        if each["severity"] == "error"
    ]
    return {path: {line for file, line in found if file == ROOT / path} for path in (ACCEPTED, REFUSED)}


def run(module: str, *arguments: str) -> str:
    command = (sys.executable, "-m", module, *arguments)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module", params=[mypy, pyright], ids=lambda checker: checker.__name__)
def reported(request: pytest.FixtureRequest) -> Findings:
    findings: Findings = request.param()
    return findings


def test_a_program_with_every_input_is_accepted(reported: Findings) -> None:
    assert reported[ACCEPTED] == set()


def test_the_programs_have_every_input_and_every_output_with_items() -> None:
    accepted, refused = ((ROOT / path).read_text(encoding="utf-8") for path in (ACCEPTED, REFUSED))
    one, both = accepted[: accepted.index(BOTH)], accepted[accepted.index(BOTH) :]
    for kind, program in ((ClusterPeer, one), (ClusterPeering, both)):
        inputs = [name for name in inspect.signature(kind).parameters if name != "resource_name"]
        assert [name for name in inputs if f" {name}=" not in program] == []
    assert [field.name for field in OUTPUTS if field.keys and f"peer.{field.name}[" not in refused] == []


def test_every_mistake_is_found_and_nothing_else(reported: Findings) -> None:
    lines = (ROOT / REFUSED).read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, start=1) if line.endswith(MARK)}
    assert reported[REFUSED] == marked
