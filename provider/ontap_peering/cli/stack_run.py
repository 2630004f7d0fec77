"""One run of the engine on one stack: what it did, why it failed, and who holds the lock that it met."""

import json
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pulumi.automation import PulumiCommand
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from ontap_peering import messages


class Verb(StrEnum):
    UP = "up"
    PREVIEW = "preview"


class Result(StrEnum):
    """The worst last."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    WOULD_CHANGE = "would change"
    NOT_STARTED = "not started"
    LOCKED = "locked"
    FAILED = "failed"


ARGUMENTS: Final[Mapping[Verb, Sequence[str]]] = {
    Verb.UP: ("up", "--yes", "--skip-preview", "--suppress-outputs"),
    Verb.PREVIEW: ("preview", "--suppress-outputs"),
}
DONE: Final = {
    "same": "unchanged",
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "replace": "replaced",
}
"""The engine's words for what it did; it has others, which are shown as they are."""
CLOSING: Final = ("update failed", "preview failed")
_COLOR = re.compile(r"<\{%.*?%\}>")
_ABOUT = re.compile(r"^\S+ resource '[^']*' has a problem: ")
_LOCK = re.compile(r"created by (?P<holder>\S+ \(pid \d+\)) at (?P<since>\S+)")


@dataclass(frozen=True)
class Lock:
    """`holder` is as the engine names it: user, host and process."""

    holder: str
    since: str


@dataclass(frozen=True)
class Outcome:
    """`changes` are the engine's own counts of resources, by operation."""

    stack: str
    result: Result
    seconds: float = 0.0
    changes: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[str] = ()
    lock: Lock | None = None

    def in_words(self, verb: Verb) -> str:
        words = DONE if verb is Verb.UP else {op: op if op != "same" else "unchanged" for op in DONE}
        to = "to " if verb is Verb.PREVIEW else ""
        counts = {op: self.changes[op] for op in (*DONE, *sorted(set(self.changes) - set(DONE))) if op in self.changes}
        return ", ".join(f"{count} {'' if op == 'same' else to}{words.get(op, op)}" for op, count in counts.items())


def run_stack(engine: PulumiCommand, verb: Verb, stack: str) -> Outcome:
    """The program in the working folder on this stack, which stays unselected."""
    stderr: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "events.jsonl"
        arguments = [*ARGUMENTS[verb], "--color=never", f"--stack={stack}", f"--event-log={log}"]
        failed, lock = False, None
        try:
            engine.run(arguments, cwd=".", additional_env={}, on_error=stderr.append)
        except ConcurrentUpdateError:
            lock = lock_in(stderr)
        except CommandError:
            failed = True
        seconds = time.monotonic() - began
        events = list(_events(log))
    if lock is not None:
        return Outcome(stack, Result.LOCKED, seconds, lock=lock)
    summaries = [event["resourceChanges"] for event in _of_kind(events, "summaryEvent")]
    changes = summaries[-1] if summaries else {}
    if failed:
        errors = errors_in(_of_kind(events, "diagnosticEvent")) or _said(stderr)
        return Outcome(
            stack, Result.FAILED, seconds, changes, errors or [messages.unexplained_failure(stack, str(verb))]
        )
    is_changed = any(count for op, count in changes.items() if op != "same")
    result = Result.UNCHANGED if not is_changed else Result.CHANGED if verb is Verb.UP else Result.WOULD_CHANGE
    return Outcome(stack, result, seconds, changes)


def lock_in(stderr: Iterable[str]) -> Lock:
    """The first one that the engine names; Pulumi's cloud names none."""
    found = next((match for line in stderr if (match := _LOCK.search(line))), None)
    return Lock(found["holder"], found["since"]) if found else Lock("another run", "an unknown time")


def errors_in(diagnostics: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each error in one line, with the resource that has it."""
    found = []
    for each in diagnostics:
        text = _ABOUT.sub("", " ".join(_COLOR.sub("", each["message"]).split()).removeprefix("error: "))
        if each["severity"] == "error" and text not in CLOSING:
            resource = each.get("urn", "").rpartition("::")[2]
            is_stack = "::pulumi:pulumi:Stack::" in each.get("urn", "")
            found.append(f"{resource}: {text}" if resource and not is_stack else text)
    return list(dict.fromkeys(found))


def _events(log: Path) -> Iterator[Mapping[str, Any]]:
    """Of a log whose last line may be cut short, if there is one."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _of_kind(events: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    return (event[kind] for event in events if kind in event)


def _said(stderr: Iterable[str]) -> list[str]:
    """What the engine refused before it began."""
    return [line.removeprefix("error: ").strip() for line in stderr if line.startswith("error: ")]
