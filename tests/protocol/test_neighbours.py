"""The plugin process also serves other dynamic providers: ours must not disturb them."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from ontap_peering.engine.cancellation import GRACE_SECONDS, LAST_SECONDS
from ontap_peering.engine.workers import WORKERS
from support.neighbour import Neighbour
from support.plugin import Plugin, PluginError
from support.waiting import wait_until
from support.world import World, running_world

TESTS = Path(__file__).resolve().parents[1]
NEIGHBOUR = serialize_provider(Neighbour())
END_SECONDS = 5
BUSY = WORKERS - 4
AT_ONCE_SECONDS = 3


def plugin_of(world: World, **settings: Any) -> Plugin:
    clusters = {alias: {**profile, **settings} for alias, profile in world.clusters.items()}
    return Plugin(clusters, {"PYTHONPATH": str(TESTS)})


def test_a_failed_and_an_unverified_call_leave_the_process_as_it_was(world: World) -> None:
    with plugin_of(world, verify_tls=False) as plugin:
        _, before = plugin.create({}, NEIGHBOUR)
        plugin.apply({"key": "offer", "cluster": "east"})
        with pytest.raises(PluginError, match="cannot be read by id alone"):
            plugin.read("east/offer", {})
        _, after = plugin.create({}, NEIGHBOUR)
        assert plugin.told("verify_tls is false")
    assert before["process"]["warnings for others"] != "[]"
    assert after == before


def test_a_cancel_lets_the_call_of_a_neighbour_end_and_then_the_plugin(world: World) -> None:
    longer = GRACE_SECONDS + 3 * LAST_SECONDS
    with plugin_of(world) as plugin, ThreadPoolExecutor(1) as pool:
        plugin.check({"cluster": "east"})
        slow = pool.submit(plugin.create, {"seconds": longer}, NEIGHBOUR)
        plugin.cancel()
        assert slow.result()[0] == "neighbour"
        plugin.wait(END_SECONDS)


def test_a_neighbour_is_served_while_nearly_all_workers_wait() -> None:
    others = [f"other{number}" for number in range(BUSY)]
    with running_world(clusters=("east", *others)) as world, plugin_of(world) as plugin:

        def waiting(number: int) -> dict[str, Any]:
            remote = {"ip_addresses": world.addresses(others[number])[:1]}
            return {"key": f"waiting-{number}", "cluster": "east", "remote": remote, "wait_for": "available"}

        with ThreadPoolExecutor(BUSY) as pool:
            ours = [pool.submit(plugin.apply, waiting(number)) for number in range(BUSY)]
            wait_until(lambda: len(world.sent("POST")) == BUSY)
            began = time.monotonic()
            plugin.check({}, provider=NEIGHBOUR)
            plugin.diff({}, {}, NEIGHBOUR)
            assert plugin.create({}, NEIGHBOUR)[0] == "neighbour"
            assert time.monotonic() - began < AT_ONCE_SECONDS
            assert not any(each.done() for each in ours)
            plugin.cancel()
        assert all(isinstance(each.exception(), PluginError) for each in ours)
