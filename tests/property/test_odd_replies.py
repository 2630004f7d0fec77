"""Whatever a cluster replies, the client returns what it should or raises a PeerError of one line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.exchange import Exchange, Reply
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.transport import Transport
from ontap_peering.errors import PeerError
from ontap_peering.peer.model import PeerState
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import PeerPatch
from ontap_peering.peer.properties import from_outputs, refreshed_inputs, to_outputs
from support.core import desired

UUID = "657d4a91-8f45-11ef-8b27-005056bbe704"
PASSWORD, PASSPHRASE = "a-password-77", "a-passphrase-88"
QUICK = Limits(backoff=0, retry_after=0, reading=1, job=0.05, job_poll=0.001)
NAMES = st.sampled_from(
    [
        *("records", "uuid", "name", "error", "code", "message", "target", "job", "state", "_links", "next", "href"),
        *("authentication", "expiry_time", "in_use", "passphrase", "encryption", "proposed", "status", "update_time"),
        *("remote", "ip_addresses", "serial_number", "ipspace", "version", "full", "ip_address", "peer_applications"),
        *("initial_allowed_svms",),
    ]
)
ODD = st.sampled_from(
    [
        *(
            "",
            UUID,
            UUID.upper(),
            "ok",
            "pending",
            "unidentified",
            "available",
            "tls_psk",
            "success",
            "running",
            "4653075",
        ),
        *("2026-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-02-30", "P1D"),
        *("@evil", "//evil/", "/api/cluster/peers?a=b", PASSWORD, PASSPHRASE, "\x1b[2J", "\ud800", "x" * 3000),
        *(0, -1, 10**400, 1e308, True, None),
    ]
)
VALUES = st.recursive(
    ODD | st.text(max_size=5) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6),
    max_leaves=25,
)
WHOLE: dict[str, Any] = {
    "uuid": UUID,
    "name": "side",
    "status": {"state": "available", "update_time": "2026-01-01T00:00:00Z"},
    "authentication": {"state": "ok", "in_use": "ok", "expiry_time": "2026-01-01T00:00:00Z"},
    "encryption": {"state": "tls_psk", "proposed": "tls_psk"},
    "ipspace": {"name": "Default", "uuid": UUID},
    "remote": {"name": "west", "ip_addresses": ["10.2.0.11"], "serial_number": "1-80-000011"},
    "version": {"full": "NetApp Release 9.15.1"},
    "peer_applications": ["snapmirror"],
    "initial_allowed_svms": [{"name": "svm1"}],
    "ip_address": "10.1.0.11",
}


@st.composite
def almost_whole(draw: st.DrawFn) -> Any:
    """A peer's record in which one place, at any depth, is something else."""
    record = json.loads(json.dumps(WHOLE))
    place, name = record, draw(st.sampled_from(sorted(record)))
    while isinstance(place[name], dict) and draw(st.booleans()):
        place = place[name]
        name = draw(st.sampled_from(sorted(place)))
    place[name] = draw(VALUES)
    wrapped = draw(st.booleans())
    return {"records": [record], "num_records": 1} if wrapped else record


BODIES = st.binary(max_size=50) | (VALUES | almost_whole()).map(lambda value: json.dumps(value).encode())
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Retry-After": st.sampled_from(["", "-1", "9" * 5000, "1e9", "NaN", "Mon, 99 Foo 99999", "0, 5"]) | st.text(),
        "Content-Type": st.sampled_from(["text/html", "", "application/json", "\x00"]),
    },
)
STATUSES = st.sampled_from(
    [200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 407, 409, 418, 429, 500, 502, 503, 999]
)
REPLIES = st.builds(Reply, STATUSES, HEADERS, BODIES)


class _Answering(Exchange):
    """The network's part is replaced: what came is given."""

    def __init__(self, reply: Reply) -> None:
        self.origin = "https://127.0.0.1:1"
        self._reply = reply

    def send(self, *_: Any) -> Reply:
        return self._reply

    def pause(self, *_: Any) -> None:
        """No time passes."""


def client(reply: Reply) -> PeersClient:
    transport = Transport(Connection("east", "127.0.0.1:1", ("admin", PASSWORD)), QUICK)
    transport._exchange = _Answering(reply)  # noqa: SLF001 - in place of the network
    return PeersClient(transport)


def said_by(call: Callable[[], object]) -> str:
    try:
        call()
    except PeerError as error:
        return str(error)
    return ""


@given(REPLIES)
@example(Reply(200, {}, b"[" * 100_000))
@example(Reply(200, {}, b'{"records":' + b"[" * 190 + b"]" * 190 + b"}"))
@example(Reply(503, {"Retry-After": "9" * 5000}, b""))
def test_every_operation_ends_in_a_value_or_one_line(reply: Reply) -> None:
    api = client(reply)
    secret = SecretStr(PASSPHRASE)
    side = desired(remote={"ip_addresses": ["10.2.0.11"]}, passphrase=PASSPHRASE)
    lines = [
        said_by(lambda: api.create(side)),
        said_by(lambda: api.modify(UUID, "side", PeerPatch({}, secret))),
        said_by(lambda: api.delete(UUID, "side")),
        said_by(lambda: api.get(UUID)),
        said_by(lambda: api.find("side")),
        said_by(api.list),
    ]
    for line in lines:
        assert line.isprintable()
        assert PASSWORD not in line
        assert PASSPHRASE not in line
        assert "evil" not in line
        assert len(line) < 500


@given(almost_whole())
def test_what_is_taken_for_a_peer_can_be_kept_and_planned_with(record: Any) -> None:
    body = json.dumps(record.get("records", [record])[0]).encode()
    try:
        peer = client(Reply(200, {}, body)).get(UUID)
    except PeerError:
        return
    assert peer is not None
    wanted = desired(expiry_time="PT2H", renew_before="PT1H", peer_applications=["snapmirror"])
    now = datetime.now(UTC)
    state = PeerState(wanted.declared(), peer)
    outputs = to_outputs(state, now)
    json.dumps(outputs).encode()
    plan(from_outputs(outputs), wanted, now)
    refreshed_inputs(state)
