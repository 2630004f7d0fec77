"""
What the plugin process does when its run is cancelled: waits end at once, requests get a few more seconds.

And when its engine is gone, killed or crashed: nothing more is sent, since the next run may have begun.

At the first Ctrl-C the engine calls `Cancel` of the plugin and waits for the calls in flight. The SDK answers `Cancel`
and informs no provider, in a pool of four workers that waits may occupy. `install` gives `Cancel` a pool of its own
(ADR 13).
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, InvalidStateError, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Any, Final, TypeVar

from ontap_peering import messages
from ontap_peering.engine.served_call import served_call
from ontap_peering.engine.servicer import SERVICER, serve_in
from ontap_peering.errors import RunCancelledError

GRACE_SECONDS: Final = 3.0
LAST_SECONDS: Final = 0.5

_Result = TypeVar("_Result")


class Cancellation:
    """`end_process` is called soon after the grace period, once the plugin serves no call any more."""

    def __init__(
        self, grace_seconds: float = GRACE_SECONDS, *, end_process: Callable[[], object] | None = None
    ) -> None:
        self._grace_seconds = grace_seconds
        self._end_process = end_process
        self._cancelled = threading.Event()
        self._grace_is_over: Future[None] = Future()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def install(self) -> None:
        """
        Notice the engine's `Cancel` if this is the SDK's plugin; any other process stays untouched.

        The first call starts the pool's only worker.
        """
        serve_in(ThreadPoolExecutor(max_workers=1, initializer=self.cancel), "Cancel")

    def cancel(self) -> None:
        """Call this once."""
        self._end_after(self._grace_seconds)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """
        For the engine's call that this thread serves: if its connection breaks meanwhile, nothing begins any more.

        Whatever the call still did, no state would keep, and the next run would meet.
        """
        is_served = threading.Event()

        def ended() -> None:
            if not is_served.is_set() and not self._grace_is_over.done():
                self._end_after(0)

        if (call := served_call()) is not None and not call.context.add_callback(ended):
            ended()
        try:
            yield
        finally:
            is_served.set()

    def sleep(self, seconds: float) -> None:
        """Raises RunCancelledError as soon as the run is cancelled."""
        if self._cancelled.wait(seconds):
            raise RunCancelledError(messages.run_cancelled())

    def wait(self, outcome: Future[_Result], /, seconds: float | None = None) -> _Result:
        """
        The result of work in another thread. Raises TimeoutError after that time.

        Raises RunCancelledError once the grace period of a cancelled run is over, even if the result has come: nothing
        may begin after it.
        """
        if not outcome.done():
            either: tuple[Future[Any], ...] = (outcome, self._grace_is_over)
            wait(either, seconds, return_when=FIRST_COMPLETED)
        if self._grace_is_over.done():
            raise RunCancelledError(messages.run_cancelled())
        if not outcome.done():
            raise TimeoutError
        return outcome.result()

    def _end_after(self, seconds: float) -> None:
        self._cancelled.set()
        _later(seconds, self._end_grace)
        if self._end_process is not None:
            _later(seconds + LAST_SECONDS, self._end_when_idle)

    def _end_grace(self) -> None:
        with suppress(InvalidStateError):
            self._grace_is_over.set_result(None)

    def _end_when_idle(self) -> None:
        """A neighbour's call runs to its end: the engine waits for it, too, and keeps what it created."""
        if is_serving():
            _later(LAST_SECONDS, self._end_when_idle)
        elif self._end_process is not None:
            self._end_process()


def is_serving() -> bool:
    """Whether any thread of this process is in a call of the plugin's servicer, ours or a neighbour's."""
    stacks = sys._current_frames().values()  # noqa: SLF001 - the only way to the calls of others
    return any(code.co_qualname.startswith(f"{SERVICER}.") for stack in stacks for code in _codes(stack))


def _codes(frame: FrameType | None) -> Iterator[CodeType]:
    while frame is not None:
        yield frame.f_code
        frame = frame.f_back


def interrupt_main_thread() -> None:
    """
    SIGINT for the thread that waits for it.

    The engine sends SIGINT to the process, and the system may deliver it to one of gRPC's threads. Python then notes it
    for the main thread, which keeps sleeping until the engine kills the process after 5 s (ADR 13).
    """
    if (main := threading.main_thread().ident) is not None:
        signal.pthread_kill(main, signal.SIGINT)


CANCELLATION: Final = Cancellation(end_process=interrupt_main_thread)
"""Of this process's run: a plugin serves one."""


def _later(seconds: float, action: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
