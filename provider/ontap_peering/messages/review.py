"""About a preview, in the comment on a pull request: why, and what was wrong with the preview itself."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

Interruption = Literal["delete", "replace", "replace of one side", "unknown"]

_LONGEST: Final = 100
_MOST_NAMES: Final = 4


def _shown(value: Any) -> str:
    """A value of an input as a program has it, cut if it is long."""
    if value is None:
        return "not given"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def preview_is_empty() -> str:
    return "the file is empty: the preview was not run, or ended before it wrote anything; see the log of that job"


def preview_is_missing() -> str:
    return "there is no preview: the job that makes it ended before that; see its log"


def preview_is_cut_off() -> str:
    return "the JSON ends in the middle: the preview was killed, or its disk was full; see the log of that job"


def not_a_preview() -> str:
    return "this is JSON, but not what `pulumi preview --json` writes"


def _said(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def said_about(line: str, resources: Sequence[str]) -> str:
    return f"{_said(resources)}: {line}" if resources else line


def and_more(count: int) -> str:
    return f"and {count} more; see the log of that job"


def new_in_program() -> str:
    return "new in the program"


def input_given(path: str, value: Any) -> str:
    return f"{path}: {_shown(value)}"


def removed_from_program() -> str:
    return "no longer in the program"


def gone_from_clusters() -> str:
    return "it is gone from the clusters, and will be created again"


def both_get_passphrase() -> str:
    return "both sides get a new passphrase, in place"


def passphrase_changes() -> str:
    return "gets a new passphrase"


def not_known_yet(path: str) -> str:
    return f"{path}: its new value is known only while `pulumi up` runs"


def input_changes(path: str, before: Any, after: Any) -> str:
    return f"{path}: {_shown(before)} → {_shown(after)}"


def differs_on_cluster(path: str, seen: Any, declared: Any) -> str:
    return f"{path}: somebody changed it to {_shown(seen)}; the program says {_shown(declared)}"


def replaced_for(keys: Iterable[str]) -> str:
    return f"this change of {' and '.join(keys)} needs a new peering: what exists is deleted first"


def replaced_by_order() -> str:
    return "it is deleted and created again, as `--replace` or a resource option says"


def engine_sees(properties: Iterable[str]) -> str:
    named = ", ".join(properties)
    return f"Pulumi sees a difference in {named}" if named else "Pulumi sees a difference, and does not say in what"


def not_of_this_change() -> str:
    return (
        "the fleet file says the same before and after this pull request: it was merged before and is not applied yet, "
        "unless the pull request changes the program itself"
    )


def no_interruption() -> str:
    return "no"


def interruption(of: Interruption) -> str:
    """Of a relationship that carries replication now."""
    return {
        "delete": "yes, for good",
        "replace": "yes, until both sides are made again",
        "replace of one side": "yes, until the other side accepts the new one",
        "unknown": "not known",
    }[of]


def would_stop_replication(
    what: Literal["removal", "replacement"], relationships: Sequence[str], *, by_label: bool
) -> str:
    verb = {"removal": "removed", "replacement": "deleted and created again"}[what]
    whose, more = ("its", "") if len(relationships) == 1 else ("their", " and so on")
    line = f"{_said(relationships)} would be {verb}, and {whose} replication would stop"
    of_one = _word(relationships[0], by_label=by_label)
    return f"{unless_allowed(line, what, by_label=by_label)}, or {of_one}{more}"


def unless_allowed(line: str, word: str, *, by_label: bool) -> str:
    how = "give the pull request the label" if by_label else "run the review with"
    return f"{line}. If that is intended, {how} {_word(word, by_label=by_label)}"


def _word(word: str, *, by_label: bool) -> str:
    return f"allow:{word}" if by_label else f"--allow {word}"


def allowed_to_stop(what: Literal["removal", "replacement"], relationships: Sequence[str]) -> str:
    return f"the {what} of {_said(relationships)}"


def too_many_removed(file: str, count: int, total: int, most: int, max_removed: str) -> str:
    return (
        f"{file}: {count} of {total} relationships would be removed, and the file before this pull request "
        f"allows {most} (safety.max_removed: {max_removed})"
    )


def drift_not_looked_for() -> str:
    return "this preview did not look at the clusters, so drift does not show: use `pulumi preview --refresh --json`"


def review_heading() -> str:
    return "Cluster peerings"


def review_totals(  # noqa: PLR0913 - one line of numbers
    stacks: Sequence[str], counts: Sequence[str], *, drift: int, alarms: int, warnings: int, failed: int
) -> str:
    where = stacks[0] if len(stacks) == 1 else _counted(len(stacks), "stack")
    parts = []
    if failed:
        parts.append(
            f"{failed} of {len(stacks)} previews failed" if len(stacks) > 1 else f"The preview of {where} failed"
        )
    if counts:
        parts.append(f"{', '.join(counts)} in {where}")
    elif not failed:
        parts.append(f"Nothing changes in {where}")
    if drift:
        parts.append(f"{drift} with drift that this pull request does not cause")
    if alarms:
        parts.append(_counted(alarms, "alarm"))
    if warnings:
        parts.append(warned(warnings))
    return "; ".join(parts)


def warned(count: int) -> str:
    return _counted(count, "warning")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def rows_left_out(count: int) -> str:
    return f"and {count} more, in the JSON of the previews"


def review_errors() -> str:
    return "**Failed, so that this review is not complete:**\n"


def review_refused() -> str:
    return "**Blocked until somebody allows it:**\n"


def review_allowed() -> str:
    return "**Allowed for this pull request:**\n"


def review_alarms() -> str:
    return "**Alarms:**\n"


def review_changes() -> str:
    return "#### What this pull request does"


def review_columns(*, has_stacks: bool, interrupts: bool) -> str:
    first, last = "Stack | " if has_stacks else "", " Interrupts replication? |" if interrupts else ""
    return f"| {first}Relationship | Change | Why |{last}"


def none_interrupts() -> str:
    return "None of it interrupts replication."


def review_drift() -> str:
    return "#### Drift that this pull request does not cause"


def review_of_drift() -> str:
    return "The next successful `pulumi up` does this as well."


def other_resources(counts: str) -> str:
    return f"other resources: {counts}"


def nothing_changes_in(stacks: Sequence[str]) -> str:
    return f"Nothing changes in {', '.join(stacks)}."


def preview_unreadable(problem: str) -> str:
    return f"the file cannot be read: {problem}; see the log of the job that ran the preview"


def base_and_head() -> str:
    return "--base and --head go together: the fleet file before the pull request, and the one of the pull request"
