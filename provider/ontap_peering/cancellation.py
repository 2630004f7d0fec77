"""
What the plugin process does when its run is cancelled: sleeps end, and requests get a last few seconds.

At the first Ctrl-C the engine calls `Cancel` of the plugin and waits for the calls that are under way. The SDK answers
`Cancel` and tells nobody, in a pool of four workers that waits may occupy. `listen` gives it another pool (ADR 13).
"""

import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import FunctionType
from typing import Any, Final, TypeVar

from ontap_peering.errors import RunCancelledError

GRACE_SECONDS: Final = 3.0
LAST_SECONDS: Final = 0.5
SERVICER: Final = "DynamicResourceProviderServicer"
PROGRAM_RUNNER: Final = "pulumi-language-python-exec"

_Result = TypeVar("_Result")


class Cancellation:
    """`end_process` is called soon after the grace, when all calls have ended and the process should have, too."""

    def __init__(
        self, grace_seconds: float = GRACE_SECONDS, *, end_process: Callable[[], object] | None = None
    ) -> None:
        self._grace_seconds = grace_seconds
        self._end_process = end_process
        self._happened = threading.Event()
        self._grace_is_over: Future[None] = Future()

    @property
    def happened(self) -> bool:
        return self._happened.is_set()

    def listen(self) -> None:
        """
        Notice the engine's `Cancel`, where this is the SDK's plugin; elsewhere nothing is touched.

        gRPC asks the bound method for this attribute at each call. The first call starts the pool's only worker.
        """
        cancel = getattr(getattr(sys.modules["__main__"], SERVICER, None), "Cancel", None)
        if isinstance(cancel, FunctionType) and not hasattr(cancel, "experimental_thread_pool"):
            pool = ThreadPoolExecutor(max_workers=1, initializer=self.happen)
            cancel.experimental_thread_pool = pool  # type: ignore[attr-defined]

    def happen(self) -> None:
        """To be called once."""
        self._happened.set()
        _later(self._grace_seconds, lambda: self._grace_is_over.set_result(None))
        if self._end_process is not None:
            _later(self._grace_seconds + LAST_SECONDS, self._end_process)

    def sleep(self, seconds: float) -> None:
        """Raises RunCancelledError as soon as the run is cancelled."""
        if self._happened.wait(seconds):
            raise RunCancelledError("the run was cancelled")

    def within_grace(self, work: Callable[[], _Result]) -> _Result:
        """
        The result of the work. Raises RunCancelledError where the run is cancelled and the work does not end soon.

        It is then left to itself, in a thread that does not keep the process from ending. None begins after the grace.
        """
        running: Future[_Result] = Future()
        if self._grace_is_over.done():
            raise RunCancelledError("the run was cancelled")
        threading.Thread(target=_run, args=(work, running), daemon=True).start()
        either: tuple[Future[Any], ...] = (running, self._grace_is_over)
        wait(either, return_when=FIRST_COMPLETED)
        if not running.done():
            raise RunCancelledError("the run was cancelled")
        return running.result()


def interrupt_main_thread() -> None:
    """
    SIGINT for the thread that waits for it.

    The engine sends SIGINT to the process, and the system may hand it to a thread of gRPC. Python notes it for the
    main thread, which goes on sleeping; the engine kills the process after 5 s (ADR 13).
    """
    if (main := threading.main_thread().ident) is not None:
        signal.pthread_kill(main, signal.SIGINT)


THIS_RUN: Final = Cancellation(end_process=interrupt_main_thread)


def end_when_interrupted() -> None:
    """
    Let SIGINT end this process at once, where it is a program that Pulumi's language host runs.

    Only the engine sends it, when it is done with the program. Python would wait for calls that nobody answers any
    more (ADR 13).
    """
    is_program = any(Path(argument).name == PROGRAM_RUNNER for argument in sys.orig_argv[:3])
    in_main_thread = threading.current_thread() is threading.main_thread()
    if is_program and in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _later(seconds: float, action: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def _run(work: Callable[[], _Result], running: Future[_Result]) -> None:
    try:
        running.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits gets it
        running.set_exception(error)
