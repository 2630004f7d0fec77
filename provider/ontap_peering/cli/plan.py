"""
`ontap-peering plan`: what `pulumi up` would do to a fleet, without engine and state.

It asks each cluster once for its peers and once for its interfaces, and changes nothing.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.settings import ClustersFile, connection_settings
from ontap_peering.client.peers import PEERS
from ontap_peering.client.wire import patch_body, post_body
from ontap_peering.config import Profiles
from ontap_peering.connect import connect
from ontap_peering.errors import PeerError
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import NEW, Prospect, Seen, ipspace_of, prospects
from ontap_peering.fleet_file import load_fleet
from ontap_peering.pairing.steps import Create, Step
from ontap_peering.peer.addresses import as_reported
from ontap_peering.review.markdown import escaped

AT_ONCE: Final = 8
WIDTH_OF_LOGS: Final = 160


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


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
    output: Annotated[Output, typer.Option(help="How to print it.")] = Output.TABLE,
) -> None:
    """Say what `pulumi up` would do to the peerings of a fleet file. Nothing is changed."""
    loaded = load_fleet(fleet)
    profiles = connection_settings(clusters).profiles
    seen, unseen = looked_at(loaded, profiles)
    found = prospects(loaded, seen, unseen, datetime.now(UTC))
    typer.echo(_printed(found, output, explain=explain))
    raise typer.Exit(ExitCode.NOT_SEEN if unseen else ExitCode.AS_IT_SHOULD_BE)


def looked_at(fleet: Fleet, profiles: Profiles) -> tuple[dict[str, Seen], dict[str, str]]:
    """What each cluster has, and why some could not be looked at."""
    seen, unseen = {}, {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {alias: pool.submit(_seen, alias, fleet, profiles) for alias in fleet.clusters}
        for alias, answer in asked.items():
            try:
                seen[alias] = answer.result()
            except PeerError as error:
                unseen[alias] = str(error)
    return seen, unseen


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


def _seen(alias: str, fleet: Fleet, profiles: Profiles) -> Seen:
    clients = connect(alias, profiles.find(alias))
    own = [each for each in fleet.relationships.values() if alias in each.clusters]
    ipspaces = {ipspace_of(each, alias) for each in own}
    addresses = {each: as_reported(clients.cluster.intercluster_addresses(each)) for each in sorted(ipspaces)}
    return Seen(clients.cluster.identity(), clients.peers.list(), addresses)


def _leaves(value: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        yield path, value
        return
    for name, item in value.items():
        yield from _leaves(item, f"{path}.{name}" if path else name)


def _printed(found: Iterable[Prospect], output: Output, *, explain: bool) -> str:
    shown = [(each, [request_of(step) for step in each.steps]) for each in found]
    if output is Output.JSON:
        return json.dumps([_as_json(each, requests) for each, requests in shown], indent=2)
    acting = [(each, requests) for each, requests in shown if each.does != "nothing"]
    lines = [messages.plan_totals(Counter(str(each.does) for each, _ in shown))]
    if acting:
        lines += ["", _markdown(acting) if output is Output.MARKDOWN else _table(acting)]
    if explain:
        said = [messages.request_in_words(**vars(each)) for _, requests in shown for each in requests]
        is_markdown = output is Output.MARKDOWN
        lines += ["", *(f"{number}. {escaped(line) if is_markdown else line}" for number, line in enumerate(said, 1))]
    return "\n".join(lines)


def _as_json(prospect: Prospect, requests: Iterable[Request]) -> dict[str, Any]:
    return {
        "relationship": prospect.relationship,
        "does": prospect.does,
        "why": list(prospect.why),
        "requests": [vars(each) for each in requests],
    }


def _markdown(acting: Iterable[tuple[Prospect, Any]]) -> str:
    rows = [f"| {escaped(p.relationship)} | {p.does} | {'<br>'.join(map(escaped, p.why))} |" for p, _ in acting]
    return "\n".join(["| Relationship | `up` would | Why |", "|---|---|---|", *rows])


def _table(acting: Iterable[tuple[Prospect, Any]]) -> str:
    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_LOGS)
    table = Table("relationship", "up would", "why", box=None, pad_edge=False)
    for prospect, _ in acting:
        table.add_row(prospect.relationship, prospect.does, "\n".join(prospect.why))
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
