"""Which changes a reviewer must allow in so many words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ontap_peering import messages
from ontap_peering.review.changes import Change, Kind

WORDS: Final[tuple[tuple[Kind, Literal["removal", "replacement"]], ...]] = (
    ("delete", "removal"),
    ("replace", "replacement"),
)
"""Of changes that stop replication."""
MAX_REMOVED: Final = "max_removed"


@dataclass(frozen=True)
class Scope:
    """
    What a pull request changes in a fleet file: by relationship, what the file says before it and after it.

    `most_removed` is how many relationships may go, and `setting` how the file before it says so. `file` is its name.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    most_removed: int | None = None
    setting: str = ""
    file: str = "fleet.yaml"

    def may_change(self, relationship: str) -> bool:
        return self.before.get(relationship) != self.after.get(relationship)

    @property
    def removed(self) -> Collection[str]:
        return set(self.before) - set(self.after)


@dataclass
class Verdicts:
    """`refused` has a line for each thing that nobody allowed, `allowed` one for each that somebody did."""

    refused: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """The words that were given: kinds of change, and names of relationships; `by_label`: as labels."""

    given: Collection[str] = ()
    by_label: bool = False


def judged(changes: Sequence[Change], scopes: Iterable[Scope], words: Words) -> Verdicts:
    """What of these changes needs a word."""
    allowed, by_label = words.given, words.by_label
    found = Verdicts()
    for kind, word in WORDS:
        live = [each for each in changes if each.kind == kind and each.is_live is not False]
        is_allowed = {each: word in allowed or {each.relationship, each.resource} & {*allowed} for each in live}
        refused = [each.relationship for each in live if not is_allowed[each]]
        if refused:
            found.refused.append(messages.would_stop_replication(word, refused, by_label=by_label))
        if named := [each.relationship for each in live if is_allowed[each]]:
            found.allowed.append(messages.allowed_to_stop(word, named))
    for line in dict.fromkeys(line for scope in scopes if (line := _too_many_removed(scope))):
        if MAX_REMOVED in allowed:
            found.allowed.append(line)
        else:
            found.refused.append(messages.unless_allowed(line, MAX_REMOVED, by_label=by_label))
    return found


def _too_many_removed(scope: Scope) -> str | None:
    """The line about it, without what to do."""
    if scope.most_removed is None or len(scope.removed) <= scope.most_removed:
        return None
    return messages.too_many_removed(
        scope.file, len(scope.removed), len(scope.before), scope.most_removed, scope.setting
    )
