"""
`ontap-peering plan`: what `pulumi up` would do to a fleet, without engine and state.

It only reads.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ontap_peering import messages
from ontap_peering.cli.outlook import exit_code, outlook
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.client.peers import PEERS
from ontap_peering.client.wire import patch_body, post_body
from ontap_peering.fleet.outlook import NEW, Prospect
from ontap_peering.fleet_file import load_fleet
from ontap_peering.pairing.steps import Create, Step


@dataclass(frozen=True)
class Request:
    """One request in words; `fields` are those of its body by their dotted paths, without the passphrase."""

    cluster: str
    method: str
    path: str
    fields: Mapping[str, Any]
    has_new_passphrase: bool


def plan(
    fleet: Annotated[Path, typer.Argument(metavar="FLEET.yaml", help="The fleet file.")] = Path("fleet.yaml"),
    *,
    clusters: ClustersFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print each request that would be sent, in order.")
    ] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Say what `pulumi up` would do to the peerings of a fleet file. Nothing is changed."""
    loaded = load_fleet(fleet)
    found = outlook(loaded, connection_settings(clusters).profiles)
    show(_report(found, explain=explain), output)
    raise typer.Exit(exit_code(found))


def request_of(step: Step) -> Request:
    """What the client sends for a step, without its secret."""
    is_new = isinstance(step, Create)
    body = post_body(step.wanted) if isinstance(step, Create) else patch_body(step.patch)
    leaves = dict(_leaves(body))
    has_passphrase = leaves.pop("authentication.passphrase", None) == NEW.get_secret_value()
    if isinstance(step, Create) and step.wanted.has_generated_name:
        leaves["name"] = messages.generated_name(step.wanted.name)
    path = PEERS if isinstance(step, Create) else f"{PEERS}/{step.peer.uuid}"
    return Request(step.cluster, "POST" if is_new else "PATCH", path, leaves, has_passphrase)


def _leaves(value: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        yield path, value
        return
    for name, item in value.items():
        yield from _leaves(item, f"{path}.{name}" if path else name)


def _report(found: Iterable[Prospect], *, explain: bool) -> Report:
    shown = [(each, [request_of(step) for step in each.steps]) for each in found]
    rows = [(each.relationship, each.does, "; ".join(each.why)) for each, _ in shown if each.does != "nothing"]
    requests = [request for _, each in shown for request in each] if explain else []
    numbered = [(str(number), messages.request_in_words(**vars(each))) for number, each in enumerate(requests, 1)]
    totals = Counter(str(each.does) for each, _ in shown)
    return Report(
        messages.plan_totals(totals),
        {"counts": dict(totals), "relationships": [_as_json(each, requests) for each, requests in shown]},
        (
            Section("relationships", ("relationship", "up would", "why"), rows),
            Section("requests, in this order", ("", "request"), numbered),
        ),
    )


def _as_json(prospect: Prospect, requests: Iterable[Request]) -> dict[str, Any]:
    return {
        "relationship": prospect.relationship,
        "does": prospect.does,
        "why": list(prospect.why),
        "requests": [vars(each) for each in requests],
    }
