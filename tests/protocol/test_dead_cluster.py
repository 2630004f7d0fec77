"""A cluster that does not answer delays its own peers, and not those of others; a cancel ends what waits for it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from ontap_peering.client.exchange import AT_ONCE
from ontap_peering.engine.workers import WORKERS
from support.plugin import Plugin, PluginError
from support.waiting import wait_until
from support.world import World

ALIVE = ("east", "west")
OF_THE_DEAD = WORKERS - 4
OF_EACH_OTHER = 10
LONGEST_SECONDS = 10
"""Less than a cluster may stay silent, or a connection with its repetitions takes to fail."""
CANCELLED_SECONDS = 5
DELAY_SECONDS = 30


@contextmanager
def silent_server() -> Iterator[str]:
    """The address of a server that accepts connections, and never says a word."""
    accepted: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    accepted.append(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    for connection in accepted:
        connection.close()


@contextmanager
def full_server() -> Iterator[str]:
    """The address of a server that accepts no connection: as its queue is full, the system drops what comes."""
    with socket.socket() as server, socket.socket() as first:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        first.connect(server.getsockname())
        yield f"127.0.0.1:{server.getsockname()[1]}"


def offer(cluster: str, number: int) -> dict[str, Any]:
    return {"key": f"offer-{number}", "cluster": cluster, "expiry_time": "PT2H"}


@pytest.mark.parametrize("server", [silent_server, full_server], ids=["never answers", "accepts no connection"])
def test_one_dead_cluster_of_three_delays_its_own_peers_only(
    server: Callable[[], AbstractContextManager[str]], world: World
) -> None:
    with server() as address, ThreadPoolExecutor(2 * WORKERS) as pool:
        clusters = {**world.clusters, "dead": {**world.clusters["east"], "host": address}}
        with Plugin(clusters) as plugin:
            dead = [pool.submit(plugin.apply, offer("dead", number)) for number in range(OF_THE_DEAD)]
            made = [pool.submit(plugin.apply, offer(each, n)) for n in range(OF_EACH_OTHER) for each in ALIVE]
            late = wait(made, LONGEST_SECONDS).not_done
            ended = [each for each in dead if each.done()]
            plugin.cancel()
            assert (late, ended) == (set(), [])
        assert [each.exception() for each in made] == [None] * len(made)
        assert {type(each.exception()) for each in dead} == {PluginError}
    assert [len(world.peers(alias)) for alias in ALIVE] == [OF_EACH_OTHER] * 2


def threads_of(plugin: Plugin) -> int:
    return len(list(Path(f"/proc/{plugin.pid}/task").iterdir()))


@pytest.mark.parametrize(("method", "under_way"), [("GET", 1), ("POST", AT_ONCE)])
def test_a_cancel_ends_all_workers_that_wait_for_a_silent_cluster(
    plugin: Plugin, world: World, method: str, under_way: int
) -> None:
    """Be it that they wait for a reply, for an answer that one of them asked for, or for their turn to ask."""
    delay = {"kind": "delay", "seconds": DELAY_SECONDS}
    world.steer("faults", {"match": {"method": method}, "phase": "before", "effect": delay, "when": {"times": None}})
    before = threads_of(plugin)
    with ThreadPoolExecutor(WORKERS) as pool:
        calls = [pool.submit(plugin.apply, offer("east", number)) for number in range(WORKERS)]
        wait_until(lambda: threads_of(plugin) - before >= WORKERS and fired(world) == under_way)
        began = time.monotonic()
        plugin.cancel()
        lines = [str(each.exception()) for each in calls]
        took = time.monotonic() - began
    assert took < CANCELLED_SECONDS
    assert all("the run was cancelled" in line for line in lines), lines
    assert len([line for line in lines if "before the reply came" in line]) >= under_way
    plugin.wait(CANCELLED_SECONDS)


def fired(world: World) -> int:
    """How many requests the fault rule has befallen."""
    (rule,) = world.control("GET", "faults").json()["faults"]
    return int(rule["fired"])
