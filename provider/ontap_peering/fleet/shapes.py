"""
Meshes and hubs in a set of pairs, and the pairs that belong to none of them. Pure.

The largest mesh is taken first, then the next one, but a hub before a mesh of three if it has more pairs. That need not
give the fewest shapes, but it takes no long time either.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ontap_peering.fleet.topology import Pair

SMALLEST_MESH: Final = 3
FEWEST_SPOKES: Final = 3


@dataclass(frozen=True)
class Shapes:
    """`hubs` has each hub with its spokes. Everything is in alphabetical order within, and the larger one first."""

    meshes: tuple[tuple[str, ...], ...]
    hubs: tuple[tuple[str, tuple[str, ...]], ...]
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
    return Shapes(tuple(meshes), tuple(hubs), tuple(sorted(left)))


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
