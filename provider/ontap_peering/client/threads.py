"""
Threads that a caller may leave alone with their work.

Nothing else ends a look-up of a name, or a read that gets a byte now and then. They do not keep the process from
ending, and they are used again: to start one costs as much as to send a request.
"""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")

_jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
_idle = Semaphore(0)


def begun(work: Callable[[], _Result]) -> Future[_Result]:
    """The outcome of work that has begun in a thread of its own."""
    outcome: Future[_Result] = Future()
    _jobs.put((outcome, work))
    if not _idle.acquire(blocking=False):
        Thread(target=_serve, name="ontap-request", daemon=True).start()
    return outcome


def _serve() -> None:
    while True:
        _do(*_jobs.get())
        _idle.release()


def _do(outcome: Future[Any], work: Callable[[], Any]) -> None:
    try:
        outcome.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits gets it
        outcome.set_exception(error)
