"""Which changes a reviewer must allow in so many words."""

from collections.abc import Collection, Mapping, Sequence
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
    What a pull request changes in the fleet file: by relationship, what the file says before it and after it.

    `most_removed` is how many relationships may go, and `setting` how the file before it says so.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    most_removed: int | None = None
    setting: str = ""

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


def judged(changes: Sequence[Change], scope: Scope | None, allowed: Collection[str]) -> Verdicts:
    """What of these changes needs a word. `allowed` are the words that were given: kinds of change, and names."""
    found = Verdicts()
    for kind, word in WORDS:
        live = [each for each in changes if each.kind == kind and each.is_live is not False]
        is_allowed = {each: word in allowed or {each.relationship, each.resource} & {*allowed} for each in live}
        refused = [each.relationship for each in live if not is_allowed[each]]
        if refused:
            found.refused.append(messages.would_stop_replication(word, refused))
        if named := [each.relationship for each in live if is_allowed[each]]:
            found.allowed.append(messages.allowed_to_stop(word, named))
    if scope is not None and scope.most_removed is not None and len(scope.removed) > scope.most_removed:
        line = messages.too_many_removed(len(scope.removed), len(scope.before), scope.most_removed, scope.setting)
        (found.allowed if MAX_REMOVED in allowed else found.refused).append(line)
    return found
