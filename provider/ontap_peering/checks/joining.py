"""From what each cluster has to relationships, with both sides where both were seen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ontap_peering.checks.facts import ClusterFacts, RelationshipFacts
from ontap_peering.checks.verdicts import Unseen
from ontap_peering.pairing.diagnosis import sync
from ontap_peering.pairing.inventory import Record, SeenCluster, namesakes, taken_stock
from ontap_peering.pairing.model import PeeringState, SideState
from ontap_peering.peer.model import ObservedPeer

Managed = Mapping[tuple[str, str], str]
"""The resource of each peer in the state, by its cluster's alias and its uuid, and by its alias and its name."""
NO_WORDS: Final[Mapping[str, str]] = {}


def relationships(
    clusters: Mapping[str, ClusterFacts], managed: Managed | None = None, rotations: Mapping[str, str] = NO_WORDS
) -> list[RelationshipFacts]:
    """All of them, by name. `managed` is None without a state; `rotations` has the word of each resource."""
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
    return sorted((replace(each, rotation=_rotation(each, rotations)) for each in complete), key=lambda each: each.name)


def sync_of(facts: RelationshipFacts) -> str | None:
    """The word of a `ClusterPeering`; None if that is about two sides of which only one was seen."""
    if len(facts.peers) < 2:  # noqa: PLR2004 - two sides
        return None
    declared = {"key": "any", "clusters": sorted(facts.peers)}
    return sync(PeeringState(declared, {alias: SideState(peer) for alias, peer in facts.peers.items()}))


def _foreign(record: Record) -> RelationshipFacts:
    name = record.peer.remote_name or record.peer.uuid
    return RelationshipFacts(f"{record.alias}--{name}", {record.alias: record.peer}, foreign=name)


def _managers(present: Mapping[str, ObservedPeer], managed: Managed) -> dict[str, str | None]:
    return {
        alias: managed.get((alias, peer.uuid)) or managed.get((alias, peer.name)) for alias, peer in present.items()
    }


def _rotation(facts: RelationshipFacts, rotations: Mapping[str, str]) -> str | None:
    words = (rotations.get(manager) for manager in (facts.managers or {}).values() if manager)
    return next((word for word in words if word), None)
