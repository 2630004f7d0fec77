"""
`ontap-peering import`: import existing peers into the selected stack, by way of `pulumi import --file`.

It reads them from the clusters and writes the import file and the program that declares them. It changes nothing,
neither cluster nor state. With more than one cluster, the two peers of a relationship become one `ClusterPeering`, of
a fleet if there is to be one, and peers of clusters that are not among these a `ClusterPeer` each. What no program can
declare is skipped, and named on stderr.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.found import Found
from ontap_peering.cli.import_files import Files
from ontap_peering.cli.reading import read_clusters
from ontap_peering.cli.stack import selected_stack
from ontap_peering.config import Profiles
from ontap_peering.connect import connect
from ontap_peering.errors import ConfigurationError
from ontap_peering.kinds import MESH
from ontap_peering.pairing.inventory import namesakes, taken_stock
from ontap_peering.peer.model import ObservedPeer


def import_peers(  # noqa: PLR0913 - an argument for each option
    *,
    all_clusters: Annotated[
        bool, typer.Option("--all-clusters", help="Import from every cluster that the stack or the environment has.")
    ] = False,
    cluster: Annotated[
        list[str] | None, typer.Option(metavar="ALIAS", help="Import from this cluster; repeat it for more.")
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="PEER", help="Import this peer of one --cluster only; repeat it for more."),
    ] = None,
    fleet: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", dir_okay=False, help="Write the relationships of these clusters to this file, as a fleet."
        ),
    ] = None,
    sides: Annotated[
        bool, typer.Option("--sides", help="Import each side as a ClusterPeer, and no relationship as one.")
    ] = False,
    file: Annotated[Path, typer.Option(metavar="FILE", dir_okay=False, help="Where to write the import file.")] = Path(
        "import.json"
    ),
    program: Annotated[Path, typer.Option(metavar="FILE", dir_okay=False, help="Where to write the program.")] = Path(
        "peers.py"
    ),
) -> None:
    """
    Import existing peers into the selected stack.

    Reads them from the clusters, and writes the file for `pulumi import` and the program that declares them; changes
    nothing itself. With several clusters, each relationship of two of them is imported as one ClusterPeering. Exits
    with 1 if a peer that you name cannot be imported, with 10 if a cluster could not be read.
    """
    clusters, names = list(dict.fromkeys(cluster or [])), name or []
    _check_usage(clusters, names, fleet, all_clusters=all_clusters, sides=sides)
    files = Files(file, program, fleet)
    files.require_new()
    stack = selected_stack()
    found = Found(stack, datetime.now(UTC))
    is_one = not all_clusters and len(clusters) == 1
    unread: Sequence[str] = ()
    if is_one:
        _find_peers_of_one(found, clusters[0], names)
    else:
        clusters, unread = _find(found, clusters, is_fleet=fleet is not None, sides=sides)
    for line in (*unread, *_managed(found, names), *found.skipped, *found.left_out):
        typer.echo(line, err=True)
    typer.echo(files.write(stack, found.peers, clusters))
    if unread:
        raise typer.Exit(ExitCode.NOT_SEEN)
    if names and (found.skipped or found.managed):
        raise typer.Exit(ExitCode.ERROR)


def _check_usage(
    clusters: Sequence[str], names: Sequence[str], fleet: Path | None, *, all_clusters: bool, sides: bool
) -> None:
    if bool(clusters) == all_clusters:
        raise typer.BadParameter(messages.clusters_to_import())
    if names and (all_clusters or len(clusters) > 1):
        raise typer.BadParameter(messages.names_of_one_cluster())
    if fleet and (sides or names or len(clusters) == 1):
        raise typer.BadParameter(messages.fleet_of_several_clusters())


def _find_peers_of_one(found: Found, cluster: str, names: Sequence[str]) -> None:
    peers = connect(cluster, found.stack.profiles.find(cluster)).peers.list()
    found.add_peers(cluster, _named(cluster, peers, names) if names else peers)


def _named(cluster: str, peers: Iterable[ObservedPeer], names: Iterable[str]) -> list[ObservedPeer]:
    """The peers of these names. Raises ConfigurationError for a name that the cluster does not have."""
    by_name = {peer.name: peer for peer in peers}
    for name in names:
        if name not in by_name:
            raise ConfigurationError(messages.no_such_peer(cluster, name, by_name))
    return [by_name[name] for name in names]


def _find(found: Found, clusters: Sequence[str], *, is_fleet: bool, sides: bool) -> tuple[list[str], list[str]]:
    """The clusters that were read, of all if none is named, and a line for each that could not be read."""
    profiles = found.stack.profiles
    for alias in clusters:
        if not profiles.has(alias):
            profiles.find(alias)
    reading = read_clusters(profiles, clusters or profiles.aliases())
    twins = namesakes(reading.seen)
    found.skipped += [messages.same_cluster(alias, first) for alias, first in sorted(twins.items())]
    seen = {alias: each for alias, each in sorted(reading.seen.items()) if alias not in twins}
    if sides:
        for alias, each in seen.items():
            found.add_peers(alias, each.peers)
    else:
        unread = {_confirmed_uuid(profiles, alias) for alias in reading.problems}
        found.add_inventory(taken_stock(seen, unread), seen, MESH if is_fleet else "")
    return list(seen), [messages.cluster_skipped(line) for _, line in sorted(reading.problems.items())]


def _confirmed_uuid(profiles: Profiles, alias: str) -> str | None:
    """The identity that the settings of a cluster confirm, if there is one."""
    try:
        return profiles.find(alias).uuid
    except ConfigurationError:
        return None


def _managed(found: Found, names: Sequence[str]) -> list[str]:
    """What the stack manages already: each if it was named, otherwise how many."""
    return found.managed if names or not found.managed else [messages.managed_already(len(found.managed))]
