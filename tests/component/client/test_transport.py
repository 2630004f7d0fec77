"""What the client repeats by itself, and how soon; what a busy cluster's reply becomes."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests

from ontap_peering.client.answers import retry_after
from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.exchange import UnreachableError
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.transport import REPETITIONS, Transport
from ontap_peering.errors import ApiError, BusyError, ConnectionFailedError, ReplyLostError, RunCancelledError
from ontap_peering.peer.ports import PeerPatch
from support.core import LIMITS, desired, reconciler_of
from support.hostile_replies import fixed
from support.siege import Siege
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
    api = reconciler_of(world, limits=SHORT).side.api
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
    api = reconciler_of(world).side.api
    fault(world, "GET", 1, kind="status", status=503, retry_after=1)
    assert 1 <= seconds(api.list) < LIMITS.retry_after


@pytest.mark.parametrize("phase", ["before", "lost"])
def test_reads_and_deletes_survive_a_lost_connection(world: World, phase: str) -> None:
    api = reconciler_of(world).side.api
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
        reconciler_of(world, limits=SHORT).side.api.list()
    assert world.sent("GET") == ["east GET"] * (1 + REPETITIONS)


def test_a_read_that_gets_no_reply_is_given_up(world: World) -> None:
    fault(world, "GET", 100, kind="reset")
    world.forget_journal()
    with pytest.raises(ConnectionFailedError, match=r"^east: cannot reach .* \(no reply, .*: check its setting `host`"):
        reconciler_of(world, limits=SHORT).side.api.list()
    assert world.sent("GET") == ["east GET"] * (1 + REPETITIONS)


@pytest.mark.parametrize("effect", [{"kind": "status", "status": 503, "retry_after": 0}, {"kind": "reset"}])
def test_writes_are_never_sent_again_by_themselves(world: World, effect: dict[str, Any]) -> None:
    api = reconciler_of(world).side.api
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


BROKEN: list[dict[str, Any]] = [
    {"kind": "reset"},
    {"kind": "truncate"},
    *({"kind": "status", "status": status} for status in (429, 500, 502, 503, 504)),
]


@pytest.mark.parametrize("effect", BROKEN, ids=lambda effect: str(effect.get("status", effect["kind"])))
def test_a_read_is_repeated_until_it_gets_through(world: World, effect: dict[str, Any]) -> None:
    phase = "after" if effect["kind"] == "truncate" else "before"
    fault(world, "GET", REPETITIONS, phase, **effect)
    world.forget_journal()
    assert reconciler_of(world, limits=SHORT).side.api.list() == []
    assert world.sent("GET") == ["east GET"] * (1 + REPETITIONS)


def test_a_read_whose_connection_is_refused_is_repeated_a_few_times() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
        limits = Limits(backoff=0.05, reading=2.0, connect=0.5, reply=0.5)
        peers = PeersClient(Transport(Connection("east", address, token="t"), limits))
        with pytest.raises(UnreachableError, match="connection refused, tried for"):
            peers.list()
        later = threading.Timer(0.05, reserved.listen)
        later.start()
        with pytest.raises(ConnectionFailedError) as accepted:  # by a server that says nothing
            peers.list()
        later.join()
    assert not isinstance(accepted.value, UnreachableError)


def test_the_repetitions_of_a_read_end_with_its_time(world: World) -> None:
    fault(world, "GET", 100, kind="status", status=503, retry_after=20)
    with pytest.raises(BusyError):
        reconciler_of(world, limits=Limits(reading=0.3)).side.api.list()
    assert world.has_fired()


def test_a_read_gets_through_where_one_request_in_five_fails(world: World) -> None:
    for effect in BROKEN:
        phase = "after" if effect["kind"] == "truncate" else "before"
        world.steer("/faults", {"phase": phase, "effect": effect, "when": {"times": None, "probability": 0.03}})
    api = reconciler_of(world, limits=SHORT).side.api
    assert [api.list() for _ in range(100)] == [[]] * 100
    assert world.has_fired()


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_write_that_a_gateway_could_not_pass_on_may_have_taken_effect(siege: Siege, status: int) -> None:
    siege.script.answer(fixed(status, "<html/>"), "POST")
    with pytest.raises(ReplyLostError, match=rf"no valid reply \(HTTP status {status}\); it may or may not"):
        siege.client().create(desired())
    assert siege.script.methods == ["POST"]


@pytest.mark.parametrize("status", [400, 429, 500, 502, 503])
def test_a_cluster_with_too_many_requests_is_busy_whatever_the_status(siege: Siege, status: int) -> None:
    siege.script.answer(fixed(status, '{"error": {"code": "262160", "message": "no"}}'), "POST")
    with pytest.raises(BusyError, match="it has too many requests"):
        siege.client().create(desired())


def test_a_write_that_ontap_itself_refused_is_refused_whatever_the_status(siege: Siege) -> None:
    siege.script.answer(fixed(500, '{"error": {"code": "4653075", "message": "no"}}'), "POST")
    with pytest.raises(ApiError, match=r"refused \(4653075\)"):
        siege.client().create(desired())


class _Cancelled:
    """Lets one request through, with its turn, and is cancelled then."""

    def __init__(self) -> None:
        self._allowed = 2

    def __call__(self, outcome: Future[Any], /, seconds: float | None = None) -> Any:
        if not self._allowed:
            raise RunCancelledError("cancelled")
        self._allowed -= 1
        return outcome.result(seconds)


def test_the_pause_before_a_repetition_ends_with_the_run(siege: Siege) -> None:
    siege.script.answer("server error", "GET", times=5)
    with pytest.raises(RunCancelledError, match=r"^east: list peers: the run was cancelled"):
        siege.client(Limits(backoff=100, reading=1000), _Cancelled()).list()
    assert len(siege.script.log) == 1
