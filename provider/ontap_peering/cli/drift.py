"""`ontap-peering drift`: a stack or a fleet file against the clusters, without running the program. It only reads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from ontap_peering import messages
from ontap_peering.checks.drift import Does, Finding, findings
from ontap_peering.cli import documents
from ontap_peering.cli.collecting import Collector
from ontap_peering.cli.documents import shown_instant
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.outlook import outlook
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.errors import ConfigurationError
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import Prospect
from ontap_peering.fleet_file import load_fleet

COLUMNS: Final = ("", "peering", "clusters", "why")
OF_A_PROSPECT: Final[Mapping[str, Does]] = {"nothing": "none", "paused": "paused", "not known": "could not look"}
"""Whatever else `up` would do to a relationship, the clusters are not as the file says."""


def drift(
    *,
    fleet: Annotated[
        Path | None,
        typer.Option(
            metavar="FLEET.yaml", dir_okay=False, help="Compare this fleet file instead of the selected stack."
        ),
    ] = None,
    clusters: ClustersFile = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """
    Say where the clusters are not as declared.

    Declared is what the selected stack has in its state, or what a fleet file says; the program is not run. Each
    cluster is asked once. What is paused is left out. Exits with 7 on drift, with 10 if a cluster could not be looked
    at.
    """
    settings = connection_settings(clusters)
    if fleet is not None:
        loaded = load_fleet(fleet)
        found = [_finding(loaded, each) for each in outlook(loaded, settings.profiles)]
    elif settings.stack is not None:
        resources = settings.stack.resources
        aliases = sorted({alias for each in resources if "paused" not in each.inputs for alias in each.clusters})
        found = findings(resources, Collector(settings.profiles).facts(aliases, "relationships"))
    else:
        raise ConfigurationError(messages.nothing_to_compare())
    show(report(found, datetime.now(UTC)), output)
    raise typer.Exit(exit_code(found))


def exit_code(found: Sequence[Finding]) -> ExitCode:
    does = {each.does for each in found}
    if "could not look" in does:
        return ExitCode.NOT_SEEN
    return ExitCode.DRIFT if "drift" in does else ExitCode.AS_IT_SHOULD_BE


def report(found: Sequence[Finding], now: datetime) -> Report:
    drifted, hidden = ([each for each in found if each.does == does] for does in ("drift", "could not look"))
    counts = {does: sum(each.does == does for each in found) for does in ("drift", "could not look", "paused", "none")}
    rows = [(each.does, each.name, ", ".join(each.clusters), "; ".join(each.why)) for each in (*drifted, *hidden)]
    document = documents.Drift(
        observed_at=now,
        drift=_documents(drifted),
        could_not_look=_documents(hidden),
        paused=_documents(each for each in found if each.does == "paused"),
        as_declared=counts["none"],
    )
    return Report(messages.drift_headline(counts, shown_instant(now)), document, (Section("", COLUMNS, rows),))


def _documents(found: Iterable[Finding]) -> list[documents.Peering]:
    return [documents.Peering.model_validate(each) for each in found]


def _finding(fleet: Fleet, each: Prospect) -> Finding:
    does: Does = OF_A_PROSPECT.get(each.does, "drift")
    why = () if does == "none" else each.why
    return Finding(each.relationship, fleet.relationships[each.relationship].clusters, does, why)
