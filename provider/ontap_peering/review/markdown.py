"""
The comment itself. Whatever is in it was written by others: it is text, and never markup.

A forge refuses a comment that is too long, so rows are left out, and counted; none is cut. What must be seen comes
first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ontap_peering import messages
from ontap_peering.review.report import WORDS, Review, Row, StackPart

MARKER: Final = "<!-- ontap-peering:review -->"
"""By which a job finds its comment again."""
LIMIT: Final = 64_000
"""GitHub's is 65,536 characters, GitLab's more."""
_LONGEST_CELL: Final = 1_000
_MOST_LINES: Final = 20
"""Of warnings of one stack."""


@dataclass(frozen=True)
class _Section:
    """A heading, and rows of which some may be left out."""

    heading: str
    rows: Sequence[str]


def comment(review: Review, limit: int = LIMIT) -> str:
    """Of at most `limit` characters. No part of it takes the room of those after it, as long as it has the half."""
    begin = f"{MARKER}\n### {messages.review_heading()}\n\n{escaped(summary(review))}\n"
    sections = [each for each in _sections(review) if each.rows]
    more = len(messages.rows_left_out(limit)) + 2
    room = limit - len(begin) - sum(len(each.heading) + more + 2 for each in sections)
    parts = [begin]
    for number, section in enumerate(sections):
        of_later = sum(map(_length, sections[number + 1 :]))
        shown = list(_that_fit(section.rows, max(room - of_later, room // 2)))
        room -= sum(len(row) + 1 for row in shown)
        left_out = len(section.rows) - len(shown)
        end = f"\n{messages.rows_left_out(left_out)}\n" if left_out else ""
        heading = [section.heading] if section.heading else []
        parts.append("\n".join([*heading, *shown, end]))
    return "\n".join(parts)


def _length(section: _Section) -> int:
    return sum(len(row) + 1 for row in section.rows)


def _that_fit(rows: Iterable[str], room: int) -> Iterator[str]:
    """As many of the first rows as there is room for; each ends a line."""
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            return
        yield row


def summary(review: Review) -> str:
    """The one line of totals."""
    counts = review.counts
    said = [f"{counts[word]} {word}" for word in WORDS.values() if counts.get(word)]
    warnings = sum(len(each.warnings) for each in review.stacks)
    failed = sum(not each.is_complete for each in review.stacks)
    drift, alarms = len(review.drift), len(review.alarms)
    return messages.review_totals(
        [each.title for each in review.stacks], said, drift=drift, alarms=alarms, warnings=warnings, failed=failed
    )


def escaped(text: str) -> str:
    """The text, so that no forge takes anything in it for markup, for somebody's name or for another issue."""
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_\[\]~$|])", r"\\\1", line)
    line = re.sub(r"([@#!%])(?=[\w-])|(?i:(&amp;|\bgh-))(?=\d)", r"\1\2&#8203;", line)
    return re.sub(r"(https?|ftp)(://)|(www)(\.)", _unlinked, line)


def _unlinked(found: re.Match[str]) -> str:
    return "&#8203;".join(part for part in found.groups() if part)


def _sections(review: Review) -> Iterator[_Section]:
    yield _Section(messages.review_errors(), _list(review.errors))
    yield _Section(messages.review_refused(), _list(review.refused))
    yield _Section(messages.review_alarms(), _list(review.alarms))
    yield _Section(messages.review_allowed(), _list(review.allowed))
    has_stacks = len(review.stacks) > 1
    yield _table([messages.review_changes()], review.changes, has_stacks=has_stacks)
    yield _table([messages.review_drift(), messages.review_of_drift()], review.drift, has_stacks=has_stacks)
    yield _Section("", _list(_notes(review)))
    yield _Section("", _nothing_changes(review))
    others = [
        f"{each.title}: {messages.other_resources(counted(each.others))}" for each in review.stacks if each.others
    ]
    yield _Section("", _list(others))
    yield _Section("", [_details(each) for each in review.stacks if each.warnings])


def _table(said: Sequence[str], rows: Sequence[Row], *, has_stacks: bool) -> _Section:
    """No column is the same in all rows."""
    interrupts = any(each.interrupts != messages.no_interruption() for each in rows)
    before = " ".join([*said[1:], *([] if interrupts else [messages.none_interrupts()])])
    columns = messages.review_columns(has_stacks=has_stacks, interrupts=interrupts)
    heading = "\n\n".join(filter(None, (said[0], before, f"{columns}\n|{'---|' * (columns.count('|') - 1)}")))
    return _Section(heading, [_row(each, has_stacks=has_stacks, interrupts=interrupts) for each in rows])


def _notes(review: Review) -> Iterator[str]:
    """Each note with the stacks of which it is."""
    titles: dict[str, list[str]] = {}
    for stack in review.stacks:
        for note in stack.notes:
            titles.setdefault(note, []).append(stack.title)
    yield from (messages.said_about(note, stacks) for note, stacks in titles.items())


def _nothing_changes(review: Review) -> list[str]:
    """The stacks that are in no table, unless that is all of them."""
    named = {each.stack for each in (*review.changes, *review.drift)}
    quiet = [each.title for each in review.stacks if each.is_complete and each.title not in named]
    return [escaped(messages.nothing_changes_in(quiet))] if 0 < len(quiet) < len(review.stacks) else []


def _list(lines: Iterable[str]) -> list[str]:
    return [f"- {escaped(line)}" for line in lines]


def _row(row: Row, *, has_stacks: bool, interrupts: bool) -> str:
    name = row.relationship if row.resource == row.relationship else f"{row.resource} ({' and '.join(row.clusters)})"
    why = "<br>".join(map(escaped, row.why))
    cells = [escaped(row.stack)] if has_stacks else []
    cells += [f"**{escaped(name)}**", row.change, why]
    if interrupts:
        cells.append(f"**{row.interrupts}**" if row.interrupts != messages.no_interruption() else row.interrupts)
    return f"| {' | '.join(cells)} |"


def _details(stack: StackPart) -> str:
    lines = _list(stack.warnings[:_MOST_LINES])
    if len(stack.warnings) > _MOST_LINES:
        lines.append(f"- {messages.rows_left_out(len(stack.warnings) - _MOST_LINES)}")
    title = f"{escaped(stack.title)}: {messages.warned(len(stack.warnings))}"
    body = "\n".join(lines)
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[word]} {word}" for word in WORDS.values() if counts.get(word))
