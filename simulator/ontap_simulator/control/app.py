"""The control API: health, reset, clock and journal of one simulator, and the dashboard."""

import json
from datetime import timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.journal import MemoryJournal
from ontap_simulator.control.observing import observing_routes
from ontap_simulator.control.page import page_routes
from ontap_simulator.domain.fabric import Fabric

_JOURNAL_FILTERS = ("cluster", "method", "path")


class ClockMove(BaseModel):
    """`{"advance": DURATION}` or `{"now": INSTANT}`, durations and instants in ISO 8601."""

    model_config = ConfigDict(extra="forbid")

    advance: timedelta | None = None
    now: AwareDatetime | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "ClockMove":
        if (self.advance is None) == (self.now is None):
            raise ValueError("give either advance or now")
        return self


class AsciiJson(JSONResponse):
    """JSON that can carry whatever text a client sent, lone surrogates included."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


class Control:
    """The endpoints; each holds the fabric's lock while it looks or acts."""

    def __init__(self, fabric: Fabric, journal: MemoryJournal) -> None:
        self._fabric = fabric
        self._journal = journal

    async def health(self, _: Request) -> JSONResponse:
        return JSONResponse({"status": "ok", "clusters": list(self._fabric.clusters)})

    async def reset(self, _: Request) -> JSONResponse:
        with self._fabric.lock:
            self._fabric.reset()
            self._journal.clear()
            return self._clock_reply()

    async def show_clock(self, _: Request) -> JSONResponse:
        with self._fabric.lock:
            return self._clock_reply()

    async def move_clock(self, request: Request) -> JSONResponse:
        try:
            move = ClockMove.model_validate_json(await request.body())
            with self._fabric.lock:
                if move.now is not None:
                    self._fabric.clock.set(move.now)
                elif move.advance is not None:
                    self._fabric.clock.advance(move.advance)
                return self._clock_reply()
        except ValidationError as error:
            raise HTTPException(400, _one_line(error)) from None
        except ValueError as error:
            raise HTTPException(400, str(error)) from None

    async def show_journal(self, request: Request) -> JSONResponse:
        unknown = [name for name in request.query_params if name not in _JOURNAL_FILTERS]
        if unknown:
            raise HTTPException(
                400, f"the journal cannot be filtered by {unknown[0]}; use {', '.join(_JOURNAL_FILTERS)}"
            )
        given = request.query_params.get
        with self._fabric.lock:
            entries = self._journal.entries(cluster=given("cluster"), method=given("method"), path=given("path"))
        return AsciiJson({"entries": entries})

    async def clear_journal(self, _: Request) -> JSONResponse:
        with self._fabric.lock:
            return JSONResponse({"removed": self._journal.clear()})

    def _clock_reply(self) -> JSONResponse:
        clock = self._fabric.clock
        return JSONResponse({"now": clock.now().isoformat(), "mode": clock.mode})


def control_app(fabric: Fabric, journal: MemoryJournal) -> Starlette:
    """The control API of `fabric`; only for callers on this machine, hence the check of the Host header."""
    control = Control(fabric, journal)
    return Starlette(
        routes=[
            Route("/health", control.health, methods=["GET"]),
            Route("/reset", control.reset, methods=["POST"]),
            Route("/clock", control.show_clock, methods=["GET"]),
            Route("/clock", control.move_clock, methods=["POST"]),
            Route("/journal", control.show_journal, methods=["GET"]),
            Route("/journal", control.clear_journal, methods=["DELETE"]),
            *observing_routes(fabric, journal),
            *page_routes(),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        exception_handlers={HTTPException: _refuse},
    )


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    """Every refusal is one clear line."""
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
