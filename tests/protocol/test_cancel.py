"""The engine's `Cancel`: it is heard while all workers wait, waits end, and nothing begins any more."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from support.plugin import Plugin, PluginError
from support.world import World, running_world

WORKERS = 4
POLL_SECONDS = 0.02
OTHERS = [f"other{number}" for number in range(WORKERS)]


def waiting(world: World, number: int) -> dict[str, Any]:
    """A peer whose other side never comes; the last one has a name of its own."""
    addresses = world.addresses(OTHERS[number])[:1]
    own_name = {"name": "chosen"} if number == WORKERS - 1 else {}
    return {
        "key": f"waiting-{number}",
        "cluster": "east",
        "remote": {"ip_addresses": addresses},
        "passphrase": f"unmatched-{number}",
        "wait_for": "available",
        **own_name,
    }


def line_of(made: Future[Any]) -> str:
    error = made.exception()
    assert isinstance(error, PluginError)
    return str(error)


def test_a_cancel_is_heard_while_every_worker_waits_and_nothing_begins_after_it() -> None:
    with running_world(clusters=("east", *OTHERS)) as world, Plugin(world.clusters) as plugin:
        with ThreadPoolExecutor(WORKERS) as pool:
            made = [pool.submit(plugin.apply, waiting(world, number)) for number in range(WORKERS)]
            while len(world.sent("POST")) < WORKERS:
                time.sleep(POLL_SECONDS)
            plugin.cancel()
        *ours, chosen = [line_of(each) for each in made]
        for number, line in enumerate(ours):
            assert line.endswith(
                f"east: the run was cancelled while it waited for peer 'waiting-{number}' to be available. "
                f"The peer stays; the next `pulumi up` takes it from here"
            )
        assert chosen.endswith("The peer stays; if this run made it, the next `pulumi up` needs adopt='existing'")
        world.forget_journal()
        with pytest.raises(PluginError, match="east: the run was cancelled before this was begun"):
            plugin.apply(waiting(world, 0))
        assert world.sent() == []
        assert len(world.peers("east")) == WORKERS
