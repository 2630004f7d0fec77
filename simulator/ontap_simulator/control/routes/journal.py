"""The journal, as JSON and as an HTTP archive."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.har import archive
from ontap_simulator.control.input import query
from ontap_simulator.control.journal import JournalFilter, MemoryJournal
from ontap_simulator.domain.fabric import Fabric


class AsciiJson(JSONResponse):
    """JSON that can carry whatever text a client sent, lone surrogates included."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


class JournalRoutes:
    def __init__(self, fabric: Fabric, journal: MemoryJournal) -> None:
        self._fabric = fabric
        self._journal = journal

    def routes(self) -> list[Route]:
        return [
            Route("/journal", self.show_journal, methods=["GET"]),
            Route("/journal", self.clear_journal, methods=["DELETE"]),
            Route("/journal.har", self.show_archive, methods=["GET"]),
        ]

    async def show_journal(self, request: Request) -> JSONResponse:
        """Every exchange with the clusters, without secrets."""
        return AsciiJson({"entries": self._entries(request)})

    async def show_archive(self, request: Request) -> JSONResponse:
        """The same as an HTTP archive (HAR 1.2)."""
        return AsciiJson(archive(self._entries(request)))

    async def clear_journal(self, _: Request) -> JSONResponse:
        """Forget the exchanges so far."""
        with self._fabric.lock:
            return JSONResponse({"removed": self._journal.clear()})

    def _entries(self, request: Request) -> list[dict[str, Any]]:
        selection = query(request, JournalFilter)
        with self._fabric.lock:
            return self._journal.entries(selection)
