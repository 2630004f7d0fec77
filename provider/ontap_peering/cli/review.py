"""
`ontap-peering review`: the comment that the reviewer of a pull request reads, from `pulumi preview --json`.

It reads files and nothing else, and writes the comment to stdout whatever became of the previews.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from ontap_peering import messages
from ontap_peering.cli import documents
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.render import Output, Report, Section, show
from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet_file import load_fleet
from ontap_peering.review.markdown import comment, summary
from ontap_peering.review.preview import Preview, parsed, readable
from ontap_peering.review.report import Review, Row, reviewed
from ontap_peering.review.safety import Scope, Words

LABEL: Final = "allow:"
NO_FLEET: Final = Fleet({})


def review(  # noqa: PLR0913 - the options of a command
    previews: Annotated[list[Path], typer.Argument(metavar="PREVIEW.json", help="The preview of each stack.")],
    *,
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="FLEET.yaml",
            help="The fleet file before the pull request, or a folder that has one for each stack, STACK.yaml.",
        ),
    ] = None,
    head: Annotated[
        Path | None, typer.Option(metavar="FLEET.yaml", help="The same of the pull request; goes with --base.")
    ] = None,
    allow: Annotated[
        list[str],
        typer.Option(
            metavar="WORD",
            help="What may happen: `removal` or `replacement` of relationships that carry replication, `max_removed`, "
            "or the name of one relationship. Repeat it for more.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="LABEL,...",
            help="The labels of the pull request. `allow:WORD` among them is as good as --allow WORD, and the comment "
            "asks for labels.",
        ),
    ] = None,
    output: Annotated[Output, typer.Option(help="Form of the comment.")] = Output.MARKDOWN,
) -> None:
    """
    Write the comment for a pull request, from previews.

    A preview is what `pulumi preview --refresh --json` wrote; it reads these files and nothing else. Exits with 8 if
    something needs a word of --allow, with 10 if a preview failed or a fleet file has a mistake.
    """
    if (base is None) != (head is None):
        raise typer.BadParameter(messages.base_and_head())
    made = review_of(previews, base, head, _words(allow, labels), datetime.now(UTC))
    if output is Output.MARKDOWN:
        typer.echo(comment(made))
    else:
        show(Report(summary(made), documents.Review.model_validate(made), _sections(made)), output)
    raise typer.Exit(exit_code(made))


def review_of(paths: Sequence[Path], base: Path | None, head: Path | None, words: Words, now: datetime) -> Review:
    """What is in these files; a preview that is missing is one that failed."""
    previews = [_preview(path) for path in paths]
    scopes: dict[str, Scope] = {}
    problems: dict[str, None] = {}
    for stack in dict.fromkeys(each.name for each in previews):
        try:
            scope = _scope(base, head, stack) if base and head else None
        except FleetError as error:
            problems |= dict.fromkeys(map(readable, str(error).splitlines()))
        else:
            scopes |= {stack: scope} if scope else {}
    return reviewed(previews, now, scopes, words, list(problems))


def _words(allow: Sequence[str], labels: str | None) -> Words:
    if labels is None:
        return Words(allow)
    given = (label.strip() for label in labels.split(","))
    said = [label.removeprefix(LABEL) for label in given if label.startswith(LABEL)]
    return Words([*allow, *said], by_label=True)


def exit_code(found: Review) -> ExitCode:
    """A preview that failed may hide everything else."""
    if found.errors:
        return ExitCode.NOT_SEEN
    return ExitCode.SAFETY_RULE if found.refused else ExitCode.AS_IT_SHOULD_BE


def _sections(made: Review) -> list[Section]:
    lists = (
        ("errors", made.errors),
        ("refused", made.refused),
        ("allowed", made.allowed),
        ("alarms", made.alarms),
    )
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
    except FileNotFoundError:
        return Preview(path.stem, errors=(messages.preview_is_missing(),))
    except OSError as error:
        return Preview(path.stem, errors=(messages.preview_unreadable(error.strerror or type(error).__name__),))


def _scope(base: Path, head: Path, stack: str) -> Scope | None:
    """
    What changes in the fleet file of a stack, None if it has none.

    How much may be removed is what the file said before: no pull request raises its own limit.
    """
    before, after = _fleet(base, stack), _fleet(head, stack)
    if before is None and after is None:
        return None
    before, after = before or NO_FLEET, after or NO_FLEET
    most = before.safety.removable(len(before.relationships))
    file = f"{stack}.yaml" if base.is_dir() else base.name
    return Scope(before.relationships, after.relationships, most, before.safety.max_removed or "", file)


def _fleet(path: Path, stack: str) -> Fleet | None:
    """None if a folder has no file for the stack: it is new then, or removed."""
    if not path.is_dir():
        return load_fleet(path)
    own = path / f"{stack}.yaml"
    return load_fleet(own) if own.exists() else None
