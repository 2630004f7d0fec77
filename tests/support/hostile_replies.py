"""What may answer in a cluster's place: a gateway, a login page, a compromised cluster, a broken network."""

import base64
import gzip
import html
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

DRIP_SECONDS: Final = 0.05
PIECE: Final = b"x" * 65536
ANOTHER_UUID: Final = "99999999-9999-4999-8999-999999999999"
ESCAPES: Final = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\r\n"
FOREIGN: Final = "FOREIGN-ADDRESS"
"""In a reply: the address of the server that must never get a connection. It is as long as such an address."""


@dataclass(frozen=True)
class Asked:
    """A request to the cluster; `relayed` is the cluster's reply if the kind lets it act."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    relayed: tuple[int, bytes] = (200, b"")

    @property
    def json(self) -> Any:
        return json.loads(self.relayed[1])

    @property
    def secrets(self) -> list[str]:
        """What the request holds that nobody may see."""
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        known = [value] if value else []
        if scheme == "Basic":
            known.append(base64.b64decode(value).decode().partition(":")[2])
        body = json.loads(self.body or b"{}")
        passphrase = body.get("authentication", {}).get("passphrase")
        return [*known, passphrase] if passphrase else known


@dataclass(frozen=True)
class Kind:
    """`pieces` are the raw bytes of the reply. `acts`: the cluster gets the request first."""

    pieces: Callable[[Asked], Iterator[bytes]]
    acts: bool = False


def raw(status: int, body: bytes = b"", **headers: str) -> bytes:
    lines = {"Content-Type": "application/hal+json", "Content-Length": str(len(body)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Answer\r\n{head}\r\n".encode() + body


def fixed(status: int, body: str = "", **headers: str) -> Kind:
    return Kind(lambda _: iter([raw(status, body.encode(), **headers)]))


def done(kind: Kind) -> Kind:
    """The same reply, but the cluster has done what the request asks."""
    return Kind(kind.pieces, acts=True)


def changed(change: Callable[[dict[str, Any]], Any]) -> Kind:
    """The cluster's own reply with each record, or the only one, changed."""

    def pieces(asked: Asked) -> Iterator[bytes]:
        reply = asked.json
        if "records" in reply:
            reply["records"] = [change(record) for record in reply["records"]] or [change(FOREIGN_RECORD.copy())]
        else:
            reply = change(reply)
        yield raw(asked.relayed[0], json.dumps(reply).encode())

    return Kind(pieces, acts=True)


def edited(edit: Callable[[dict[str, Any]], Any]) -> Kind:
    """The cluster's own reply as a whole, changed."""
    return Kind(lambda asked: iter([raw(asked.relayed[0], json.dumps(edit(asked.json)).encode())]), acts=True)


def dripping(_: Asked) -> Iterator[bytes]:
    yield raw(200, b"", Content_Length="100000")
    while True:
        time.sleep(DRIP_SECONDS)
        yield b" "


