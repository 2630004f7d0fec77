#!/usr/bin/env python3
"""
Run an example: the commands of its README, in a copy of its folder, with simulated clusters.

The clusters are those of its `fabric.yaml`, or east, west and dr. Exits with 1 if a command fails or prints what the
README does not show; `--write` writes into the README what is printed.
"""

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from environment import ENDPOINTS_FILE, ROOT, settings
from simulated import simulator
from story import EXIT_CODE, Step, agrees, lasting, rewritten, told

EXAMPLES = ROOT / "examples"
WRITE = "--write"
IN_A_FOLDER = 'cd "$1" && (exit "$2"); eval "$3"; code=$?; pwd >"$4"; exit $code'
"""A command line in the folder, and after the exit code, of the one before; then the folder in which it ends."""
UNATTENDED = {"COLUMNS": "120", "PULUMI_SKIP_CONFIRMATIONS": "true"}


@dataclass
class Shell:
    """Keeps the working folder and the exit code from one command line to the next, as a terminal does."""

    folder: Path
    variables: Mapping[str, str]
    note: Path
    exit_code: int = 0

    def run(self, command: str) -> str:
        line = ("bash", "-c", IN_A_FOLDER, "bash", self.folder, str(self.exit_code), command, self.note)
        done = subprocess.run(
            line,
            env=dict(self.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.folder = Path(self.note.read_text(encoding="utf-8").rstrip("\n"))
        self.exit_code = done.returncode
        return done.stdout


def names() -> list[str]:
    return sorted(folder.name for folder in EXAMPLES.iterdir() if told(_readme(folder.name)))


def play(name: str) -> Iterator[tuple[Step, list[str]]]:
    """Each step of the example with what it printed, as soon as it has; ends early if one fails unexpectedly."""
    steps = told(_readme(name))
    expected_to_fail = [later.command == EXIT_CODE for later in steps[1:]] + [False]
    with tempfile.TemporaryDirectory(prefix="example-") as made:
        folder = Path(made)
        copy = shutil.copytree(EXAMPLES / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        fabric = copy / "fabric.yaml"
        clusters = ("--fabric", str(fabric)) if fabric.is_file() else ("--clusters", "east,west,dr")
        with simulator(folder / ENDPOINTS_FILE, *clusters):
            kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "ONTAP_"))}
            shell = Shell(copy, {**kept, **settings(folder), **UNATTENDED}, folder / "working-folder")
            for step, may_fail in zip(steps, expected_to_fail, strict=True):
                yield step, lasting(shell.run(step.command).replace(f"{folder}/", ""))
                if shell.exit_code and not may_fail:
                    return


def difference(step: Step, printed: Sequence[str]) -> str:
    """What the README shows and what was printed; empty if they agree."""
    if agrees(step.shown, printed):
        return ""
    shown, found = (step.text(lines).splitlines(keepends=True) for lines in (step.shown, printed))
    return "".join(difflib.unified_diff(shown, found, "README.md", "printed"))


def main(name: str, *, write: bool) -> int:
    readme = _readme(name)
    played = []
    for step, printed in play(name):
        print(step.text(printed), flush=True)
        played.append((step, printed))
    unplayed = told(readme)[len(played) :]
    if unplayed:
        print(f"example: the last command failed; {len(unplayed)} more would follow", file=sys.stderr)
        return 1
    if write:
        (EXAMPLES / name / "README.md").write_text(rewritten(readme, played), encoding="utf-8")
        return 0
    differences = [found for step, printed in played if (found := difference(step, printed))]
    print("\n".join(differences), end="", file=sys.stderr)
    return 1 if differences else 0


def _readme(name: str) -> str:
    path = EXAMPLES / name / "README.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    asked = [word for word in sys.argv[1:] if word != WRITE]
    if len(asked) != 1 or asked[0] not in names():
        wrong = f"no example is called {asked[0]}" if len(asked) == 1 else "which example?"
        sys.exit(f"example: {wrong}; try make example NAME={names()[0]}, or one of {', '.join(names()[1:])}")
    try:
        sys.exit(main(asked[0], write=WRITE in sys.argv))
    except KeyboardInterrupt:
        sys.exit(130)
