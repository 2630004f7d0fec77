"""
The story that an example's README tells: commands in ```console blocks, each with the lines that it prints.

    $ pulumi up --skip-preview
    Updating (dev):
    ...

A line `...` stands for any lines, at least one. What differs from run to run is not compared: uuids, instants, ports,
and the order in which the engine tells of several resources in a row; so `...` stands for all of such a row, or none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it import MarkdownIt

PROMPT = "$ "
ELISION = "..."
ANY_LINES = r"(?:.*\n)+?"
BLOCK = "console"
EXIT_CODE = "echo $?"
"""Follows a command that is expected to fail; any other command that fails ends the story."""

RESOURCE = re.compile(r"^ (?P<change>[-+~<>= ]{2}) [\w-]+:[\w/.-]+:\w+ \S+(?P<status> .*)?$")
PASSED = re.compile(r" \(\d[\dhms.]*\)(?= \[diff: | \d+ message|$)")
UNTOLD = re.compile(r"^ *(?:[a-z]+ing\b.*|refresh|read|)$")
"""What the engine says of a resource while it is at work, or when nothing came of it."""
PASSING = re.compile(r"^(?:Duration: |@ )")
SAME = (
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"), "INSTANT"),
    (re.compile(r"\b127\.0\.0\.1:\d+\b"), "127.0.0.1:PORT"),
)


@dataclass(frozen=True)
class Step:
    """A command, and the lines that the README shows below it."""

    command: str
    shown: tuple[str, ...]

    def text(self, printed: Sequence[str]) -> str:
        return "".join(f"{line}\n" for line in (PROMPT + self.command, *printed))


def told(readme: str) -> list[Step]:
    return [step for token in MarkdownIt().parse(readme) if token.info == BLOCK for step in _steps(token.content)]


def rewritten(readme: str, told_anew: Sequence[tuple[Step, Sequence[str]]]) -> str:
    """The README with what its commands print now, wherever it shows something else."""
    written, rest = "", readme
    for step, printed in told_anew:
        before, here, rest = rest.partition(step.text(step.shown))
        written += before + (here if agrees(step.shown, printed) else step.text(printed))
    return written + rest


def lasting(output: str) -> list[str]:
    """What the engine or another program prints, without what is overwritten on a terminal, times and blank lines."""
    lines = [PASSED.sub("", line.rstrip()) for line in output.splitlines()]
    kept = [line for line in lines if line and not PASSING.match(line) and not _is_progress(line)]
    return [line for number, line in enumerate(kept) if not RESOURCE.match(line) or line not in kept[number + 1 :]]


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    lines = (ANY_LINES if line == ELISION else re.escape(f"{line}\n") for line in _comparable(shown))
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in _comparable(printed))) is not None


def _steps(content: str) -> Iterator[Step]:
    command = ""
    shown: list[str] = []
    for line in content.splitlines():
        if line.startswith(PROMPT):
            if command:
                yield Step(command, tuple(shown))
            command, shown = line.removeprefix(PROMPT), []
        else:
            shown.append(line)
    if command:
        yield Step(command, tuple(shown))


def _is_progress(line: str) -> bool:
    found = RESOURCE.match(line)
    return found is not None and (found["change"].isspace() or UNTOLD.match(found["status"] or "") is not None)


def _comparable(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    for pattern, word in SAME:
        text = pattern.sub(word, text)
    runs = groupby(text.splitlines(), key=lambda line: RESOURCE.match(line) is not None)
    return [line for in_any_order, run in runs for line in (sorted(run) if in_any_order else run)]
