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
    begin = f"{MARKER}\n### {messages.review_heading()}\n\n{summary(review)}\n"
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
        parts.append("\n".join([section.heading, *shown]) + f"\n{end}")
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
        len(review.stacks), said, drift=drift, alarms=alarms, warnings=warnings, failed=failed
    )


def escaped(text: str) -> str:
    """The text, so that no forge takes anything in it for markup, for somebody's name or for another issue."""
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_\[\]~$|])", r"\\\1", line)
    line = re.sub(r"([@#!%])(?=[\w-])", r"\1&#8203;", line)
    return re.sub(r"(https?|ftp)(://)|(www)(\.)", _unlinked, line)


def _unlinked(found: re.Match[str]) -> str:
    return "&#8203;".join(part for part in found.groups() if part)


def _sections(review: Review) -> Iterator[_Section]:
    yield _Section(messages.review_errors(), _list(review.errors))
    yield _Section(messages.review_refused(), _list(review.refused))
    yield _Section(messages.review_alarms(), _list(review.alarms))
    has_stacks = len(review.stacks) > 1
    for title, rows in ((messages.review_changes(), review.changes), (messages.review_drift(), review.drift)):
        columns = messages.review_columns(has_stacks=has_stacks)
        heading = f"{title}\n\n{columns}\n|{'---|' * (columns.count('|') - 1)}"
        yield _Section(heading, [_row(each, has_stacks=has_stacks) for each in rows])
    yield _Section("", _list(review.allowed))
    quiet = [f"- {_title(each)}" for each in review.stacks if not _lines(each)] if has_stacks else []
    yield _Section(messages.review_quiet_stacks(), quiet)
    yield _Section("", [_details(each) for each in review.stacks if _lines(each)])


def _list(lines: Iterable[str]) -> list[str]:
    return [f"- {escaped(line)}" for line in lines]


def _row(row: Row, *, has_stacks: bool) -> str:
    name = row.relationship if row.resource == row.relationship else f"{row.resource} ({' and '.join(row.clusters)})"
    why = "<br>".join(map(escaped, row.why))
    interrupts = f"**{escaped(row.interrupts)}**" if row.interrupts != messages.no_interruption() else row.interrupts
    cells = [f"**{escaped(name)}**", row.change, why, interrupts]
    return f"| {' | '.join([escaped(row.stack), *cells] if has_stacks else cells)} |"


def _details(stack: StackPart) -> str:
    body = "\n".join(_lines(stack))
    return f"<details><summary>{_title(stack)}</summary>\n\n{body}\n\n</details>"


def _title(stack: StackPart) -> str:
    said = [counted(stack.counts)] if stack.counts else []
    said += [messages.with_drift(stack.drift)] if stack.drift else []
    said += [] if stack.is_complete else [messages.preview_failed()]
    return f"{escaped(stack.title)}: {'; '.join(said) or messages.nothing_counted()}"


def _lines(stack: StackPart) -> list[str]:
    lines = [*_list(stack.notes), *_list(stack.warnings[:_MOST_LINES])]
    if len(stack.warnings) > _MOST_LINES:
        lines.append(f"- {messages.rows_left_out(len(stack.warnings) - _MOST_LINES)}")
    if stack.others:
        lines.append(f"- {messages.other_resources(counted(stack.others))}")
    return lines


def counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[word]} {word}" for word in WORDS.values() if counts.get(word))
