"""Everything that the comment says about one or many previews, as data."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Final

from ontap_peering import messages
from ontap_peering.kinds import RESOURCES
from ontap_peering.review.changes import KINDS, Change, Kind, change_of
from ontap_peering.review.preview import Preview, Step
from ontap_peering.review.safety import Scope, Words, judged

WORDS: Final[Mapping[Kind, str]] = {
    "create": "new",
    "import": "imported",
    "update": "changed",
    "replace": "replaced",
    "delete": "removed",
    "same": "unchanged",
}
MENDING: Final[Mapping[Kind, str]] = {**WORDS, "create": "created again", "update": "mended"}
LOOKED_AT: Final = "looked at again"
"""One of whose clusters did not answer: what is due there is not known."""
NO_SCOPES: Final[Mapping[str, Scope]] = {}
NO_WORDS: Final = Words()
_NO_RESOURCE: Final = ("pulumi:pulumi:", "pulumi:providers:", "ontap:index:")
_ALARM: Final = "ALARM: "
_PAIR_TWICE: Final = re.compile(r"^(\S+)--(\S+) \(peering of \1 and \2\): ")


@dataclass(frozen=True)
class Row:
    """One relationship in one of the two tables."""

    stack: str
    relationship: str
    resource: str
    clusters: tuple[str, ...]
    change: str
    why: tuple[str, ...]
    interrupts: str


@dataclass(frozen=True)
class StackPart:
    """
    What is said of one stack, folded.

    `counts` has how many relationships the pull request leaves new, changed, ..., by word; `drift` how many have drift;
    `others` counts resources that are no peerings.
    """

    title: str
    is_complete: bool
    counts: Mapping[str, int]
    drift: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """
    `changes` is what the pull request does, `drift` what is due without it.

    `errors` are previews that failed, `refused` what needs a word that was not given, `allowed` what had one.
    """

    changes: tuple[Row, ...]
    drift: tuple[Row, ...]
    errors: tuple[str, ...]
    alarms: tuple[str, ...]
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    stacks: tuple[StackPart, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Of all stacks together."""
        return sum((Counter(each.counts) for each in self.stacks), Counter[str]())


def reviewed(
    previews: Sequence[Preview],
    now: datetime,
    scopes: Mapping[str, Scope] = NO_SCOPES,
    words: Words = NO_WORDS,
    problems: Sequence[str] = (),
) -> Review:
    """
    What the comment says. `now` is the time of the previews.

    `scopes`: what the pull request changes in the fleet file of a stack, by its name. `problems` are mistakes in them.
    """
    previews = _with_short_titles(previews)
    changes = [list(_changes(preview, now)) for preview in previews]
    of_stacks = [scopes.get(preview.name) for preview in previews]
    new = [each for found, scope in zip(changes, of_stacks, strict=True) for each in found if not _is_old(each, scope)]
    verdicts = judged(new, scopes.values(), words)
    own, drift = ([_rows(row_of, *each) for each in zip(changes, of_stacks, strict=True)] for row_of in (_own, _drift))
    errors = _of_stacks(previews, [each.errors for each in previews])
    untold = list(map(_untold, previews, changes))
    return Review(
        changes=_in_order(chain.from_iterable(own)),
        drift=_in_order(chain.from_iterable(drift)),
        errors=(*(each for each in problems if not any(each in line for line in errors)), *errors),
        alarms=_of_stacks(previews, map(_alarms, untold, changes)),
        refused=tuple(verdicts.refused),
        allowed=tuple(verdicts.allowed),
        stacks=tuple(map(_part, previews, changes, untold, own, drift)),
    )


def _with_short_titles(previews: Sequence[Preview]) -> list[Preview]:
    """Without the project's name, if they are all of one."""
    projects = {each.stack.partition("/")[0] for each in previews if each.stack}
    return [replace(each, stack=each.name) for each in previews] if len(projects) == 1 else list(previews)