def dripping_head(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    while True:
        time.sleep(DRIP_SECONDS)
        yield b"x"


def endless(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"%x\r\n%s\r\n" % (len(PIECE), PIECE)


def endless_redirect(_: Asked) -> Iterator[bytes]:
    yield f"HTTP/1.1 302 Found\r\nLocation: https://{FOREIGN}/\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    while True:
        yield b"%x\r\n%s\r\n" % (len(PIECE), PIECE)


def huge(_: Asked) -> Iterator[bytes]:
    yield raw(200, b"", Content_Length=str(10**13))
    while True:
        yield PIECE


def bomb(asked: Asked) -> Iterator[bytes]:
    yield raw(asked.relayed[0], packed(), Content_Encoding="gzip")


@cache
def packed() -> bytes:
    """Much more than it looks."""
    return gzip.compress(b" " * 200_000_000 + b"{}", compresslevel=1)


def half(asked: Asked) -> Iterator[bytes]:
    yield raw(asked.relayed[0], asked.relayed[1][: len(asked.relayed[1]) // 2])


def cut_off(asked: Asked) -> Iterator[bytes]:
    status, body = asked.relayed
    yield raw(status, body[: len(body) // 2], Content_Length=str(len(body)))


def encoded(secret: str) -> list[str]:
    """The usual ways to write a secret so that a search for it fails."""
    plain = secret.encode()
    return [
        secret,
        base64.b64encode(plain).decode(),
        base64.urlsafe_b64encode(b"x" + plain).decode(),
        quote(secret, safe=""),
        "".join(f"%{byte:02x}" for byte in plain),
        "".join(f"\\u{ord(char):04X}" for char in secret),
        json.dumps(secret),
        repr(secret),
        plain.hex().upper(),
        html.escape(secret),
        "".join(f"&#{ord(char)};" for char in secret),
        "\x1b[1m".join(secret),
        "\u200b".join(secret),
    ]


def echoing(where: str) -> Kind:
    """An error reply that repeats the request's secrets and speaks to the terminal."""

    def pieces(asked: Asked) -> Iterator[bytes]:
        text = ESCAPES + " ".join(each for secret in asked.secrets for each in encoded(secret))
        error = {"code": "99999", "message": "no", "target": "name", where: text}
        yield raw(400, json.dumps({"error": error}).encode())

    return Kind(pieces)


def renamed_to_secret(asked: Asked) -> Iterator[bytes]:
    """The cluster's own reply, in which names are a secret of the request."""
    secret = asked.secrets[-1]

    def change(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, "remote": {**record.get("remote", {}), "name": secret}}

    return changed(change).pieces(asked)


def without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda record: {name: value for name, value in record.items() if name not in names}


FOREIGN_RECORD: Final = {
    "uuid": ANOTHER_UUID,
    "name": "victim",
    "status": {"state": "available"},
    "authentication": {"state": "ok", "in_use": "ok"},
}
PAGE: Final = "<html><body><form action='/login'>Sign in</form></body></html>"
KINDS: Final[dict[str, Kind]] = {
    "302 without a body": fixed(302, Location=f"https://{FOREIGN}/api/cluster/peers"),
    "302 with a body": fixed(302, "{}", Location=f"//{FOREIGN}/login"),
    "307 elsewhere": fixed(307, Location=f"https://{FOREIGN}/api/cluster/peers"),
    "302 without end": Kind(endless_redirect),
    "204": fixed(204),
    "204, done": done(fixed(204)),
    "206": fixed(206, '{"records": []}', Content_Range="bytes 0-14/200"),
    "304": fixed(304),
    "login page": fixed(200, PAGE, Content_Type="text/html"),
    "maintenance page": fixed(503, PAGE, Content_Type="text/html"),
    "bad gateway": fixed(502, PAGE, Content_Type="text/html"),
    "bad gateway, done": done(fixed(502, PAGE, Content_Type="text/html")),
    "server error": fixed(500),
    "gateway timeout, done": done(fixed(504)),
    "empty 200": fixed(200),
    "empty 200, done": done(fixed(200)),
    "empty object": fixed(200, "{}"),
    "list": fixed(200, "[]"),
    "null": fixed(200, "null"),
    "text": fixed(200, '"done"'),
    "half JSON, done": Kind(half, acts=True),
    "cut off, done": Kind(cut_off, acts=True),
    "not UTF-8": Kind(lambda _: iter([raw(200, b'{"records": ["\xff"]}')])),
    "deep JSON": fixed(200, '{"records":' + "[" * 100_000),
    "deep JSON in a field": fixed(200, '{"records":' + "[" * 150 + "]" * 150 + "}"),
    "odd numbers": fixed(200, '{"records": [{"uuid": NaN, "name": ' + "9" * 5000 + "}]}"),
    "lone surrogate": fixed(200, '{"records": [{"uuid": "\\ud800", "name": "\\udfff"}]}'),
    "another uuid": changed(lambda record: {**record, "uuid": ANOTHER_UUID}),
    "no uuid": changed(without("uuid")),
    "odd uuid": changed(lambda record: {**record, "uuid": "../../security/accounts"}),
    "empty uuid": changed(lambda record: {**record, "uuid": ""}),
    "empty record": changed(lambda _: {}),
    "record of little": changed(lambda record: {"uuid": record["uuid"]} if "uuid" in record else {}),
    "escapes in a name": changed(lambda record: {**record, "remote": {"name": f"west{ESCAPES}"}}),
    "a secret as a name": Kind(renamed_to_secret, acts=True),
    "odd expiry": changed(
        lambda record: {**record, "authentication": {"state": "pending", "expiry_time": "0001-01-01T00:00:00+14:00"}}
    ),
    "records missing": edited(without("records")),
    "foreign next link": edited(lambda reply: {**reply, "_links": {"next": {"href": f"@{FOREIGN}/api/"}}}),
    "next link to itself": edited(lambda reply: {**reply, "_links": {"next": {"href": "/api/cluster/peers"}}}),
    "202 without a job": fixed(202, "{}"),
    "202 with a foreign job": fixed(
        202,
        json.dumps({"job": {"uuid": f"@{FOREIGN}", "_links": {"self": {"href": f"https://{FOREIGN}/"}}}}),
        Location=f"https://{FOREIGN}/",
    ),
    "202 with an unknown job": fixed(202, json.dumps({"job": {"uuid": ANOTHER_UUID}})),
    "foreign Location": Kind(
        lambda asked: iter([raw(asked.relayed[0], asked.relayed[1], Location=f"https://{FOREIGN}/api/x")]), acts=True
    ),
    "slow drip": Kind(dripping),
    "slow drip of headers": Kind(dripping_head),
    "endless chunks": Kind(endless),
    "huge content length": Kind(huge),
    "gzip bomb": Kind(bomb),
    "broken gzip": fixed(200, "{}", Content_Encoding="gzip"),
    "nested encodings": fixed(200, "{}", Content_Encoding="gzip, gzip, gzip, gzip"),
    "secrets in code": echoing("code"),
    "secrets in target": echoing("target"),
    "secrets in message": echoing("message"),
    "busy, broken Retry-After": fixed(503, Retry_After="9" * 5000),
    "busy, odd Retry-After": fixed(429, Retry_After="Mon, 99 Foo 99999 99:99:99 +99999999"),
    "no HTTP": Kind(lambda _: iter([b"220 mail.example.com ESMTP\r\n"])),
    "nothing": Kind(lambda _: iter([])),
    "200 headers": Kind(lambda _: iter([b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 200, b"\r\n"])),
}
UNSEEN: Final = {
    ("update initial_allowed_svms", "empty object"): "an empty object is ONTAP's own answer to a PATCH, and a peer "
    "without allowed SVMs does not show the field: that nothing was done shows in no reply",
    ("update peer_applications", "empty object"): "an empty object is ONTAP's own answer to a PATCH, and a peer "
    "without applications does not show the field: that nothing was done shows in no reply",
    ("update applications of both", "empty object"): "as for peer_applications of one side",
    (
        "update expiry_time",
        "empty object",
    ): "an empty object is ONTAP's own answer to a PATCH, and when a duration began "
    "is not known, so that another expiry than asked for is no drift",
}
"""By operation and kind, what nobody can see."""
