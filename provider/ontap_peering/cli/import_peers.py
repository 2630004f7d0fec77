"""
`ontap-peering import`: import existing peers into the selected stack, by way of `pulumi import --file`.

It reads them from the cluster and writes the import file and the program that declares them. It changes nothing,
neither cluster nor state. A peer that no program can declare is skipped, and named on stderr.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.cli.stack import SelectedStack, selected_stack
from ontap_peering.connect import connect
from ontap_peering.engine.import_file import Entry, import_file
from ontap_peering.errors import ConfigurationError, PlanError
from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.importing import ImportedPeer, imported, program, resource_names
from ontap_peering.peer.key import resource_key
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.provider import ClusterPeerProvider

TYPE: Final = "pulumi-python:dynamic/ontap:ClusterPeer"


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
    found, skipped = _imported(stack, cluster, chosen)
    for line in skipped:
        print(line, file=sys.stderr)  # noqa: T201 - a command line speaks
    print(_written(found, options) if found else messages.nothing_to_import(cluster))  # noqa: T201 - see above
    return 1 if skipped and options.name else 0


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


def _imported(
    stack: SelectedStack, cluster: str, peers: Sequence[ObservedPeer]
) -> tuple[list[ImportedPeer], list[str]]:
    """What can be imported, and a line for each peer that cannot."""
    names, now = resource_names(peers), datetime.now(UTC)
    found, skipped = [], []
    for peer in peers:
        resource = names[peer.uuid]
        key = resource_key(stack.project, stack.name, resource)
        if peer.is_offer:
            skipped.append(messages.offer_not_importable(cluster, peer.name))
            continue
        try:
            found.append(imported(cluster, key, resource, peer, now))
        except PlanError as error:
            skipped.append(str(error))
    return found, skipped
