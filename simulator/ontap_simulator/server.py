"""Several ASGI applications in one background thread with one event loop, started and stopped with a deadline."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from ontap_simulator.protocol import ClusterProtocol

LOOPBACK = "127.0.0.1"
_POLL_SECONDS = 0.005
_GRACE_SECONDS = 1


class PortInUseError(OSError):
    """The requested port is not available; the text is one clear line."""


@dataclass(frozen=True, slots=True)
class Listener:
    """An application on a bound socket, with TLS if there is a context; `protocol` limits what clients may send."""

    app: ASGIApp
    socket: socket.socket
    protocol: type[ClusterProtocol]
    tls: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])


def bind(port: int, address: str = LOOPBACK) -> socket.socket:
    """A socket on `address`, 0 for any free port; raises PortInUseError."""
    # asyncio turns Nagle's algorithm off only for sockets made with this protocol; with it a reply takes 40 ms longer.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
        bound.listen()
    except (OSError, OverflowError) as error:
        bound.close()
        reason = error.strerror if isinstance(error, OSError) else "no such port"
        raise PortInUseError(f"cannot listen on {address}:{port}: {reason}") from None
    return bound


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drop idle connections at once: a TLS client that keeps its side open would hold up the end."""
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_GRACE_SECONDS)
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        await super().shutdown(sockets)


class ServerThread:
    """Serves all listeners until it is stopped."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._servers = [_Server(_config(listener)) for listener in listeners]
        self._thread = threading.Thread(target=self._run, name="ontap-simulator", daemon=True)
        self._failure: BaseException | None = None

    def start(self, timeout: float) -> None:
        """Return once everything accepts connections; raises TimeoutError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        self._thread.start()
        while not all(server.started for server in self._servers):
            if self._failure is not None or not self._thread.is_alive():
                raise RuntimeError("the simulator's servers stopped while starting") from self._failure
            if time.monotonic() > deadline:
                raise TimeoutError(f"the simulator did not start within {timeout} s")
            time.sleep(_POLL_SECONDS)

    def stop(self, timeout: float) -> None:
        """Let running requests end, then close; raises TimeoutError if that takes longer than `timeout` seconds."""
        for server in self._servers:
            server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(timeout)
        for listener in self._listeners:
            listener.socket.close()
        if self._thread.is_alive():
            raise TimeoutError(f"the simulator did not stop within {timeout} s")

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that waits in start
            self._failure = failure

    async def _serve(self) -> None:
        async with asyncio.TaskGroup() as group:
            for server, listener in zip(self._servers, self._listeners, strict=True):
                group.create_task(server.serve(sockets=[listener.socket]))


def _config(listener: Listener) -> uvicorn.Config:
    config = uvicorn.Config(
        listener.app,
        http=listener.protocol,
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    config.load()
    config.ssl = listener.tls
    return config
