"""
A fleet file for relationships that exist: what they have in common is said once, and their topology in words. Pure.

Loading it gives exactly these relationships with exactly these settings.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ontap_peering.fleet.model import SETTINGS_OF_BOTH, SETTINGS_OF_SIDE
from ontap_peering.fleet.shapes import shapes_of
from ontap_peering.fleet.topology import Pair

Settings = Mapping[str, Any]


def recognised(relationships: Mapping[Pair, Settings]) -> dict[str, Any]:
    """
    The content of the file. `relationships` have the arguments of a `ClusterPeering`, by their clusters.

    A setting of both sides is a default if every relationship has one. A setting of one side is the cluster's if it is
    the same in all its relationships, and a default if it is the same for all clusters. What remains is said in the
    topology.
    """
    clusters = _of_clusters(relationships)
    entries: dict[str, tuple[dict[str, Any], list[Pair]]] = {}
    defaults = _defaults(relationships.values())
    for pair in sorted(relationships):
        own = _own(pair, relationships[pair], defaults, clusters)
        entries.setdefault(_text(own), (own, []))[1].append(pair)
    by_size = sorted(entries.values(), key=lambda each: (-len(each[1]), bool(each[0]), each[1]))
    of_all = _of_all(clusters)
    own_of_clusters = {
        alias: own
        for alias, settings in clusters.items()
        if (own := {name: value for name, value in settings.items() if name not in of_all})
    }
    content = {
        "defaults": {**defaults, **of_all},
        "clusters": own_of_clusters,
        "topology": [{**shape, **own} for own, pairs in by_size for shape in _shapes(pairs)],
    }
    return {name: value for name, value in content.items() if value}


def _of_all(clusters: Mapping[str, Settings]) -> dict[str, Any]:
    """The IPspace, if all have the same."""
    ipspaces = [settings.get("ipspace") for settings in clusters.values()]
    is_one = ipspaces and ipspaces[0] is not None and all(each == ipspaces[0] for each in ipspaces)
    return {"ipspace": ipspaces[0]} if is_one else {}


def _defaults(settings: Collection[Settings]) -> dict[str, Any]:
    found = {}
    for name in SETTINGS_OF_BOTH:
        values = [each.get(name) for each in settings]
        if None not in values:
            found[name] = _most_common(values)
    return found


def _most_common(values: Collection[Any]) -> Any:
    """The last in the alphabet of those that are as common: rather "tls_psk" than "none"."""
    counts: dict[str, int] = {}
    for value in values:
        counts[_text(value)] = counts.get(_text(value), 0) + 1
    return json.loads(max(counts, key=lambda text: (counts[text], text)))


def _of_clusters(relationships: Mapping[Pair, Settings]) -> dict[str, Settings]:
    sides: dict[str, list[Settings]] = {}
    for pair, settings in relationships.items():
        for alias in pair:
            sides.setdefault(alias, []).append(settings.get("sides", {}).get(alias, {}))
    found: dict[str, Settings] = {}
    for alias, own in sorted(sides.items()):
        found[alias] = {
            name: own[0][name]
            for name in SETTINGS_OF_SIDE
            if name in own[0] and all(each.get(name) == own[0][name] for each in own)
        }
    return found


def _own(pair: Pair, settings: Settings, defaults: Settings, clusters: Mapping[str, Settings]) -> dict[str, Any]:
    own = {
        name: settings[name] for name in SETTINGS_OF_BOTH if name in settings and settings[name] != defaults.get(name)
    }
    sides = {}
    for alias in pair:
        declared = settings.get("sides", {}).get(alias, {})
        if rest := {name: declared[name] for name in sorted(declared) if name not in clusters[alias]}:
            sides[alias] = rest
    return {**own, **({"sides": sides} if sides else {})}


def _shapes(pairs: Collection[Pair]) -> Iterator[dict[str, Any]]:
    shapes = shapes_of(pairs)
    yield from ({"mesh": list(clusters)} for clusters in shapes.meshes)
    yield from ({"hub": hub, "spokes": list(spokes)} for hub, spokes in shapes.hubs)
    yield from ({"ring": list(clusters)} for clusters in shapes.rings)
    if shapes.pairs:
        yield {"pairs": [list(pair) for pair in shapes.pairs]}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
