"""The connection that a reply goes out on, which a fault may cut."""

import asyncio
import socket
import struct
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

TRANSPORT = "ontap_simulator.transport"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_TURNS_TO_NOTICE_THE_END = 3


@dataclass(frozen=True, slots=True)
class Connection:
    """The server has put the transport into the scope, under `TRANSPORT`."""

    scope: Scope
    receive: Receive
    send: Send

    async def send_whole(self, response: Response) -> None:
        await response(self.scope, self.receive, self.send)

    async def send_half(self, response: Response) -> None:
        """Send the head and half of the body, then close."""
        start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
        content = bytes(response.body)
        await self.send(start)
        await self.send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
        self.scope[TRANSPORT].close()
        await _until_noticed()

    async def reset(self) -> None:
        """End with a TCP reset."""
        transport = self.scope[TRANSPORT]
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
        await _until_noticed()


async def _until_noticed() -> None:
    """Let the server notice that the connection has ended, so that it sends nothing of its own."""
    for _ in range(_TURNS_TO_NOTICE_THE_END):
        await asyncio.sleep(0)
