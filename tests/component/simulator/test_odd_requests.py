"""Requests that no client should send: each gets an answer, none of them 500, and none is kept waiting or in memory."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontap_simulator import OntapSimulator
from ontap_simulator.control import journal
from ontap_simulator.protocol import ClusterProtocol, ControlProtocol
from support.world import HTTP_SECONDS, World, started

PEERS = "/api/cluster/peers"
MANY_DIGITS = "9" * 20


@pytest.fixture(scope="module")
def plain() -> Iterator[World]:
    """A world without TLS, to speak to over a socket."""
    with started(OntapSimulator(seed=1, tls=False)) as made:
        made.east.post({"name": "partner"})
        yield made


def port_of(world: World, where: str) -> int:
    if where == "control":
        return int(world.simulator.control_url.rpartition(":")[2])
    return world.simulator.endpoints[where].port


def answer_to(world: World, where: str, *pieces: bytes) -> bytes:
    """What comes back until the other side closes the connection; the pieces of the request arrive one by one."""
    with socket.create_connection(("127.0.0.1", port_of(world, where)), HTTP_SECONDS) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02 if len(pieces) > 1 else 0)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


def status_of(world: World, where: str, *pieces: bytes) -> int:
    return int(answer_to(world, where, *pieces).split(b" ")[1])


def login(world: World) -> bytes:
    end = world.simulator.endpoints["east"]
    return f"Authorization: Bearer {end.token}\r\n".encode()


def request(target: bytes, headers: bytes = b"", method: bytes = b"GET") -> bytes:
    return method + b" " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + b"\r\n"


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b" ",
        b"Basic",
        b"Basic ",
        b"Basic =",
        b"Basic \xe9",
        b"Basic \xff\xff",
        b"Basic " + b"\xc3\xa9" * 9,
        b"Basic ////",
        b"Basic AAAA\xff",
        b"basic\tx",
        b"Bearer \xe9",
        b"Bearer " + b"x" * 9999,
        b"\xe9 x",
        b"Digest \xff",
    ],
)
def test_a_malformed_login_is_one_that_is_not_known(plain: World, value: bytes) -> None:
    assert status_of(plain, "east", request(PEERS.encode(), b"Authorization: " + value + b"\r\n")) == 401


TEXT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=30)
HEADERS = ["Authorization", "Accept", "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Expect"]
HEADERS += ["Upgrade", "Connection", "Sec-Fetch-Site", "Origin", "Cookie", "X-Dot-SVM-Name", "Range", "If-None-Match"]


@given(
    where=st.sampled_from(["east", "control"]),
    method=st.sampled_from(
        ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]
    ),
    name=st.sampled_from(HEADERS),
    value=TEXT,
)
@settings(max_examples=150, derandomize=True)
def test_no_header_is_a_fault(plain: World, where: str, method: str, name: str, value: str) -> None:
    target = "/health" if where == "control" else PEERS
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{name}: {value}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port_of(plain, where)), HTTP_SECONDS) as connection:
        connection.sendall(head.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert not reply.startswith(b"HTTP/1.1 5")


ODD = ["", "0", "-1", MANY_DIGITS, "9" * 5000, "1e999", "NaN", "\0", "\u0661", "a" * 3000, "{" * 2000, "}", "{a,{b}}"]
ODD += [
    "{" * 2000 + "}" * 2000,
    "!" * 99,
    "*" * 999,
    '"' * 3,
    "..",
    "a..",
    ">",
    "|" * 500,
    "\ud7ff",
    "%",
    "0001-01-01T00:00:00+23:59",
]
ODD += ["9999-12-31T23:59:59-23:59", "null", "true", "," * 500]
CLUSTER_PARAMETERS = [
    "fields",
    "max_records",
    "offset",
    "order_by",
    "pretty",
    "return_records",
    "return_timeout",
    "start.uuid",
]
CLUSTER_PARAMETERS += ["query", "query_fields", "ignore_unknown_fields", "job_results_uuid", "continue_on_failure"]
CLUSTER_PARAMETERS += ["name", "uuid", "status.update_time", "authentication.expiry_time", "remote.ip_addresses"]


@pytest.mark.parametrize("name", CLUSTER_PARAMETERS)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_no_value_of_a_parameter_is_a_fault(plain: World, method: str, name: str) -> None:
    for value in ODD:
        for path in ("cluster/peers", f"cluster/peers/{plain.west.uuid}", "network/ip/interfaces"):
            reply = plain.east.call(method, path, params={name: value, "query_fields": "name"}, json={"name": "x y"})
            assert reply.status_code < 500, (path, value)


CONTROL = [
    ("GET", "journal"),
    ("GET", "journal.har"),
    ("GET", "fabric"),
    ("DELETE", "faults/x"),
    ("DELETE", "clusters/east/peers/x"),
]


@pytest.mark.parametrize("name", ["limit", "after", "status", "cluster", "method", "path"])
@pytest.mark.parametrize(("method", "path"), CONTROL)
def test_no_value_of_a_parameter_is_a_fault_of_the_control_port(
    plain: World, method: str, path: str, name: str
) -> None:
    for value in ODD:
        reply = plain.control(method, path, params={name: value})
        assert reply.status_code in (200, 400, 404), value


BODIES = [
    '{"name": 1e999}',
    '{"name": ' + "9" * 5000 + "}",
    '{"remote": {"ip_addresses": [{"' + "a." * 20_000 + 'a": 1}]}}',
    '{"' + "a." * 200_000 + 'a": 1}',
    '{"records": [{"' + "a." * 20_000 + 'a": 1}]}',
    "[" * 100_000,
    '{"a":' * 100_000,
    '"\\ud800"',
    '{"name": "\\ud800"}',
    '{"authentication": {"expiry_time": "0001-01-01T00:00:00+23:59"}}',
    '{"authentication": {"expiry_time": "9999-12-31T23:59:59-23:59"}}',
    '{"authentication": {"expiry_time": "01/01/0001 00:00:00"}}',
    '{"authentication": {"expiry_time": "12/31/9999 23:59:59"}}',
    '{"name": NaN}',
    "\ufeff{}",
]


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_no_body_is_a_fault(plain: World, number: int) -> None:
    for method, path in (
        ("POST", "cluster/peers"),
        ("PATCH", "cluster/peers?name=*"),
        ("PATCH", f"cluster/peers/{plain.west.uuid}"),
    ):
        assert plain.east.call(method, path, data=BODIES[number].encode()).status_code < 500
    json.loads(plain.journal_text(), parse_constant=pytest.fail)


@pytest.mark.parametrize("value", ["NaN", "1e999", "-Infinity", "9" * 5000, "[" * 150 + "]" * 150, "[" * 90 + "]" * 90])
def test_whatever_a_fault_rule_matches_can_be_listed(plain: World, value: str) -> None:
    rule = f'{{"match": {{"body": {{"a": {value}}}}}, "effect": {{"kind": "reset"}}}}'
    assert plain.control("POST", "faults", data=rule).status_code in (200, 400)
    assert plain.control("GET", "faults").status_code == 200
    plain.forget_faults()


@pytest.mark.parametrize("where", ["east", "control"])
def test_a_head_beyond_the_limit_is_refused_without_a_login(plain: World, where: str) -> None:
    for head in (
        b"GET /" + b"a" * ClusterProtocol.max_head,
        b"GET / HTTP/1.1\r\nX: " + b"a" * ClusterProtocol.max_head,
    ):
        assert status_of(plain, where, head) == 431
    many = b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (ClusterProtocol.max_head // 6 + 1)
    assert status_of(plain, where, many) == 431


@pytest.mark.parametrize("where", ["east", "control"])
def test_a_body_may_be_longer_than_a_head(plain: World, where: str) -> None:
    for length in (ClusterProtocol.max_head // 2, ClusterProtocol.max_head + 1, 3 * ClusterProtocol.max_head):
        head = request(b"/clock", b"Content-Length: %d\r\n" % length, b"POST")
        assert status_of(plain, where, head + b"x" * length) in (400, 401)
        assert status_of(plain, where, head, b"x", b"x" * (length - 1)) in (400, 401)


@pytest.mark.parametrize("where", ["east", "control"])
def test_a_body_beyond_the_limit_is_refused_without_a_login(
    plain: World, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = {"east": ClusterProtocol, "control": ControlProtocol}[where].max_body
    announced = request(b"/clock", f"Content-Length: {limit + 1}\r\n".encode(), b"POST")
    assert status_of(plain, where, announced) == 413
    for protocol in (ClusterProtocol, ControlProtocol):
        monkeypatch.setattr(protocol, "max_body", 1000)
    with started(OntapSimulator(tls=False)) as small:
        chunks = b"1f4\r\n" + b"x" * 500 + b"\r\n"
        assert (
            status_of(small, where, request(b"/clock", b"Transfer-Encoding: chunked\r\n", b"POST") + chunks * 3) == 413
        )
        whole = request(b"/clock", b"Content-Length: 1000\r\n", b"POST") + b"x" * 1000
        assert status_of(small, where, whole) in (400, 401)


def test_the_journal_keeps_no_body_of_who_is_not_known(plain: World) -> None:
    plain.forget_journal()
    plain.east.call("POST", "cluster/peers", json={"name": "x"}, auth=("admin", "wrong"))
    plain.east.call("POST", "cluster/peers", json={"name": "not a name"})
    assert [entry["request"] for entry in plain.journal()] == ["[no login]", {"name": "not a name"}]


def test_the_journal_forgets_what_is_old_before_it_takes_too_much_memory(
    plain: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 50_000)
    plain.forget_journal()
    for number in range(9):
        plain.east.call("GET", f"cluster/peers?name={'x' * 10_000}{number}", auth=("admin", "wrong"))
    assert [entry["n"] for entry in plain.journal()] == [6, 7, 8, 9]
    plain.forget_journal()
    plain.east.call("GET", f"cluster/peers?name={'x' * 60_000}")
    plain.east.call("GET", "cluster")
    assert [entry["n"] for entry in plain.journal()] == [2]


@pytest.mark.parametrize("where", ["east", "control"])
@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"\r\n",
        b"GET ",
        b"GET / HTTP/1.1\r\nHost:",
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
    ],
)
def test_a_request_that_does_not_arrive_in_time_is_dropped(
    plain: World, where: str, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClusterProtocol, "arrival_seconds", 0.2)
    began = time.monotonic()
    answer_to(plain, where, begun)
    assert time.monotonic() - began < 3


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side closes the connection within its timeout."""
    with suppress(TimeoutError):
        return connection.recv(1) == b""
    return False


def test_a_request_that_trickles_in_is_dropped_as_well(plain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClusterProtocol, "arrival_seconds", 0.3)
    with socket.create_connection(("127.0.0.1", port_of(plain, "east")), HTTP_SECONDS) as connection:
        began = time.monotonic()
        connection.settimeout(0.02)
        with suppress(ConnectionError):
            while not is_closed(connection) and time.monotonic() - began < HTTP_SECONDS:
                connection.sendall(b"a")
        assert time.monotonic() - began < 3


def test_blank_lines_do_not_keep_an_idle_connection(plain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClusterProtocol, "arrival_seconds", 0.2)
    with socket.create_connection(("127.0.0.1", port_of(plain, "control")), HTTP_SECONDS) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not connection.recv(65536).endswith(b"}"):
            pass
        began = time.monotonic()
        connection.sendall(b"\r\n")
        assert connection.recv(1) == b""
        assert time.monotonic() - began < 3


def test_a_slow_reply_is_not_a_slow_request(plain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClusterProtocol, "arrival_seconds", 0.2)
    plain.control("POST", "faults", json={"effect": {"kind": "delay", "seconds": 0.6}})
    assert plain.east.call("GET", "cluster").status_code == 200
