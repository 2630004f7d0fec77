"""
`ontap-peering review`: the comment that the reviewer of a pull request reads, from `pulumi preview --json`.

It reads files and nothing else, and writes the comment to stdout whatever became of the previews.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.render import Output, Report, Section, show
from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet_file import load_fleet
from ontap_peering.review.markdown import comment, summary
from ontap_peering.review.preview import Preview, parsed, readable
from ontap_peering.review.report import Review, Row, reviewed
from ontap_peering.review.safety import Scope


def review(
    previews: Annotated[list[Path], typer.Argument(metavar="PREVIEW.json...", help="One file for each stack.")],
    *,
    base: Annotated[
        Path | None, typer.Option(metavar="FLEET.yaml", help="The fleet file before the pull request.")
    ] = None,
    head: Annotated[
        Path | None, typer.Option(metavar="FLEET.yaml", help="The fleet file of the pull request; goes with --base.")
    ] = None,
    allow: Annotated[
        list[str],
        typer.Option(
            metavar="WORD",
            help="What may happen: `removal` or `replacement` of relationships that carry replication, `max_removed`, "
            "or the name of one relationship. Repeat it for more.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    output: Annotated[Output, typer.Option(help="How to print it.")] = Output.MARKDOWN,
) -> None:
    """Write the comment for a pull request from what `pulumi preview --refresh --json` wrote for each stack."""
    if (base is None) != (head is None):
        raise typer.BadParameter(messages.base_and_head())
    found = [_preview(path) for path in previews]
    scope, problems = None, []
    if base and head:
        try:
            scope = _scope(load_fleet(base), load_fleet(head))
        except FleetError as error:
            problems = [readable(line) for line in str(error).splitlines()]
    made = reviewed(found, datetime.now(UTC), scope, allow, problems)
    if output is Output.MARKDOWN:
        typer.echo(comment(made))
    else:
        show(Report(summary(made), asdict(made), _sections(made)), output)
    raise typer.Exit(exit_code(made))


def exit_code(found: Review) -> ExitCode:
    """A preview that failed may hide everything else."""
    if found.errors:
        return ExitCode.NOT_SEEN
    return ExitCode.SAFETY_RULE if found.refused else ExitCode.AS_IT_SHOULD_BE


def _sections(made: Review) -> list[Section]:
    lists = (("errors", made.errors), ("refused", made.refused), ("alarms", made.alarms))
    found = [Section(title, ("line",), [(line,) for line in lines]) for title, lines in lists]
    columns = ("stack", "relationship", "change", "why", "interrupts replication")
    tables = (("changes", made.changes), ("drift", made.drift))
    return [*found, *(Section(title, columns, [_cells(row) for row in rows]) for title, rows in tables)]


def _cells(row: Row) -> tuple[str, ...]:
    return row.stack, row.relationship, row.change, "; ".join(row.why), row.interrupts


def _preview(path: Path) -> Preview:
    """A file that is missing is a preview that failed: the comment is there all the same."""
    try:
        return parsed(path.stem, path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        return Preview(path.stem, errors=(messages.preview_unreadable(error.strerror or type(error).__name__),))


def _scope(before: Fleet, after: Fleet) -> Scope:
    """How much may be removed is what the fleet file said before: no pull request raises its own limit."""
    most = before.safety.removable(len(before.relationships))
    return Scope(before.relationships, after.relationships, most, before.safety.max_removed or "")
