"""What ends when a run is cancelled, without an engine."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import ModuleType
from typing import Any

import pytest

from ontap_peering.engine.cancellation import Cancellation
from ontap_peering.errors import RunCancelledError

LONG_SECONDS = 60


class Servicer:
    def Cancel(self, _request: object, _context: object) -> str:  # noqa: N802 - the name is the SDK's
        return "empty"


def plugin(servicer: type, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("__main__")
    module.DynamicResourceProviderServicer = servicer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", module)


def copy_of(servicer: type, cancel: Callable[..., Any]) -> type:
    return type("DynamicResourceProviderServicer", (servicer,), {"Cancel": cancel})


def test_a_call_to_a_method_bound_before_cancels_the_run_and_has_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    servicer = copy_of(Servicer, lambda _self, _request, _context: "empty")
    bound = servicer().Cancel
    plugin(servicer, monkeypatch)
    cancellation = Cancellation()
    cancellation.install()
    assert not cancellation.cancelled
    answer = bound.experimental_thread_pool.submit(bound, None, None)
    assert (answer.result(), cancellation.cancelled) == ("empty", True)


def test_a_second_configuration_keeps_the_first_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    servicer = copy_of(Servicer, lambda _self, _request, _context: "empty")
    plugin(servicer, monkeypatch)
    Cancellation().install()
    pool = servicer.Cancel.experimental_thread_pool  # type: ignore[attr-defined]
    Cancellation().install()
    assert servicer.Cancel.experimental_thread_pool is pool  # type: ignore[attr-defined]


def test_what_is_not_the_plugin_as_it_is_known_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    Cancellation().install()
    strange = copy_of(Servicer, print)
    plugin(strange, monkeypatch)
    Cancellation().install()
    assert not hasattr(print, "experimental_thread_pool")


def test_a_sleep_ends_when_the_run_is_cancelled() -> None:
    cancellation = Cancellation()
    threading.Thread(target=cancellation.cancel).start()
    with pytest.raises(RunCancelledError):
        cancellation.sleep(LONG_SECONDS)


def test_work_that_ends_within_the_grace_has_its_result() -> None:
    cancellation, work = Cancellation(grace_seconds=LONG_SECONDS), Future[str]()
    cancellation.cancel()
    threading.Timer(0.05, work.set_result, ("done",)).start()
    assert cancellation.wait(work) == "done"


def test_work_that_does_not_end_within_the_grace_is_left_to_itself() -> None:
    cancellation = Cancellation(grace_seconds=0)
    cancellation.cancel()
    with pytest.raises(RunCancelledError):
        cancellation.wait(Future(), LONG_SECONDS)


def test_nothing_is_waited_for_after_the_grace() -> None:
    cancellation, done = Cancellation(grace_seconds=0), Future[None]()
    cancellation.cancel()
    with pytest.raises(RunCancelledError):
        cancellation.wait(Future())
    done.set_result(None)
    with pytest.raises(RunCancelledError):
        cancellation.wait(done)


def test_work_that_takes_too_long_is_left_to_itself_and_the_run_continues() -> None:
    cancellation = Cancellation()
    with pytest.raises(TimeoutError):
        cancellation.wait(Future(), 0.01)
    assert not cancellation.cancelled


def test_an_error_of_the_work_is_its_callers() -> None:
    failed = Future[None]()
    failed.set_exception(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        Cancellation().wait(failed)
