"""
`ontap-peering plan`: what `pulumi up` would do to a fleet, without engine and state.

It only reads.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ontap_peering import messages
from ontap_peering.cli import documents
from ontap_peering.cli.documents import shown_instant
from ontap_peering.cli.outlook import exit_code, outlook
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.client.peers import PEERS
from ontap_peering.client.wire import patch_body, post_body
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import NEW, Prospect
from ontap_peering.fleet_file import load_fleet
from ontap_peering.pairing.steps import Create, Step


def plan(
    fleet: Annotated[Path, typer.Argument(metavar="FLEET.yaml", help="The fleet file.")] = Path("fleet.yaml"),
    *,
    clusters: ClustersFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print each request that would be sent, in order.")
    ] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """
    Say what `pulumi up` would do to the peerings of a fleet file.

    Needs neither engine nor state. It only reads. Exits with 10 if a cluster could not be looked at.
    """
    loaded = load_fleet(fleet)
    found = outlook(loaded, connection_settings(clusters).profiles)
    show(_report(loaded, found, datetime.now(UTC), explain=explain), output)
    raise typer.Exit(exit_code(found))


def request_of(step: Step) -> documents.Request:
    """What the client sends for a step, without its secret."""
    is_new = isinstance(step, Create)
    body = post_body(step.wanted) if isinstance(step, Create) else patch_body(step.patch)
    leaves = dict(_leaves(body))
    has_passphrase = leaves.pop("authentication.passphrase", None) == NEW.get_secret_value()
    if isinstance(step, Create) and step.wanted.has_generated_name:
        leaves["name"] = messages.generated_name(step.wanted.name)
    path = PEERS if isinstance(step, Create) else f"{PEERS}/{step.peer.uuid}"
    return documents.Request(
        cluster=step.cluster,
        method="POST" if is_new else "PATCH",
        path=path,
        fields=leaves,
        has_new_passphrase=has_passphrase,
    )


def _leaves(value: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        yield path, value
        return
    for name, item in value.items():
        yield from _leaves(item, f"{path}.{name}" if path else name)


def _report(fleet: Fleet, found: Iterable[Prospect], now: datetime, *, explain: bool) -> Report:
    shown = [(each, [request_of(step) for step in each.steps]) for each in found]
    rows = [(each.relationship, each.does, "; ".join(each.why)) for each, _ in shown if each.does != "nothing"]
    requests = [request for _, each in shown for request in each] if explain else []
    numbered = [(str(number), messages.request_in_words(**dict(each))) for number, each in enumerate(requests, 1)]
    totals = Counter(each.does for each, _ in shown)
    relationships = [
        documents.PlannedRelationship(
            name=each.relationship,
            clusters=list(fleet.relationships[each.relationship].clusters),
            does=each.does,
            why=list(each.why),
            requests=its_requests,
        )
        for each, its_requests in shown
    ]
    return Report(
        messages.plan_headline(totals, shown_instant(now)),
        documents.Plan(observed_at=now, counts=totals, relationships=relationships),
        (
            Section("relationships", ("relationship", "up would", "why"), rows),
            Section("requests, in this order", ("", "request"), numbered),
        ),
    )
