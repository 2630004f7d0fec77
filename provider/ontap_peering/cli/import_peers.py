"""
`ontap-peering import`: import existing peers into the selected stack, by way of `pulumi import --file`.

It reads them from the cluster and writes the import file and the program that declares them. It changes nothing,
neither cluster nor state. A peer that no program can declare is skipped, and named on stderr.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ontap_peering import messages
from ontap_peering.cli.stack import TYPE, SelectedStack, selected_stack
from ontap_peering.connect import connect
from ontap_peering.engine.import_file import Entry, import_file
from ontap_peering.errors import ConfigurationError, PlanError
from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.importing import ImportedPeer, imported, program, resource_names
from ontap_peering.peer.key import resource_key
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.provider import ClusterPeerProvider


@dataclass
class Found:
    """What can be imported, a line for each peer that cannot, and one for each input that was not declared."""

    peers: list[ImportedPeer] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def add_to(commands: Any) -> None:
    """Add the command to the parser's; argparse has no public type for these."""
    summary = "import existing peers into the selected stack"
    command = commands.add_parser("import", help=summary, description=summary)
    command.add_argument("--cluster", required=True, metavar="ALIAS", help="the cluster's alias in the stack config")
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--name", action="append", default=[], help="the name of a peer; repeat it for more")
    which.add_argument("--all", action="store_true", help="all accepted peers of the cluster")
    command.add_argument("--file", type=Path, default=Path("import.json"), help="import file to write (%(default)s)")
    command.add_argument("--program", type=Path, default=Path("peers.py"), help="program to write (%(default)s)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 if a peer that was named cannot be imported, otherwise 0."""
    for path in (options.file, options.program):
        if path.exists():
            raise ConfigurationError(messages.file_exists(str(path)))
    stack, cluster = selected_stack(), options.cluster
    peers = connect(cluster, stack.profiles.find(cluster)).peers.list()
    chosen = _named(cluster, peers, options.name) or [peer for peer in peers if not peer.is_offer]
    found = find(stack, cluster, chosen, datetime.now(UTC))
    for line in (*found.skipped, *found.left_out):
        print(line, file=sys.stderr)  # noqa: T201 - a command line speaks
    print(_written(found.peers, options) if found.peers else messages.nothing_to_import(cluster))  # noqa: T201 - see above
    return 1 if found.skipped and options.name else 0


def _written(peers: Sequence[ImportedPeer], options: argparse.Namespace) -> str:
    """Writes both files; the line that says what to do with them."""
    entries = [
        Entry(TYPE, peer.resource, f"{options.cluster}/{peer.inputs['key']}", peer.inputs, peer.outputs)
        for peer in peers
    ]
    secret = [field.name for field in FIELDS if field.secret]
    content = import_file(entries, ClusterPeerProvider(), secret)
    options.program.write_text(program(peers), encoding="utf-8")
    options.file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return messages.imported(len(peers), options.cluster, str(options.file), str(options.program))


def _named(cluster: str, peers: Iterable[ObservedPeer], names: Iterable[str]) -> list[ObservedPeer]:
    """The peers of these names. Raises ConfigurationError for a name that the cluster does not have."""
    by_name = {peer.name: peer for peer in peers}
    for name in names:
        if name not in by_name:
            raise ConfigurationError(messages.no_such_peer(cluster, name, by_name))
    return [by_name[name] for name in names]


def find(stack: SelectedStack, cluster: str, peers: Sequence[ObservedPeer], now: datetime) -> Found:
    """What of these peers of the cluster can be imported into the stack."""
    names, found = resource_names(cluster, peers), Found()
    for peer in peers:
        resource = names[peer.uuid]
        key = resource_key(stack.project, stack.name, resource)
        if manager := stack.managed.get((cluster, peer.uuid)) or stack.managed.get((cluster, peer.name)):
            found.skipped.append(messages.already_managed(cluster, peer.name, manager))
            continue
        if peer.is_offer:
            found.skipped.append(messages.offer_not_importable(cluster, peer.name))
            continue
        try:
            one = imported(cluster, key, resource, peer, now)
        except PlanError as error:
            found.skipped.append(str(error))
            continue
        found.peers.append(one)
        found.left_out += one.left_out
    return found
