"""Many requests at once to one cluster: how many are under way, whose time runs, and how they end."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

import pytest

from ontap_peering.client.connection import Limits
from ontap_peering.client.exchange import AT_ONCE
from ontap_peering.client.turns import Turns, uninterrupted
from ontap_peering.engine.cancellation import Cancellation
from ontap_peering.errors import RunCancelledError
from support.core import desired
from support.hostile_replies import Asked, Kind, raw
from support.siege import Siege
from support.waiting import wait_until

MANY = 4 * AT_ONCE
LONG = Limits(connect=5, reply=20, exchange=20, reading=20)


class Slow:
    """A cluster that takes its time, and how many requests it had at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock = seconds, Lock()
        self.now = self.most = 0

    def kind(self) -> Kind:
        def pieces(_: Asked) -> Iterator[bytes]:
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(self._seconds)
            with self._lock:
                self.now -= 1
            yield raw(200, b'{"records": []}')

        return Kind(pieces)


def test_a_cluster_has_at_most_eight_requests_at_once_and_to_wait_for_one_takes_none_of_its_time(siege: Siege) -> None:
    slow = Slow(0.3)
    siege.script.answer(slow.kind(), times=MANY)
    api = siege.client(Limits(exchange=0.9, reading=0.9, reply=0.8))
    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(lambda _: api.list(), range(MANY))) == [[]] * MANY
    assert slow.most == AT_ONCE


def test_a_cancelled_run_ends_requests_under_way_and_sends_none_that_wait(siege: Siege) -> None:
    cancellation = Cancellation(grace_seconds=0.2)
    siege.script.answer(Slow(3).kind(), times=MANY)
    api = siege.client(LONG, cancellation.wait)
    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(api.create, desired(key=f"key-{number}")) for number in range(MANY)]
        wait_until(lambda: len(siege.script.log) == AT_ONCE)
        began = time.monotonic()
        cancellation.cancel()
    assert time.monotonic() - began < 2
    lines = [str(each.exception()) for each in asked if isinstance(each.exception(), RunCancelledError)]
    assert len(lines) == MANY
    assert sum("may or may not have taken effect" in line for line in lines) == AT_ONCE
    assert sum("before this request was sent" in line for line in lines) == MANY - AT_ONCE
    assert len(siege.script.log) == AT_ONCE


def test_a_turn_that_is_given_up_goes_to_the_next() -> None:
    def refused(outcome: Future[None], /, _: float | None = None) -> None:
        if not outcome.done():
            raise RunCancelledError("cancelled")

    turns = Turns(1, refused)  # type: ignore[arg-type]
    with turns.one(), pytest.raises(RunCancelledError), turns.one():
        pass
    with turns.one():
        pass
    assert uninterrupted(turns._asked_for()) is None  # noqa: SLF001 - the turn is free again
