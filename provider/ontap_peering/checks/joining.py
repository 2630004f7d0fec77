"""From what each cluster has to relationships, with both sides where both were seen."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from ontap_peering.checks.facts import ClusterFacts, Managed, RelationshipFacts, Resource, known, manager_of
from ontap_peering.checks.verdicts import Unseen
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.inventory import Record, SeenCluster, namesakes, taken_stock
from ontap_peering.pairing.model import PeeringState, SideState
from ontap_peering.peer.model import ObservedPeer

NO_WORDS: Final[Mapping[str, str]] = {}


def relationships(
    clusters: Mapping[str, ClusterFacts],
    managed: Managed | None = None,
    rotations: Mapping[str, str] = NO_WORDS,
    resources: Collection[Resource] = (),
) -> list[RelationshipFacts]:
    """
    All of them, by name. `managed` is None without a state; `rotations` has the word of each resource.

    One of the `resources` of the state of which no cluster has anything is a relationship without a peer.
    """
    seen = {
        alias: SeenCluster(facts.identity, facts.peers)
        for alias, facts in clusters.items()
        if not isinstance(facts.identity, Unseen) and not isinstance(facts.peers, Unseen)
    }
    twins = namesakes(seen)
    joinable = {alias: each for alias, each in seen.items() if alias not in twins}
    stock = taken_stock(joinable, [None] if len(seen) < len(clusters) else [])
    found = [
        *(RelationshipFacts("--".join(sorted(pair)), pair) for pair in stock.relationships),
        *(
            RelationshipFacts("--".join(sorted((alias, far or ""))), {alias: peer, far or "": None})
            for alias, peer, far in stock.broken
        ),
        *(_foreign(each) for each in stock.foreign),
        *(replace(_foreign(each), is_uncertain=True) for each in stock.uncertain),
        *(RelationshipFacts(f"{alias}--?", {alias: peer}) for alias, peer, _ in stock.offers),
    ]
    others = tuple(sorted({*joinable, *(each.local.name for each in joinable.values())}))
    complete = [
        replace(
            each,
            clusters={alias: clusters[alias] for alias in each.peers},
            others=others,
            managers=None if managed is None else _managers(each.present, managed),
        )
        for each in found
    ]
    complete += _gone(complete, resources, {alias: clusters[alias] for alias in joinable})
    return sorted((replace(each, rotation=_rotation(each, rotations)) for each in complete), key=lambda each: each.name)


def _gone(
    found: Collection[RelationshipFacts], resources: Collection[Resource], clusters: Mapping[str, ClusterFacts]
) -> list[RelationshipFacts]:
    """Those of the state that are on none of their clusters, as far as all of these were seen."""
    there = {manager for each in found for manager in (each.managers or {}).values()}
    names = {each.name for each in found}
    by_name = {known(each.identity).name: alias for alias, each in clusters.items()}
    gone = [
        RelationshipFacts(
            each.relationship(by_name),
            dict.fromkeys(each.clusters),
            {alias: clusters[alias] for alias in each.clusters},
            managers=dict.fromkeys(each.clusters, each.name),
        )
        for each in resources
        if each.name not in there and not each.is_paused and set(each.clusters) <= set(clusters)
    ]
    return [each for each in gone if each.name not in names]


def sync_of(facts: RelationshipFacts) -> str | None:
    """The word of a `ClusterPeering`; None if that is about two sides of which only one was seen."""
    if len(facts.peers) < 2:  # noqa: PLR2004 - two sides
        return None
    declared = {"key": "any", "clusters": sorted(facts.peers)}
    return sync(PeeringState(declared, {alias: SideState(peer) for alias, peer in facts.peers.items()}))


def _foreign(record: Record) -> RelationshipFacts:
    name = record.peer.remote_name or record.peer.uuid
    return RelationshipFacts("--".join(sorted((record.alias, name))), {record.alias: record.peer}, foreign=name)


def _managers(present: Mapping[str, ObservedPeer], managed: Managed) -> dict[str, str | None]:
    return {alias: manager_of(alias, peer, managed) for alias, peer in present.items()}


def _rotation(facts: RelationshipFacts, rotations: Mapping[str, str]) -> str | None:
    words = (rotations.get(manager) for manager in (facts.managers or {}).values() if manager)
    return next((word for word in words if word), None)
