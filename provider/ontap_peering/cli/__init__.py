"""
`ontap-peering`: the command line, one command a file.

A command that cannot do what it should is one line on stderr. `exit_codes` says what every exit code means.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from ontap_peering.cli import fleet_runs
from ontap_peering.cli.doctor import doctor
from ontap_peering.cli.drift import drift
from ontap_peering.cli.example import example
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.explain import explain
from ontap_peering.cli.graph import graph
from ontap_peering.cli.import_peers import import_peers
from ontap_peering.cli.plan import plan
from ontap_peering.cli.review import review
from ontap_peering.cli.status import status
from ontap_peering.errors import PeerError

app = typer.Typer(
    name="ontap-peering",
    no_args_is_help=True,
    rich_markup_mode=None,  # errors and help as plain lines, which logs and `grep` can take
    pretty_exceptions_enable=False,
)
app.command(epilog=example("status --cluster east --wait 10m"))(status)
app.command(epilog=example("doctor east west"))(doctor)
app.command(epilog=example("drift --fleet fleet.yaml --output markdown"))(drift)
app.command(epilog=example("plan fleet.yaml --explain"))(plan)
app.command(epilog=example("graph fleet.yaml --live --output mermaid"))(graph)
app.command("import", epilog=example("import --all-clusters --fleet fleet.yaml"))(import_peers)
app.command(epilog=example("review prod-eu.json prod-us.json"))(review)
app.add_typer(fleet_runs.app, name="fleet")
app.command(epilog=example("explain 4653075"))(explain)


def _print_version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"ontap-peering {version('ontap-peering')}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda asked: _print_version(asked=asked),
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """NetApp ONTAP cluster peering: look at it, plan it, and bring it into Pulumi."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        app(args=arguments, prog_name="ontap-peering")
    except PeerError as error:
        _end(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        _end(f"{error.filename}: {error.strerror}")


def _end(line: str) -> None:
    typer.echo(f"ontap-peering: {line}", err=True)
    sys.exit(ExitCode.ERROR)
