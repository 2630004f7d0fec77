"""What a fault makes of a request and its reply; which request a fault befalls is decided elsewhere."""

import asyncio
import socket
import struct
from typing import Any, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ontap_simulator.api.body import parse_body
from ontap_simulator.api.envelope import refusal
from ontap_simulator.api.message import ApiReply, ApiRequest, Firing
from ontap_simulator.domain.errors import Code, OntapError

TRANSPORT = "ontap_simulator.transport"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_TURNS_TO_NOTICE_THE_END = 3


class Faults(Protocol):
    """Decides which fault befalls a request; asked once for each, in the order in which they arrive."""

    def take(self, cluster: str, method: str, path: str, body: Any) -> Firing | None: ...


def firing_for(request: ApiRequest, faults: Faults) -> Firing | None:
    try:
        body: Any = parse_body(request.raw_body)
    except OntapError:
        body = None
    with request.peering.fabric.lock:
        return faults.take(request.peering.cluster.name, request.method, request.path, body)


def is_processed(firing: Firing) -> bool:
    """Whether the cluster works on the request at all."""
    return firing.phase != "before" or firing.kind in ("delay", "job_failure")


def replaced(reply: ApiReply | None, firing: Firing) -> ApiReply:
    """The reply with the fault's effect on it; None is the reply to a request that was not processed."""
    if firing.kind == "error" and firing.code is not None:
        return refusal(firing.code)
    if firing.kind == "status" and firing.status is not None:
        headers = {} if firing.retry_after is None else {"Retry-After": str(firing.retry_after)}
        return ApiReply(firing.status, refusal(Code.TOO_MANY_REQUESTS).body, headers)
    return reply if reply is not None else ApiReply(None, None)


async def delay(firing: Firing | None, *, processed: bool) -> None:
    """Wait as the fault says, before the request is processed or after."""
    if firing is not None and firing.kind == "delay" and processed is (firing.phase != "before"):
        await asyncio.sleep(firing.seconds)


async def respond(response: Response, firing: Firing | None, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the response, or as much of it as the fault lets through."""
    if firing is not None and firing.kind == "truncate":
        await _send_half(response, scope, send)
    elif firing is not None and (firing.kind == "reset" or firing.phase == "lost"):
        await _reset(scope)
    else:
        await response(scope, receive, send)


async def _send_half(response: Response, scope: Scope, send: Send) -> None:
    start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
    content = bytes(response.body)
    await send(start)
    await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
    scope[TRANSPORT].close()
    await _until_noticed()


async def _reset(scope: Scope) -> None:
    transport = scope[TRANSPORT]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
    await _until_noticed()


async def _until_noticed() -> None:
    """Let the server learn that the connection has ended, so that it sends nothing of its own."""
    for _ in range(_TURNS_TO_NOTICE_THE_END):
        await asyncio.sleep(0)
