"""What the client repeats by itself, and how soon; what a busy cluster's reply becomes."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests

from ontap_peering.client.answers import retry_after
from ontap_peering.client.connection import Limits
from ontap_peering.client.transport import REPETITIONS
from ontap_peering.errors import BusyError, ConnectionFailedError, ReplyLostError
from ontap_peering.peer.ports import PeerPatch
from support.core import LIMITS, desired, reconciler_of
from support.world import World, running_world

SHORT = Limits(retry_after=0.1, backoff=0.001)


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


def seconds(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


@pytest.mark.parametrize("status", [429, 503])
def test_reads_and_deletes_wait_for_a_busy_cluster_up_to_the_limit(world: World, status: int) -> None:
    api = reconciler_of(world, limits=SHORT).api
    made = api.create(desired())
    calls: dict[str, Callable[[], object]] = {
        "GET": lambda: api.get(made.uuid),
        "DELETE": lambda: api.delete(made.uuid, "east-key"),
    }
    for method, call in calls.items():
        world.forget_journal()
        fault(world, method, 1, kind="status", status=status, retry_after=20)
        assert SHORT.retry_after <= seconds(call) < 20
        assert world.sent(method) == [f"east {method}"] * 2
    assert world.peers("east") == []


def test_a_wait_below_the_limit_is_as_long_as_the_busy_cluster_asks(world: World) -> None:
    api = reconciler_of(world).api
    fault(world, "GET", 1, kind="status", status=503, retry_after=1)
    assert 1 <= seconds(api.list) < LIMITS.retry_after


@pytest.mark.parametrize("phase", ["before", "lost"])
def test_reads_and_deletes_survive_a_lost_connection(world: World, phase: str) -> None:
    api = reconciler_of(world).api
    made = api.create(desired())
    fault(world, "GET", 1, phase, kind="reset")
    assert api.get(made.uuid) is not None
    fault(world, "DELETE", 1, phase, kind="reset")
    api.delete(made.uuid, "east-key")
    assert world.peers("east") == []


def test_a_read_of_a_cluster_that_stays_busy_is_given_up(world: World) -> None:
    fault(world, "GET", 100, kind="status", status=503, retry_after=0)
    world.forget_journal()
    with pytest.raises(BusyError, match=r"^east: list peers refused \(262160\): the cluster is busy.*run again"):
        reconciler_of(world, limits=SHORT).api.list()
    assert world.sent("GET") == ["east GET"] * (1 + REPETITIONS)


def test_a_read_that_gets_no_reply_is_given_up(world: World) -> None:
    fault(world, "GET", 100, kind="reset")
    world.forget_journal()
    with pytest.raises(ConnectionFailedError, match=r"^east: cannot reach .* \(no reply, .*: check .*east\.host"):
        reconciler_of(world, limits=SHORT).api.list()
    assert world.sent("GET") == ["east GET"] * (1 + REPETITIONS)


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
    waits = {retry_after(reply.headers, LIMITS).total_seconds() for _ in range(20)}
    assert len(waits) > 1
    assert least <= min(waits) <= max(waits) < least + 1
