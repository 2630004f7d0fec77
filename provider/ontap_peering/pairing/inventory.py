"""
What there is on several clusters: relationships of two of them, and peers that have no counterpart among them. Pure.

A relationship is recognised by the identities of its clusters, never by a name: each side leads to the other cluster.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ontap_peering.peer.model import LocalCluster, ObservedPeer


@dataclass(frozen=True)
class SeenCluster:
    """What one cluster has; `addresses` are those of its intercluster interfaces, by IPspace."""

    local: LocalCluster
    peers: tuple[ObservedPeer, ...] = ()
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Record(NamedTuple):
    """A peer, the alias of the cluster that has it, and that of the cluster to which it leads, if that one was seen."""

    alias: str
    peer: ObservedPeer
    other: str | None = None


@dataclass(frozen=True)
class Inventory:
    """
    Each peer of the clusters is in one of these.

    `relationships` have both peers, by alias. `foreign` lead to a cluster that is not among those seen, `uncertain` do
    so, too, but it may be one that could not be looked at. `broken` lead to a cluster among those seen that has no peer
    for them. `offers` were accepted by no cluster yet.
    """

    relationships: list[dict[str, ObservedPeer]] = field(default_factory=list)
    foreign: list[Record] = field(default_factory=list)
    uncertain: list[Record] = field(default_factory=list)
    broken: list[Record] = field(default_factory=list)
    offers: list[Record] = field(default_factory=list)


def namesakes(seen: Mapping[str, SeenCluster]) -> dict[str, str]:
    """By alias of a cluster that has another alias before it in the alphabet: that one."""
    first: dict[str, str] = {}
    for alias in sorted(seen):
        first.setdefault(seen[alias].local.uuid, alias)
    return {alias: first[each.local.uuid] for alias, each in seen.items() if first[each.local.uuid] != alias}


def taken_stock(seen: Mapping[str, SeenCluster], unseen: Collection[str | None] = ()) -> Inventory:
    """
    The inventory of clusters of which no two are the same.

    `unseen` has the identity of each cluster that could not be looked at, None for one that nobody knows.
    """
    aliases = {each.local.uuid: alias for alias, each in seen.items()}
    peers = {(each.local.uuid, peer.uuid): peer for each in seen.values() for peer in each.peers}
    found = Inventory()
    for alias in sorted(seen):
        here = seen[alias].local.uuid
        for peer in seen[alias].peers:
            other = aliases.get(peer.uuid)
            if peer.is_offer:
                found.offers.append(Record(alias, peer))
            elif other is None:
                is_known = peer.uuid not in unseen and None not in unseen
                (found.foreign if is_known else found.uncertain).append(Record(alias, peer))
            elif (counterpart := peers.get((peer.uuid, here))) is None or counterpart.is_offer:
                found.broken.append(Record(alias, peer, other))
            elif alias < other:
                found.relationships.append({alias: peer, other: counterpart})
    return found
