"""A server in the place of a cluster that relays to it, and answers chosen requests as it likes."""

import http.client
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import trustme

from support.hostile_replies import ANOTHER_UUID, FOREIGN, KINDS, Asked, Kind, raw
from support.world import HTTP_SECONDS


@dataclass
class Rule:
    method: str
    number: int
    kind: Kind
    seen: int = 0


@dataclass
class Script:
    """
    What hostile servers do, and what they were asked.

    `foreign` is the address of a server that must get no connection, `bystanders` the uuid of another peer by cluster.
    """

    foreign: str = ""
    bystanders: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, kind: Kind | str, method: str = "*", number: int = 0, times: int = 1) -> None:
        """From the `number`-th request of the method on, `times` requests get the reply of this kind."""
        chosen = KINDS[kind] if isinstance(kind, str) else kind
        self.rules += [Rule(method, number + more, chosen) for more in range(times)]

    def calm(self) -> None:
        self.rules.clear()
        self.log.clear()

    @property
    def methods(self) -> list[str]:
        return [each.split()[0] for each in self.log]

    def kind_for(self, asked: Asked) -> Kind | None:
        with self._lock:
            self.log.append(f"{asked.method} {asked.path}")
            chosen = None
            for rule in self.rules:
                if rule.method in {"*", asked.method}:
                    if rule.seen == rule.number:
                        chosen = rule.kind
                    rule.seen += 1
            return chosen

    def told(self, piece: bytes, cluster: str) -> bytes:
        """With the addresses and uuids that belong in a reply of this cluster's place."""
        bystander = self.bystanders.get(cluster, ANOTHER_UUID)
        return piece.replace(FOREIGN.encode(), self.foreign.encode()).replace(ANOTHER_UUID.encode(), bystander.encode())


@dataclass
class Hostile:
    """The server in the place of one cluster, at `host` with `ca_file`. Use it as a context manager."""

    cluster: str
    host: str
    ca_file: str
    script: Script

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        authority = trustme.CA()
        self.own_ca = str(Path(self._folder.name) / "ca.pem")
        authority.cert_pem.write_to_path(self.own_ca)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._upstream = ssl.create_default_context(cafile=self.ca_file)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def profile(self, profile: dict[str, str]) -> dict[str, str]:
        """The cluster's connection profile, with this server in its place."""
        return {**profile, "host": self.address, "ca_file": self.own_ca}

    @contextmanager
    def serving(self, certificate: trustme.LeafCert) -> Iterator[None]:
        """With another certificate for a while."""
        usual, self._context = self._context, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self._context)
        try:
            yield
        finally:
            self._context = usual

    def secure(self, connection: socket.socket) -> ssl.SSLSocket:
        return self._context.wrap_socket(connection, server_side=True)

    def pieces(self, asked: Asked) -> Iterator[bytes]:
        chosen = self.script.kind_for(asked)
        if chosen is None or chosen.acts:
            asked = Asked(asked.method, asked.path, asked.headers, asked.body, self._relay(asked))
        if chosen is None:
            return iter([raw(*asked.relayed)])
        return (self.script.told(piece, self.cluster) for piece in chosen.pieces(asked))

    def _relay(self, asked: Asked) -> tuple[int, bytes]:
        connection = http.client.HTTPSConnection(self.host, context=self._upstream, timeout=HTTP_SECONDS)
        kept = {name: asked.headers[name] for name in asked.headers if name in {"Authorization", "Content-Type"}}
        with closing(connection):
            connection.request(asked.method, asked.path, asked.body or None, kept)
            reply = connection.getresponse()
            return reply.status, reply.read()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no error here."""


def _handler(hostile: Hostile) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            self.request.settimeout(HTTP_SECONDS)
            self.request = hostile.secure(self.request)
            super().setup()

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()
            self.request.close()

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, dict(self.headers), body)
            self.close_connection = True
            for piece in hostile.pieces(asked):
                self.wfile.write(piece)
            with suppress(OSError):
                self.request.unwrap()

        do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    return Handler


@contextmanager
def forbidden_server() -> Iterator[tuple[str, list[object]]]:
    """The address of a server that must get no connection, and the connections that it got."""
    got: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, peer = server.accept()
                    got.append(peer)
                    connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", got
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
