"""
Meshes, hubs and rings in a set of pairs, and the pairs that belong to none of them. Pure.

The largest mesh is taken first, then the next one, but a hub before a mesh of three if it has more pairs. That need not
give the fewest shapes, but it takes no long time either. Rings are what remains of clusters with two pairs each.
"""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ontap_peering.fleet.topology import Pair, in_circle

SMALLEST_MESH: Final = 3
FEWEST_SPOKES: Final = 3
SMALLEST_RING: Final = 4


@dataclass(frozen=True)
class Shapes:
    """
    `hubs` has each hub with its spokes, `rings` each cluster beside its neighbours.

    Everything else is in alphabetical order within, and the larger one first.
    """

    meshes: tuple[tuple[str, ...], ...]
    hubs: tuple[tuple[str, tuple[str, ...]], ...]
    rings: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]


def shapes_of(pairs: Collection[Pair]) -> Shapes:
    """Each of the pairs is in exactly one shape."""
    meshes, hubs, left = [], [], set(pairs)
    while left:
        neighbours = _neighbours(left)
        mesh, (hub, spokes) = _mesh(neighbours), _hub(neighbours)
        of_mesh = set(combinations(mesh, 2)) if len(mesh) >= SMALLEST_MESH else set()
        if len(mesh) <= SMALLEST_MESH and len(spokes) > max(FEWEST_SPOKES - 1, len(of_mesh)):
            hubs.append((hub, spokes))
            left -= {(min(hub, spoke), max(hub, spoke)) for spoke in spokes}
        elif of_mesh:
            meshes.append(mesh)
            left -= of_mesh
        else:
            break
    rings = sorted(_rings(left), key=lambda ring: (-len(ring), ring))
    left -= {pair for ring in rings for pair in in_circle(ring)}
    return Shapes(tuple(meshes), tuple(hubs), tuple(rings), tuple(sorted(left)))


def _neighbours(pairs: AbstractSet[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, second in sorted(pairs):
        found.setdefault(first, set()).add(second)
        found.setdefault(second, set()).add(first)
    return found


def _hub(neighbours: Mapping[str, AbstractSet[str]]) -> tuple[str, tuple[str, ...]]:
    hub = min(neighbours, key=lambda each: (-len(neighbours[each]), each))
    return hub, tuple(sorted(neighbours[hub]))


def _mesh(neighbours: Mapping[str, AbstractSet[str]]) -> tuple[str, ...]:
    """A large set of clusters that are all neighbours: the largest one that grows from one cluster step by step."""
    best: tuple[str, ...] = ()
    for start in sorted(neighbours, key=lambda each: (-len(neighbours[each]), each)):
        if len(neighbours[start]) < len(best):
            break
        grown, common = [start], neighbours[start]
        while common:
            chosen = min(common, key=lambda each: (-len(neighbours[each] & common), each))
            grown.append(chosen)
            common = common & neighbours[chosen]
        if len(grown) > len(best):
            best = tuple(sorted(grown))
    return best


def _rings(pairs: AbstractSet[Pair]) -> Iterator[tuple[str, ...]]:
    """Clusters in a circle, none of which has another pair. Each begins with its first cluster and its nearer one."""
    neighbours = _neighbours(pairs)
    seen: set[str] = set()
    for start in sorted(neighbours):
        ring, here = [], start
        while here not in seen and len(neighbours[here]) == 2:  # noqa: PLR2004 - as in every circle
            ring.append(here)
            seen.add(here)
            here = min(neighbours[here] - seen, default=start)
        if len(ring) >= SMALLEST_RING and start in neighbours[ring[-1]]:
            yield tuple(ring)
