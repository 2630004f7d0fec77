"""With one request in five failing, in all ways and by a seed, dozens of resources converge in at most three runs."""

from collections.abc import Iterator
from typing import Any

import pytest

from support.plugin import Plugin, PluginError
from support.protocol_stack import Inputs, Program, ProtocolStack
from support.world import World, running_world

OFFERS = 36
RUNS = 3
SHARE = 0.2
STATUSES = (429, 500, 502, 503, 504)
WAYS: list[dict[str, Any]] = [
    *({"phase": "before", "effect": {"kind": "status", "status": status}} for status in STATUSES),
    *({"phase": "after", "effect": {"kind": "status", "status": status}} for status in STATUSES),
    {"phase": "before", "effect": {"kind": "reset"}},
    {"phase": "lost", "effect": {"kind": "reset"}},
    {"phase": "after", "effect": {"kind": "truncate"}},
]


@pytest.fixture(scope="module")
def failing_world() -> Iterator[World]:
    with running_world() as world:
        for way in WAYS:
            world.steer("/faults", {**way, "when": {"times": None, "probability": SHARE / len(WAYS)}})
        yield world


def offers(**more: Any) -> Program:
    def of(number: int) -> Inputs:
        return {"key": f"offer-{number:07}", "cluster": ("east", "west")[number % 2], "expiry_time": "PT2H", **more}

    def made(number: int) -> Any:
        return lambda _outputs: of(number)

    return {f"offer{number}": made(number) for number in range(OFFERS)}


def runs_until_converged(plugin: Plugin, stack: ProtocolStack, program: Program) -> int:
    for run in range(1, RUNS + 1):
        try:
            stack.up(plugin, program)
        except PluginError:
            continue
        return run
    return RUNS + 1


def names(world: World) -> list[str]:
    """Of all peers, by the control port: no fault is in the way there."""
    peers = world.control("GET", "snapshot").json()["peers"]
    return sorted(peer["name"] for cluster in peers.values() for peer in cluster)


def test_they_are_created_changed_and_deleted(failing_world: World) -> None:
    stack = ProtocolStack()
    with Plugin(failing_world.clusters, impatient=True) as plugin:
        for program in (offers(), offers(peer_applications=["flexcache"]), offers(expiry_time="PT3H"), {}):
            assert runs_until_converged(plugin, stack, program) <= RUNS
            assert names(failing_world) == sorted(inputs_of({})["key"] for inputs_of in program.values())
    assert failing_world.has_fired()
