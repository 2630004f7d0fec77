"""
What `pulumi preview --json` wrote, whatever became of it: steps and errors, without stack traces, paths and secrets.

The engine writes one JSON document, errors included. A shell may have put lines of stderr around it, a preview that
failed early wrote lines alone, and one that was killed wrote nothing, or half.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.kinds import MESH

SECRET: Final = "[secret]"  # noqa: S105 - what the engine writes in place of one
UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine writes in place of a value that it does not know yet."""
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which the engine marks a value that is more than it seems, such as a secret."""
_PARTS: Final = ("steps", "diagnostics", "changeSummary", "duration")
_EXPECTED_NONE: Final = "no changes were expected"
"""That `--expect-no-changes` found some is no failure of the preview."""
_PATH: Final = re.compile(r"file://\S*/|(?<![\w:/.~-])(?:[A-Za-z]:[\\/]|~?/)(?!api/)(?:[^\s/\\'\"<>:]+[/\\])+")
_TRACEBACK: Final = re.compile(r"^\s*Traceback \(most recent call last\):\n(?:\s+.*\n?)*", re.MULTILINE)
_OF_RESOURCE: Final = re.compile(r"^\S+ resource '[^']*' has a problem: ")
_CLOSING: Final = ("preview failed", "an unhandled error occurred: program exited with non-zero exit code: 1")
"""Lines of the engine's that say nothing if there are others."""
_MOST_LINES: Final = 5
_TERMINAL: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Step:
    """
    One step of the engine's. `keys` are the top-level properties in which it sees a difference.

    `old` and `new` are the resource's states, None where there is none.
    """

    op: str
    urn: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]

    @property
    def type(self) -> str:
        return self._types[-1]

    @property
    def is_of_fleet(self) -> bool:
        """Whether a fleet file declares it."""
        return MESH in self._types[:-1]

    @property
    def _types(self) -> list[str]:
        """Of its parents, and its own."""
        return self.urn.split("::")[2].split("$")


@dataclass(frozen=True)
class Preview:
    """
    One preview. `errors` are why it failed, `warnings` what the engine and the program warn of.

    `source` is how the user calls the file; `stack` is None if nothing in it says which stack it is of. `told` is what
    providers said about resources.
    """

    source: str
    stack: str | None = None
    steps: tuple[Step, ...] = ()
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.stack or self.source

    @property
    def name(self) -> str:
        """The stack's, without its project's."""
        return self.title.rpartition("/")[2]

    @property
    def is_refreshed(self) -> bool:
        """Whether the clusters were looked at, so that drift shows."""
        return any(step.op == "refresh" for step in self.steps)


@dataclass
class _Text:
    """The document in a text, None if there is none, and the lines around it."""

    document: Any = None
    around: list[str] = field(default_factory=list)
    is_cut_off: bool = False


def parsed(source: str, text: str) -> Preview:
    """The preview in the text of a file."""
    if not text.strip():
        return Preview(source, errors=(messages.preview_is_empty(),))
    found = _split(text)
    said = [line for line in found.around if _EXPECTED_NONE not in line]
    problems = [readable(line) for line in said if line.startswith("error: ")]
    if found.is_cut_off:
        return Preview(source, errors=(messages.preview_is_cut_off(), *_most(problems)))
    document = found.document
    if document is None:
        return Preview(source, errors=tuple(_most(problems or [readable(line) for line in said])))
    if not isinstance(document, Mapping) or not any(part in document for part in _PARTS):
        return Preview(source, errors=(messages.not_a_preview(),))
    steps = tuple(_steps(document.get("steps")))
    told = document.get("diagnostics")
    diagnostics = [each for each in told if isinstance(each, Mapping)] if isinstance(told, list) else []
    errors = [*_of_severity(diagnostics, "error"), *problems]
    return Preview(
        source,
        stack=next(map(_stack, steps), None) or next(map(_stack_of_urn, filter(None, map(_urn, diagnostics))), None),
        steps=steps,
        errors=tuple(errors),
        warnings=tuple(_of_severity(diagnostics, "warning")),
        told=tuple(_of_severity(diagnostics, "info#err")),
    )


