"""Which calls of the plugin get workers of their own, without an engine."""

import sys
import threading
from types import ModuleType
from typing import Any

import pytest

from ontap_peering.engine.workers import METHODS, WORKERS, install_workers

LONGEST_SECONDS = 10
OTHERS = ("Check", "Diff", "Configure", "Cancel")


def servicer() -> Any:
    return type("DynamicResourceProviderServicer", (), {name: lambda *_: None for name in (*METHODS, *OTHERS)})


def in_plugin(servicer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("__main__")
    module.DynamicResourceProviderServicer = servicer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", module)
    install_workers()


def test_only_calls_that_wait_for_a_cluster_get_workers_and_share_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made = servicer()
    in_plugin(made, monkeypatch)
    (pool,) = {getattr(made, name).experimental_thread_pool for name in METHODS}
    all_at_once = threading.Barrier(WORKERS)
    list(pool.map(lambda _: all_at_once.wait(LONGEST_SECONDS), range(WORKERS)))
    assert not any(hasattr(getattr(made, name), "experimental_thread_pool") for name in OTHERS)


def test_a_pool_that_is_there_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    made = servicer()
    made.Create.experimental_thread_pool = "of a neighbour"
    in_plugin(made, monkeypatch)
    assert made.Create.experimental_thread_pool == "of a neighbour"
    pool = made.Read.experimental_thread_pool
    install_workers()
    assert made.Read.experimental_thread_pool is pool


def test_what_is_not_the_plugin_as_it_is_known_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    install_workers()
    strange = type("DynamicResourceProviderServicer", (), {"Create": print})
    in_plugin(strange, monkeypatch)
    assert not hasattr(print, "experimental_thread_pool")
