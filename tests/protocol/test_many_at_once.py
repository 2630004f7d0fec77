"""Many resources at once, and two stacks on one cluster: each gets its own peers."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from support.plugin import Plugin
from support.world import World

AT_ONCE, RESOURCES = 16, 200
CLUSTERS = ("east", "west")


def offer(number: int, stack: str = "one") -> dict[str, Any]:
    return {"key": f"offer-{stack}-{number}", "cluster": CLUSTERS[number % 2], "expiry_time": "PT2H"}


def all_of_them(plugin: Plugin, stack: str, count: int) -> list[tuple[str, dict[str, Any]]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(lambda number: plugin.apply(offer(number, stack)), range(count))
        return [(id_, outputs) for id_, outputs, _ in made]


def test_two_hundred_resources_at_once_each_get_their_own_peer(plugin: Plugin, world: World) -> None:
    made = all_of_them(plugin, "one", RESOURCES)
    there = {each["uuid"]: (alias, each["name"]) for alias in CLUSTERS for each in world.peers(alias)}
    assert len(there) == len({outputs["passphrase"] for _, outputs in made}) == RESOURCES
    for number, (id_, outputs) in enumerate(made):
        wanted = offer(number)
        assert id_ == f"{wanted['cluster']}/{wanted['key']}"
        assert there[outputs["uuid"]] == (wanted["cluster"], wanted["key"])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(lambda each: plugin.read(*each), made))
        list(pool.map(lambda each: plugin.delete(*each), made))
    assert [(id_, outputs["uuid"]) for id_, outputs, _ in seen] == [(id_, outputs["uuid"]) for id_, outputs in made]
    assert not any(world.peers(alias) for alias in CLUSTERS)


def test_two_stacks_on_one_cluster_keep_to_their_own(plugin: Plugin, world: World) -> None:
    with Plugin(world.clusters) as other, ThreadPoolExecutor(2) as pool:
        ours, theirs = pool.map(all_of_them, (plugin, other), ("one", "two"), (40, 40))
        for id_, outputs in theirs:
            other.delete(id_, outputs)
    left = {each["uuid"] for alias in CLUSTERS for each in world.peers(alias)}
    assert left == {outputs["uuid"] for _, outputs in ours}
