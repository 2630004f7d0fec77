"""`ontap-peering graph`: a fleet as a picture, from its file alone, or with what the clusters say."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.outlook import exit_code, outlook
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import Does, Prospect
from ontap_peering.fleet.picture import Line, Mark, mermaid, svg
from ontap_peering.fleet_file import load_fleet

MARKS: Final[Mapping[Does, Mark]] = {
    "create": "due",
    "change": "due",
    "refuse": "refused",
    "paused": "paused",
    "not known": "not known",
}


class Output(StrEnum):
    SVG = "svg"
    MERMAID = "mermaid"


def graph(
    fleet: Annotated[Path, typer.Argument(metavar="FLEET.yaml", help="The fleet file.")] = Path("fleet.yaml"),
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the clusters, and mark what is not as it should be.")
    ] = False,
    clusters: ClustersFile = None,
    output: Annotated[Output, typer.Option(help="How to draw it.")] = Output.SVG,
) -> None:
    """
    Draw the clusters of a fleet file and their relationships.

    Without --live, from the file alone. With it, exits with 10 if a cluster could not be looked at.
    """
    loaded = load_fleet(fleet)
    lines, code = _of_file(loaded), ExitCode.AS_IT_SHOULD_BE
    if live:
        found = outlook(loaded, connection_settings(clusters).profiles)
        lines, code = [_line(loaded, each) for each in found], exit_code(found)
    typer.echo(svg(lines) if output is Output.SVG else mermaid(lines))
    raise typer.Exit(code)


def _of_file(fleet: Fleet) -> list[Line]:
    return [
        Line(*each.clusters, mark="paused" if each.paused else "fine", why=each.paused or "")
        for each in fleet.relationships.values()
    ]


def _line(fleet: Fleet, prospect: Prospect) -> Line:
    one, other = fleet.relationships[prospect.relationship].clusters
    mark = "warned" if prospect.does == "nothing" and prospect.why else MARKS.get(prospect.does, "fine")
    return Line(one, other, mark, "; ".join(prospect.why))
