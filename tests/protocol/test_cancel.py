"""The engine's `Cancel`, which arrives while all workers wait; an engine that is gone. Nothing begins after either."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.engine.workers import WORKERS
from support.plugin import Plugin, PluginError
from support.waiting import wait_until
from support.world import World, running_world

LONGEST_SECONDS = 5
OTHERS = [f"other{number}" for number in range(WORKERS)]


def waiting(world: World, number: int) -> dict[str, Any]:
    """A peer whose other side never exists."""
    addresses = world.addresses(OTHERS[number])[:1]
    return {
        "key": f"waiting-{number}",
        "cluster": "east",
        "remote": {"ip_addresses": addresses},
        "passphrase": f"unmatched-{number}",
        "wait_for": "available",
    }


def test_a_cancel_reaches_a_plugin_whose_workers_all_wait_and_nothing_begins_after_it() -> None:
    with running_world(clusters=("east", *OTHERS)) as world, Plugin(world.clusters) as plugin:
        with ThreadPoolExecutor(WORKERS) as pool:
            made = [pool.submit(plugin.apply, waiting(world, number)) for number in range(WORKERS)]
            wait_until(lambda: len(world.sent("POST")) == WORKERS)
            began = time.monotonic()
            plugin.cancel()
        assert time.monotonic() - began < LONGEST_SECONDS
        uuids = {peer["name"]: peer["uuid"] for peer in world.peers("east")}
        for number, each in enumerate(made):
            name, error = f"waiting-{number}", each.exception()
            assert isinstance(error, PluginError)
            assert str(error) == messages.cancelled_while_waiting("east", name, "available")
            assert error.kept is not None
            assert (error.kept[0], error.kept[1]["uuid"]) == (f"east/{name}", uuids[name])
        world.forget_journal()
        with pytest.raises(PluginError, match=messages.cancelled_before_start("east")):
            plugin.apply(waiting(world, 0))
        assert world.sent() == []
        assert len(world.peers("east")) == WORKERS
        plugin.wait(LONGEST_SECONDS)


def test_a_plugin_whose_interrupt_was_lost_ends_before_the_engine_would_kill_it() -> None:
    with running_world() as world, Plugin(world.clusters) as plugin:
        plugin.check({"cluster": "east"})
        plugin.cancel()
        plugin.wait(LONGEST_SECONDS)


@pytest.mark.parametrize("phase", ["before", "lost"])
def test_a_plugin_whose_engine_is_gone_sends_nothing_more_and_ends(phase: str) -> None:
    with running_world() as world, Plugin(world.clusters) as plugin:
        delay = {"kind": "delay", "seconds": 1}
        world.steer("/faults", {"phase": phase, "effect": delay, "match": {"method": "POST"}})
        with ThreadPoolExecutor(1) as pool:
            cut_short = pool.submit(plugin.apply, {"key": "offer", "cluster": "east"})
            wait_until(world.has_fired)
            plugin.lose_engine()
            assert isinstance(cut_short.exception(), PluginError)
        world.wait_for_fault()
        plugin.wait(LONGEST_SECONDS)
        assert world.sent("POST", "DELETE", "PATCH") == ["east POST"]
        assert len(world.peers("east")) == 1
