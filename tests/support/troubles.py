"""A mesh that somebody peered by hand, and what can happen to its relationships."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from support.world import PEERS, World

SECRET = "only their administrators know this"
OTHER_SECRET = "another one that is made up, too"


def peer_by_hand(world: World, first: str, second: str, **body: Any) -> None:
    for alias, other in ((first, second), (second, first)):
        remote = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": SECRET}}
        world.client(alias).post({**remote, **body})


def mesh_by_hand(world: World, clusters: Sequence[str]) -> None:
    for first, second in combinations(clusters, 2):
        peer_by_hand(world, first, second)


def delete_side(world: World, alias: str, other: str) -> None:
    world.call(alias, "DELETE", f"{PEERS}/{world.client(other).uuid}")


def rotate_one_side(world: World, alias: str, other: str) -> None:
    body = {"authentication": {"passphrase": OTHER_SECRET, "in_use": "ok"}}
    world.call(alias, "PATCH", f"{PEERS}/{world.client(other).uuid}", body=body)


def cut(world: World, source: str, target: str, *, both_ways: bool) -> None:
    world.steer("links", {"from": source, "to": target, "state": "down", "both_ways": both_ways})
