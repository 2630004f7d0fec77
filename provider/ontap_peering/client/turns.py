"""At most so many requests under way to one cluster at a time; ONTAP answers 429 or 503 to many more."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock
from typing import Protocol, TypeVar

_Result = TypeVar("_Result")


class Wait(Protocol):
    """
    Waits for an outcome and returns its result.

    Raises TimeoutError after that many seconds, and RunCancelledError if the run is cancelled and its grace period ends
    before that.
    """

    def __call__(self, outcome: Future[_Result], /, seconds: float | None = None) -> _Result: ...


def uninterrupted(outcome: Future[_Result], /, seconds: float | None = None) -> _Result:
    return outcome.result(seconds)


class Turns:
    """Those who wait have their turn in the order in which they came. Safe to share between threads."""

    def __init__(self, at_once: int, wait: Wait) -> None:
        self._wait = wait
        self._lock = Lock()
        self._free = at_once
        self._waiting: deque[Future[None]] = deque()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn, for as long as the context lasts. Raises RunCancelledError if none comes before the run ends."""
        turn = self._asked_for()
        try:
            self._wait(turn)
        except BaseException:
            self._give_up(turn)
            raise
        try:
            yield
        finally:
            self._pass_on()

    def _asked_for(self) -> Future[None]:
        turn: Future[None] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
                turn.set_result(None)
            else:
                self._waiting.append(turn)
        return turn

    def _give_up(self, turn: Future[None]) -> None:
        with self._lock:
            has_come = turn not in self._waiting
            if not has_come:
                self._waiting.remove(turn)
        if has_come:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set_result(None)
            else:
                self._free += 1
