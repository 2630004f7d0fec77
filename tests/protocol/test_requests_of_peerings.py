"""How many requests many peerings take: a few each, and for what the clusters share a few for each cluster."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest

from support.plugin import Plugin
from support.world import World, running_world

CLUSTERS = tuple(f"c{number}" for number in range(8))
PAIRS = list(combinations(CLUSTERS, 2))
WORKERS = 64
SHARED = 4
"""Identity, peering policy, intercluster interfaces, listing of peers."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running_world(clusters=CLUSTERS) as made:
        yield made


def counted(world: World) -> Counter[str]:
    """The requests since the last count, by method."""
    found = Counter(call.split()[-1] for call in world.sent())
    world.forget_journal()
    return found


def test_many_peerings_take_few_requests(world: World) -> None:
    inputs = [{"clusters": list(pair), "key": f"pair-{'-'.join(pair)}"} for pair in PAIRS]
    with ThreadPoolExecutor(WORKERS) as pool:
        with Plugin(world.clusters) as plugin:
            made = list(pool.map(plugin.create, inputs))
        created = counted(world)
        with Plugin(world.clusters) as plugin:
            read = list(pool.map(lambda each: plugin.read(*each), made))
        looked = counted(world)
        with Plugin(world.clusters) as plugin:
            list(pool.map(lambda each: plugin.delete(*each), made))
        deleted = counted(world)
    assert {outputs["sync"] for _, outputs, _ in read} == {"in_sync"}
    assert created["POST"] == 2 * len(PAIRS)
    assert created.total() <= 4 * len(PAIRS) + SHARED * len(CLUSTERS)
    assert looked == {"GET": (SHARED - 1) * len(CLUSTERS)}
    assert deleted["DELETE"] == 2 * len(PAIRS)
    assert deleted.total() <= 4 * len(PAIRS) + 2 * len(CLUSTERS)
    assert all(world.peers(alias) == [] for alias in CLUSTERS)
