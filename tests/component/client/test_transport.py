"""What is sent again of its own accord, and how soon; what a busy cluster's answer becomes."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests

from ontap_peering.client.transport import Limits, retry_after
from ontap_peering.errors import BusyError, ConnectionFailedError, ReplyLostError
from ontap_peering.peer.ports import PeerPatch
from support.core import desired, reconciler_of
from support.world import World, running_world

LIMITS = Limits()


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world() as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.steer("/reset", None)
    shared_world.forget_faults()
    return shared_world


def fault(world: World, method: str, times: int, phase: str = "before", **effect: object) -> None:
    rule = {"match": {"method": method}, "phase": phase, "effect": effect, "when": {"times": times}}
    world.steer("/faults", rule)


@pytest.mark.parametrize("status", [429, 503])
def test_reads_and_deletes_wait_as_long_as_a_busy_cluster_asks(world: World, status: int) -> None:
    api = reconciler_of(world).api
    made = api.create(desired())
    calls: dict[str, Callable[[], object]] = {
        "GET": lambda: api.get(made.uuid),
        "DELETE": lambda: api.delete(made.uuid, "east-key"),
    }
    for method, call in calls.items():
        world.forget_journal()
        fault(world, method, 1, kind="status", status=status, retry_after=1)
        began = time.monotonic()
        call()
        assert time.monotonic() - began >= 1
        assert world.sent(method) == [f"east {method}"] * 2
    assert world.peers("east") == []


@pytest.mark.parametrize(("phase", "effect"), [("before", "reset"), ("lost", "reset")])
def test_reads_and_deletes_survive_a_lost_connection(world: World, phase: str, effect: str) -> None:
    api = reconciler_of(world).api
    made = api.create(desired())
    fault(world, "GET", 1, phase, kind=effect)
    assert api.get(made.uuid) is not None
    fault(world, "DELETE", 1, phase, kind=effect)
    api.delete(made.uuid, "east-key")
    assert world.peers("east") == []


def test_what_does_not_come_to_an_end_is_given_up(world: World) -> None:
    api = reconciler_of(world).api
    fault(world, "GET", 100, kind="status", status=503, retry_after=0)
    world.forget_journal()
    with pytest.raises(BusyError, match=r"^east: list peers refused .*"):
        api.list()
    assert len(world.sent("GET")) == 4
    world.forget_faults()
    fault(world, "GET", 100, kind="reset")
    with pytest.raises(ConnectionFailedError, match=r"cannot reach .* \(no reply"):
        api.list()


@pytest.mark.parametrize("effect", [{"kind": "status", "status": 503, "retry_after": 0}, {"kind": "reset"}])
def test_writes_are_never_sent_again_by_themselves(world: World, effect: dict[str, Any]) -> None:
    api = reconciler_of(world).api
    made = api.create(desired())
    writes: dict[str, Callable[[], object]] = {
        "POST": lambda: api.create(desired(key="another")),
        "PATCH": lambda: api.modify(made.uuid, "east-key", PeerPatch({"peer_applications": ["flexcache"]})),
    }
    for method, write in writes.items():
        world.forget_journal()
        fault(world, method, 1, **effect)
        with pytest.raises((BusyError, ReplyLostError)):
            write()
        assert world.sent(method) == [f"east {method}"]


@pytest.mark.parametrize(
    ("header", "least"),
    [
        (None, 0),
        ("3", 3),
        ("4000", LIMITS.retry_after),
        ("soon", 0),
        pytest.param(format_datetime(datetime.now(UTC) + timedelta(days=1)), LIMITS.retry_after, id="http-date"),
    ],
)
def test_a_requested_wait_is_bounded_and_a_little_uneven(header: str | None, least: float) -> None:
    reply = requests.Response()
    if header is not None:
        reply.headers["Retry-After"] = header
    waits = {retry_after(reply, LIMITS).total_seconds() for _ in range(20)}
    assert len(waits) > 1
    assert least <= min(waits) <= max(waits) < least + 1