def readable(message: str) -> str:
    """The message in one line, without the frames of a traceback and without the folders of a path."""
    line = " ".join(_TRACEBACK.sub("", _TERMINAL.sub("", message)).split())
    for prefix in ("error: ", "warning: ", "Preview failed: "):
        line = line.removeprefix(prefix)
    return _PATH.sub("", _OF_RESOURCE.sub("", line))


def without_secrets(value: Any) -> Any:
    """The value with what is marked as secret in it masked, as in a preview with `--show-secrets`."""
    match value:
        case Mapping() if _SIGNATURE in value:
            return SECRET
        case Mapping():
            return {key: without_secrets(item) for key, item in value.items()}
        case list():
            return [without_secrets(item) for item in value]
        case _:
            return value


def is_unknown(value: Any) -> bool:
    """Whether a value, or anything in it, is not known yet."""
    match value:
        case Mapping():
            return any(map(is_unknown, value.values()))
        case list():
            return any(map(is_unknown, value))
        case _:
            return bool(value == UNKNOWN)


def _split(text: str) -> _Text:
    start = re.search(r"^\s*\{", text, re.MULTILINE)
    if start is None:
        return _Text(around=_messages(text))
    before = _messages(text[: start.start()])
    try:
        document, end = json.JSONDecoder().raw_decode(text[start.end() - 1 :])
    except ValueError:
        return _Text(around=before, is_cut_off=True)
    return _Text(document, [*before, *_messages(text[start.end() - 1 + end :])])


def _messages(text: str) -> list[str]:
    """The messages in a text: a line each, with the indented lines and the traceback that belong to it."""
    found: list[str] = []
    for line in text.splitlines():
        is_more = line[:1].isspace() or line.startswith("Traceback (") or (found and found[-1].endswith("exception:"))
        if found and is_more:
            found[-1] += f"\n{line}"
        elif line.strip():
            found.append(line)
    return found


def _most(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield messages.and_more(len(lines) - _MOST_LINES)


def _of_severity(diagnostics: Sequence[Mapping[str, Any]], severity: str) -> list[str]:
    """A line for each thing that was said, with the resources of which it was said."""
    about: dict[str, list[str]] = {}
    for each in diagnostics:
        if each.get("severity") == severity and (line := readable(str(each.get("message", "")))):
            about.setdefault(line, []).append(_urn(each).rpartition("::")[2])
    lines = [messages.said_about(line, sorted(filter(None, set(names)))) for line, names in about.items()]
    return [line for line in lines if line not in _CLOSING] or lines


def _steps(found: Any) -> Iterator[Step]:
    for each in found if isinstance(found, list) else ():
        if not isinstance(each, Mapping) or str(each.get("urn", "")).count("::") < 3:  # noqa: PLR2004 - parts of a urn
            continue
        old, new = (_state(each.get(name)) for name in ("oldState", "newState"))
        keys = [*(each.get("diffReasons") or ()), *(each.get("detailedDiff") or ())]
        tops = (re.split(r"[.\[]", str(key))[0] for key in keys)
        yield Step(str(each.get("op")), str(each["urn"]), old, new, tuple(dict.fromkeys(tops)))


def _state(found: Any) -> Mapping[str, Any] | None:
    if not isinstance(found, Mapping):
        return None
    kept = {name: without_secrets(found.get(name)) for name in ("inputs", "outputs")}
    return {
        name: {k: v for k, v in each.items() if k != "__provider"} if isinstance(each, Mapping) else {}
        for name, each in kept.items()
    }


def _urn(diagnostic: Mapping[str, Any]) -> str:
    return str(diagnostic.get("urn") or "")


def _stack(step: Step) -> str:
    return _stack_of_urn(step.urn)


def _stack_of_urn(urn: str) -> str:
    stack, project = urn.removeprefix("urn:pulumi:").split("::")[:2]
    return f"{project}/{stack}"
