"""Reads clusters side by side: who each is, its peers, its intercluster interfaces."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ontap_peering import messages
from ontap_peering.cli.side_by_side import of_each
from ontap_peering.client.clients import Clients
from ontap_peering.config import Profile, Profiles
from ontap_peering.connect import connect
from ontap_peering.errors import ConfigurationError, CredentialsError, PeerError, WrongClusterError
from ontap_peering.pairing.inventory import SeenCluster
from ontap_peering.peer.addresses import as_reported
from ontap_peering.peer.model import LocalCluster, ObservedPeer
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE


@dataclass
class Reading:
    """What was read, by alias; `problems` has the line for each cluster that could not be read."""

    seen: dict[str, SeenCluster] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read_clusters(profiles: Profiles, aliases: Collection[str]) -> Reading:
    """Each cluster is read whatever becomes of the others."""

    def read(alias: str) -> SeenCluster | str:
        try:
            return _read(alias, profiles.find(alias))
        except PeerError as error:
            return str(error)

    reading = Reading()
    for alias, found in of_each(sorted(aliases), read, "Reading clusters").items():
        if isinstance(found, str):
            reading.problems[alias] = found
        else:
            reading.seen[alias] = found
    return reading


def ipspace_of(peer: ObservedPeer) -> str:
    return peer.ipspace_name or DEFAULT_IPSPACE


def _read(alias: str, profile: Profile) -> SeenCluster:
    clients = connect(alias, profile)
    local = _identity(alias, clients, profile)
    peers = tuple(clients.peers.list())
    ipspaces = {ipspace_of(peer) for peer in peers}
    return SeenCluster(local, peers, {ipspace: _addresses(clients, ipspace) for ipspace in sorted(ipspaces)})


def _identity(alias: str, clients: Clients, profile: Profile) -> LocalCluster:
    local = clients.cluster.identity()
    if local is None:
        raise ConfigurationError(messages.identity_needed(alias))
    if profile.uuid is not None and local.uuid != profile.uuid:
        raise WrongClusterError(messages.not_the_confirmed_cluster(alias, profile.uuid, local.name, local.uuid))
    return local


def _addresses(clients: Clients, ipspace: str) -> tuple[str, ...]:
    """Those that a program need not declare; none if this user may not read them."""
    try:
        return as_reported(clients.cluster.intercluster_addresses(ipspace))
    except CredentialsError:
        return ()
