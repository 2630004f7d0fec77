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
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ontap_simulator.control.faulting import fault_routes
from ontap_simulator.control.faults import FaultRules
from ontap_simulator.control.har import archive
from ontap_simulator.control.journal import JournalFilter, MemoryJournal
from ontap_simulator.control.network import network_routes
from ontap_simulator.control.observing import observing_routes
from ontap_simulator.control.openapi import paths, taking
from ontap_simulator.control.page import page_routes
from ontap_simulator.control.refusals import OwnPagesOnly, one_line, refuse
from ontap_simulator.control.snapshot import Snapshot, restore, take
from ontap_simulator.domain.fabric import Fabric


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

    def __init__(self, fabric: Fabric, journal: MemoryJournal, faults: FaultRules, description: dict[str, Any]) -> None:
        self._fabric = fabric
        self._journal = journal
        self._faults = faults
        self._description = description

    async def describe(self, _: Request) -> JSONResponse:
        """The simulated API and this one, as OpenAPI."""
        return AsciiJson(self._description)

    async def health(self, _: Request) -> JSONResponse:
        """Whether it runs, and the names of the clusters."""
        return JSONResponse({"status": "ok", "clusters": list(self._fabric.clusters)})

    async def reset(self, _: Request) -> JSONResponse:
        """The world back to its start, without journal and fault rules."""
        with self._fabric.lock:
            self._fabric.reset()
            self._journal.clear()
            self._faults.clear()
            return self._clock_reply()

    async def show_clock(self, _: Request) -> JSONResponse:
        """The current instant."""
        with self._fabric.lock:
            return self._clock_reply()

    @taking(ClockMove)
    async def move_clock(self, request: Request) -> JSONResponse:
        """Advance the clock or set it."""
        try:
            move = ClockMove.model_validate_json(await request.body())
            with self._fabric.lock:
                if move.now is not None:
                    self._fabric.clock.set(move.now)
                elif move.advance is not None:
                    self._fabric.clock.advance(move.advance)
                return self._clock_reply()
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        except ValueError as error:
            raise HTTPException(400, str(error)) from None

    async def show_snapshot(self, _: Request) -> Response:
        """The whole world, without journal and fault rules."""
        with self._fabric.lock:
            snapshot = take(self._fabric)
        return Response(snapshot.model_dump_json(by_alias=True), media_type="application/json")

    @taking(Snapshot)
    async def put_snapshot(self, request: Request) -> JSONResponse:
        """Make the world that of a snapshot of the same fabric and seed."""
        try:
            snapshot = Snapshot.model_validate_json(await request.body())
            with self._fabric.lock:
                restore(self._fabric, snapshot)
                return self._clock_reply()
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        except ValueError as error:
            raise HTTPException(400, str(error)) from None

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
        try:
            wanted = JournalFilter.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        with self._fabric.lock:
            return self._journal.entries(wanted)

    def _clock_reply(self) -> JSONResponse:
        clock = self._fabric.clock
        return JSONResponse({"now": clock.now().isoformat(), "mode": clock.mode})


def control_app(fabric: Fabric, journal: MemoryJournal, faults: FaultRules, description: dict[str, Any]) -> Starlette:
    """
    The control API of `fabric`; only for callers on this machine, hence the checks of where a request comes from.

    `description` is the OpenAPI document of the clusters, to which that of the control API is added.
    """
    control = Control(fabric, journal, faults, description)
    app = Starlette(
        routes=[
            Route("/openapi.json", control.describe, methods=["GET"]),
            Route("/health", control.health, methods=["GET"]),
            Route("/reset", control.reset, methods=["POST"]),
            Route("/clock", control.show_clock, methods=["GET"]),
            Route("/clock", control.move_clock, methods=["POST"]),
            Route("/journal", control.show_journal, methods=["GET"]),
            Route("/journal", control.clear_journal, methods=["DELETE"]),
            Route("/journal.har", control.show_archive, methods=["GET"]),
            Route("/snapshot", control.show_snapshot, methods=["GET"]),
            Route("/snapshot", control.put_snapshot, methods=["PUT"]),
            *fault_routes(fabric, faults),
            *network_routes(fabric),
            *observing_routes(fabric, journal),
            *page_routes(),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(OwnPagesOnly),
        ],
        exception_handlers={HTTPException: refuse},
    )
    description["paths"].update(paths(app.routes))
    return app
