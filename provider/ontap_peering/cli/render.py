"""
The three forms of what a command found: a table for people, markdown for comments and issues, JSON for programs.

A command makes a `Report`; nothing else prints. Colours are for terminals only, whatever rich takes for one, and
`NO_COLOR` turns them off there, too. Without a terminal no line is wrapped.
"""

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ontap_peering.cli.documents import Document
from ontap_peering.review.markdown import escaped

UNLIMITED: Final = 100_000
STYLES: Final[Mapping[str, str]] = {
    "alarm": "bold red",
    "warning": "yellow",
    "could not look": "magenta",
    "failed": "bold red",
    "locked": "yellow",
    "not started": "yellow",
    "ok": "green",
    "in_sync": "green",
}


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


OutputOption = Annotated[Output, typer.Option("--output", help="Form of the report.")]


@dataclass(frozen=True)
class Section:
    """One table. Without rows it is left out."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Report:
    """`headline` is the one line of totals; `document` is what JSON shows, complete in itself."""

    headline: str
    document: Document
    sections: Sequence[Section] = field(default_factory=tuple)


def show(report: Report, output: Output) -> None:
    """Print it on stdout."""
    if output is Output.TABLE:
        _print_tables(report)
    else:
        typer.echo(report.document.model_dump_json(indent=2) if output is Output.JSON else markdown(report))


def markdown(report: Report) -> str:
    """GitHub's and GitLab's; what a cluster or a user named is text, whatever characters it has."""
    return "\n".join([escaped(report.headline), *(line for each in _filled(report) for line in _markdown_table(each))])


def _filled(report: Report) -> Iterator[Section]:
    return (each for each in report.sections if each.rows)


def _markdown_table(section: Section) -> Iterator[str]:
    yield from ("", f"### {escaped(section.title)}", "") if section.title else ("",)
    yield _markdown_row(section.columns)
    yield _markdown_row(["---"] * len(section.columns), is_text=False)
    yield from map(_markdown_row, section.rows)


def _markdown_row(cells: Sequence[str], *, is_text: bool = True) -> str:
    return f"| {' | '.join(map(escaped, cells) if is_text else cells)} |"


def _print_tables(report: Report) -> None:
    written = io.StringIO()
    plain = Console(file=written, width=UNLIMITED, force_terminal=False)
    console = Console() if sys.stdout.isatty() else plain
    console.print(Text(report.headline))
    for section in _filled(report):
        console.print()
        console.print(_table(section))
    for line in written.getvalue().splitlines():
        typer.echo(line.rstrip())


def _table(section: Section) -> Table:
    table = Table(
        box=None,
        title=section.title or None,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        show_header=any(section.columns),
    )
    for column in section.columns:
        table.add_column(column, overflow="fold", header_style="dim")
    for row in section.rows:
        table.add_row(*(Text(cell, style=STYLES.get(cell, "")) for cell in row))
    return table
