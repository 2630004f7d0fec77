"""HTTP/1.1 with limits on what a client may send before anybody knows who it is: how much, and for how long."""

import asyncio
from http import HTTPStatus
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ontap_simulator.api.connection import TRANSPORT

_MIB = 1024 * 1024


class ClusterProtocol(HttpToolsProtocol):
    """
    Refuses a head or a body beyond its limit with 431 or 413, and closes a connection on which a request is overdue.

    Hands the connection to the application, which may have to cut it. No source gives ONTAP's own limits.
    """

    max_head: ClassVar = 64 * 1024
    max_body: ClassVar = 4 * _MIB
    arrival_seconds: ClassVar[float] = 30

    _head = 0
    _body = 0
    _is_in_head = True
    _has_moved_on = False
    _overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_has_arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._overdue is None:
            self._expect_request()
        self._has_moved_on = False
        super().data_received(data)
        if self._is_in_head and not self._has_moved_on:
            self._head += len(data)
            self._limit_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head, self._body, self._is_in_head = 0, 0, True
        if self._overdue is None:
            self._expect_request()
        self.scope[TRANSPORT] = self.transport  # type: ignore[literal-required]

    def on_headers_complete(self) -> None:
        self._is_in_head, self._has_moved_on = False, True
        self._head = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        self._limit_head()
        if any(name == b"content-length" and int(value) > self.max_body for name, value in self.headers):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        if self._body > self.max_body:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._request_has_arrived()
        self._is_in_head, self._has_moved_on, self._head = True, True, 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def _expect_request(self) -> None:
        self._overdue = self.loop.call_later(self.arrival_seconds, self.transport.abort)

    def _request_has_arrived(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _limit_head(self) -> None:
        if self._head > self.max_head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode("ascii"))
        self.transport.close()


class ControlProtocol(ClusterProtocol):
    """As for clusters, but a snapshot of 100,000 peers has about 80 MB."""

    max_body = 256 * _MIB
