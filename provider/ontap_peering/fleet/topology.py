"""Which pairs of clusters the words of a topology make, and where each of them is said."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from ontap_peering import messages
from ontap_peering.fleet.document import Document, Path
from ontap_peering.fleet.model import Entry, FleetFile

Pair = tuple[str, str]
"""Two clusters, in alphabetical order."""
SEPARATOR = "--"


def relationship_name(pair: Pair) -> str:
    return SEPARATOR.join(pair)


def pairs_of(file: FleetFile, document: Document, problems: list[str]) -> dict[Pair, list[int]]:
    """Each pair with the positions of the entries that make it. What is wrong is added to `problems`."""
    found: dict[Pair, list[int]] = {}
    for number, entry in enumerate(file.topology):
        for pair in dict.fromkeys(_made_by(entry, ("topology", number), file, document, problems)):
            found.setdefault(pair, []).append(number)
    return found


def _made_by(entry: Entry, place: Path, file: FleetFile, document: Document, problems: list[str]) -> Iterator[Pair]:
    groups = {name: group.clusters for name, group in file.groups.items()}
    if entry.mesh is not None:
        clusters = sorted(_members(entry.mesh, groups))
        if len(clusters) == 1:
            problems.append(document.problem((*place, "mesh"), messages.no_relationship("mesh", clusters[0])))
        yield from map(_sorted, combinations(clusters, 2))
    elif entry.hub is not None and entry.spokes is not None:
        hubs, spokes = _members([entry.hub], groups), _members(entry.spokes, groups)
        if len(hubs | spokes) == 1:
            problems.append(document.problem((*place, "hub"), messages.no_relationship("hub", *hubs)))
        yield from _across(hubs, spokes)
    elif entry.ring is not None:
        path = (*place, "ring")
        grouped = next((name for name in entry.ring if name in groups), None)
        twice = next((name for name in entry.ring if entry.ring.count(name) > 1), None)
        if grouped or twice:
            line = messages.group_in_ring(grouped) if grouped else messages.twice_in_ring(twice or "")
            problems.append(document.problem((*path, entry.ring.index(grouped or twice or "")), line))
        else:
            yield from in_circle(entry.ring)
    for number, (first, second) in enumerate(entry.pairs or ()):
        made = list(_across(_members([first], groups), _members([second], groups)))
        if not made:
            problems.append(document.problem((*place, "pairs", number), messages.no_pair(first)))
        yield from made


def in_circle(clusters: Sequence[str]) -> Iterator[Pair]:
    """Each with the next one, and the last with the first."""
    return map(_sorted, pairwise([*clusters, clusters[0]]))


def _members(names: Collection[str], groups: Mapping[str, Collection[str]]) -> set[str]:
    return {cluster for name in names for cluster in groups.get(name, (name,))}


def _across(some: Collection[str], others: Collection[str]) -> Iterator[Pair]:
    for first, second in product(sorted(some), sorted(others)):
        if first != second:
            yield _sorted((first, second))


def _sorted(pair: tuple[str, str]) -> Pair:
    first, second = sorted(pair)
    return first, second
