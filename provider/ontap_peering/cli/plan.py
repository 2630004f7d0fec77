"""
`ontap-peering plan`: what `pulumi up` would do to a fleet, without engine and state.

It asks each cluster once for its peers and once for its interfaces, and changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.cli.side_by_side import of_each
from ontap_peering.client.peers import PEERS
from ontap_peering.client.wire import patch_body, post_body
from ontap_peering.config import Profiles
from ontap_peering.connect import connect
from ontap_peering.errors import PeerError, RunCancelledError
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import NEW, Prospect, Seen, ipspace_of, prospects
from ontap_peering.fleet_file import load_fleet
from ontap_peering.pairing.steps import Create, Step
from ontap_peering.peer.addresses import as_reported


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
    profiles = connection_settings(clusters).profiles
    seen, unseen = looked_at(loaded, profiles)
    found = prospects(loaded, seen, unseen, datetime.now(UTC))
    show(_report(found, explain=explain), output)
    raise typer.Exit(ExitCode.NOT_SEEN if unseen else ExitCode.AS_IT_SHOULD_BE)


def looked_at(fleet: Fleet, profiles: Profiles) -> tuple[dict[str, Seen], dict[str, str]]:
    """What each cluster has, and why some could not be looked at."""
    found = of_each(fleet.clusters, lambda alias: _seen(alias, fleet, profiles), "clusters")
    unseen = {alias: each for alias, each in found.items() if isinstance(each, str)}
    return {alias: each for alias, each in found.items() if not isinstance(each, str)}, unseen


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


def _seen(alias: str, fleet: Fleet, profiles: Profiles) -> Seen | str:
    """What the cluster has, or why it could not be looked at."""
    own = [each for each in fleet.relationships.values() if alias in each.clusters]
    ipspaces = {ipspace_of(each, alias) for each in own}
    try:
        clients = connect(alias, profiles.find(alias))
        addresses = {each: as_reported(clients.cluster.intercluster_addresses(each)) for each in sorted(ipspaces)}
        return Seen(clients.cluster.identity(), clients.peers.list(), addresses)
    except RunCancelledError:
        raise
    except PeerError as error:
        return str(error)


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
