"""
`ontap-peering import`: import existing peers into the selected stack, by way of `pulumi import --file`.

It reads them from the clusters and writes the import file and the program that declares them. It changes nothing,
neither cluster nor state. With more than one cluster, the two peers of a relationship become one `ClusterPeering`, all
others a `ClusterPeer` each. What no program can declare is skipped, and named on stderr.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.stack import PEERING_TYPE, TYPE, SelectedStack, selected_stack
from ontap_peering.client.clients import Clients
from ontap_peering.connect import connect
from ontap_peering.engine.import_file import Entry, import_file
from ontap_peering.errors import ConfigurationError, CredentialsError, PlanError
from ontap_peering.pairing.importing import KIND, imported_peering, joined
from ontap_peering.pairing.model import SideState
from ontap_peering.peer.addresses import as_reported
from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.importing import ImportedPeer, imported, resource_names
from ontap_peering.peer.importing import program as program_of
from ontap_peering.peer.key import resource_key
from ontap_peering.peer.model import LocalCluster, ObservedPeer
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE
from ontap_peering.provider import ClusterPeeringProvider, ClusterPeerProvider, peering_id


@dataclass
class Found:
    """
    What can be imported, a line for each peer that cannot, and one for each input that was not declared.

    `joined` has the peers of relationships, by alias and uuid.
    """

    peers: list[ImportedPeer] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    joined: set[tuple[str, str]] = field(default_factory=set)

    def add(self, one: ImportedPeer) -> None:
        self.peers.append(one)
        self.left_out += one.left_out


def import_peers(
    *,
    cluster: Annotated[
        list[str],
        typer.Option(
            metavar="ALIAS",
            help="Alias of the cluster; repeat it to import each relationship of these clusters as one.",
        ),
    ],
    name: Annotated[
        list[str] | None, typer.Option(metavar="PEER", help="Name of a peer to import; repeat it for more.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Import all accepted peers of the cluster.")] = False,
    file: Annotated[Path, typer.Option(dir_okay=False, help="Import file to write.")] = Path("import.json"),
    program: Annotated[Path, typer.Option(dir_okay=False, help="Program to write.")] = Path("peers.py"),
) -> None:
    """
    Import existing peers into the selected stack.

    Reads them, and writes the file for `pulumi import` and the program that declares them; changes nothing itself.
    Exits with 1 if a peer that you name cannot be imported.
    """
    names = name or []
    if bool(names) == every:
        raise typer.BadParameter(messages.name_or_all())
    for path in (file, program):
        if path.exists():
            raise ConfigurationError(messages.file_exists(str(path)))
    clusters = list(dict.fromkeys(cluster))
    if len(clusters) > 1 and names:
        raise ConfigurationError(messages.names_of_one_cluster())
    found = _found(clusters, names)
    for line in (*found.skipped, *found.left_out):
        typer.echo(line, err=True)
    where = ", ".join(clusters)
    typer.echo(_written(found.peers, where, file, program) if found.peers else messages.nothing_to_import(where))
    if found.skipped and names:
        raise typer.Exit(ExitCode.ERROR)


def _found(clusters: Sequence[str], names: Collection[str]) -> Found:
    stack, now = selected_stack(), datetime.now(UTC)
    clients = {alias: connect(alias, stack.profiles.find(alias)) for alias in clusters}
    peers = {alias: each.peers.list() for alias, each in clients.items()}
    found = Found()
    if len(clusters) > 1:
        find_peerings(stack, clients, peers, found)
    for alias in clusters:
        chosen = _named(alias, peers[alias], names) or [peer for peer in peers[alias] if not peer.is_offer]
        find(stack, alias, [peer for peer in chosen if (alias, peer.uuid) not in found.joined], now, found)
    return found


def _written(peers: Sequence[ImportedPeer], where: str, file: Path, program: Path) -> str:
    """Writes both files; the line that says what to do with them."""
    content = import_file(list(map(_entry, peers)), [field.name for field in FIELDS if field.secret])
    program.write_text(program_of(peers), encoding="utf-8")
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    of_both = sum(peer.kind == KIND for peer in peers)
    return messages.imported(len(peers) - of_both, of_both, where, str(file), str(program))


def _entry(peer: ImportedPeer) -> Entry:
    if peer.kind == KIND:
        id_ = peering_id(peer.inputs["clusters"], peer.inputs["key"])
        return Entry(ClusterPeeringProvider(), PEERING_TYPE, peer.resource, id_, peer.inputs, peer.outputs)
    id_ = f"{peer.inputs['cluster']}/{peer.inputs['key']}"
    return Entry(ClusterPeerProvider(), TYPE, peer.resource, id_, peer.inputs, peer.outputs)


def _named(cluster: str, peers: Iterable[ObservedPeer], names: Iterable[str]) -> list[ObservedPeer]:
    """The peers of these names. Raises ConfigurationError for a name that the cluster does not have."""
    by_name = {peer.name: peer for peer in peers}
    for name in names:
        if name not in by_name:
            raise ConfigurationError(messages.no_such_peer(cluster, name, by_name))
    return [by_name[name] for name in names]


def find(stack: SelectedStack, cluster: str, peers: Sequence[ObservedPeer], now: datetime, found: Found) -> None:
    """Add to `found` what of these peers of the cluster can be imported into the stack."""
    names = resource_names(cluster, peers, [each.resource for each in found.peers])
    for peer in peers:
        resource = names[peer.uuid]
        key = resource_key(stack.project, stack.name, resource)
        if manager := stack.manager(cluster, peer):
            found.skipped.append(messages.already_managed(cluster, peer.name, manager))
            continue
        if peer.is_offer:
            found.skipped.append(messages.offer_not_importable(cluster, peer.name))
            continue
        try:
            found.add(imported(cluster, key, resource, peer, now))
        except PlanError as error:
            found.skipped.append(str(error))


def find_peerings(
    stack: SelectedStack,
    clients: Mapping[str, Clients],
    peers: Mapping[str, Sequence[ObservedPeer]],
    found: Found,
) -> None:
    """Add to `found` the relationships of these clusters that no resource of the stack manages, not even one side."""
    locals_ = {alias: each.cluster.identity() for alias, each in clients.items()}
    uuids = {alias: _uuid(alias, local) for alias, local in locals_.items()}
    for pair in joined(peers, uuids):
        if any(stack.manager(alias, peer) for alias, peer in pair.items()):
            continue
        found.joined |= {(alias, peer.uuid) for alias, peer in pair.items()}
        resource = "-".join(pair)
        sides = {
            alias: SideState(peer, _addresses(clients[alias], peer), locals_[alias]) for alias, peer in pair.items()
        }
        try:
            found.add(imported_peering(resource_key(stack.project, stack.name, resource), resource, sides))
        except PlanError as error:
            found.skipped.append(str(error))


def _uuid(alias: str, local: LocalCluster | None) -> str:
    if local is None:
        raise ConfigurationError(messages.identity_needed(alias))
    return local.uuid


def _addresses(clients: Clients, peer: ObservedPeer) -> tuple[str, ...]:
    """Those that a program need not declare; none if this user may not read them."""
    try:
        return as_reported(clients.cluster.intercluster_addresses(peer.ipspace_name or DEFAULT_IPSPACE))
    except CredentialsError:
        return ()