def _of_stacks(previews: Sequence[Preview], lines: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each line with its stack, if there are several."""
    found = zip(previews, lines, strict=True)
    return tuple(f"{each.title}: {line}" if len(previews) > 1 else line for each, of_it in found for line in of_it)


def _rows(
    row_of: Callable[[Change, Scope | None], Row | None], changes: Sequence[Change], scope: Scope | None
) -> list[Row]:
    return [row for each in changes if (row := row_of(each, scope))]


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """What takes most away comes first."""
    order = ["removed", "replaced", "changed", "mended", LOOKED_AT, "imported", "created again", "new"]
    return tuple(sorted(rows, key=lambda row: (order.index(row.change), row.stack, row.relationship)))


def _changes(preview: Preview, now: datetime) -> Iterator[Change]:
    for steps in _by_resource(preview.steps, RESOURCES).values():
        yield change_of(preview.title, steps, now)


def _by_resource(steps: Iterable[Step], types: Collection[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        if step.type in types:
            found.setdefault(step.urn, []).append(step)
    return found


def _own(change: Change, scope: Scope | None) -> Row | None:
    """The row about what the pull request does, None if it does nothing to this one."""
    is_new = change.kind in ("create", "import") and not change.drift
    acts = is_new or change.kind in ("delete", "replace") or bool(change.does)
    if change.kind == "same" or not acts or not _is_in_scope(change, scope):
        return None
    return _row(change, WORDS[change.kind], change.does)


def _drift(change: Change, scope: Scope | None) -> Row | None:
    """The row about what is due without the pull request, None if nothing is."""
    if change.kind == "same":
        return None
    if _is_in_scope(change, scope):
        word = LOOKED_AT if change.drift == (messages.peering_unreached(),) else MENDING[change.kind]
        return _row(change, word, change.drift) if change.drift else None
    earlier = (*change.does, messages.not_of_this_change()) if change.does else ()
    words = MENDING if change.drift else WORDS
    return _row(change, words[change.kind], (*change.drift, *earlier))


def _is_in_scope(change: Change, scope: Scope | None) -> bool:
    return scope is None or not change.is_of_fleet or scope.may_change(change.relationship)


def _is_old(change: Change, scope: Scope | None) -> bool:
    """Whether it removes what the fleet file did not have before the pull request, either."""
    if scope is None or not change.is_of_fleet or change.kind != "delete":
        return False
    return change.relationship not in {*scope.before, *scope.after}


def _row(change: Change, word: str, why: tuple[str, ...]) -> Row:
    return Row(change.stack, change.relationship, change.resource, change.clusters, word, why, _interruption(change))


def _interruption(change: Change) -> str:
    if change.kind not in ("delete", "replace") or change.is_live is False:
        return messages.no_interruption()
    if change.is_live is None:
        return messages.interruption("unknown")
    if change.kind == "delete":
        return messages.interruption("delete")
    return messages.interruption("replace" if change.is_peering else "replace of one side")


def _alarms(untold: Sequence[str], changes: Sequence[Change]) -> Iterator[str]:
    lines = [f"{each.resource}: {line}" for each in changes for line in each.alarms]
    lines += [line for line in untold if _ALARM in line]
    yield from dict.fromkeys(line.replace(_ALARM, "") for line in lines)


def _untold(preview: Preview, changes: Sequence[Change]) -> list[str]:
    """What the provider said that the plans do not say: of what is unchanged, the engine tells no state."""
    known = {line for each in changes for line in (*each.does, *each.drift, *each.alarms, *each.warnings)}
    gone = {each.resource for each in changes if each.drift == (messages.gone_from_clusters(),)}
    replaced = {each.resource for each in changes if each.kind == "replace"}
    return [
        _PAIR_TWICE.sub(r"\1--\2: ", line)
        for line in preview.told
        if not any(each in line for each in known) and line.partition(" (")[0] not in gone | replaced
    ]


def _part(
    preview: Preview, changes: Sequence[Change], untold: Sequence[str], own: Sequence[Row], drift: Sequence[Row]
) -> StackPart:
    is_complete = not preview.errors
    counts = Counter(row.change for row in own)
    if unchanged := sum(each.kind == "same" for each in changes) if is_complete else 0:
        counts[WORDS["same"]] = unchanged
    others = Counter(
        WORDS[step.op]
        for step in preview.steps
        if step.type not in RESOURCES
        and step.op in KINDS
        and step.op != "same"
        and not step.type.startswith(_NO_RESOURCE)
    )
    warnings = [f"{each.resource}: {line}" for each in changes for line in each.warnings]
    warnings += [line for line in untold if _ALARM not in line]
    has_state = any(step.old for step in preview.steps if step.type in RESOURCES)
    notes = [messages.drift_not_looked_for()] if has_state and not preview.is_refreshed else []
    return StackPart(
        preview.title,
        is_complete,
        counts=dict(counts),
        drift=len(drift),
        warnings=tuple(dict.fromkeys((*warnings, *preview.warnings))),
        notes=tuple(notes),
        others=dict(others),
    )
