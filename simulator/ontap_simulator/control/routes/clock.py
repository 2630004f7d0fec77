"""The clock: what time it is, and how to move it."""

from datetime import timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.input import taking
from ontap_simulator.domain.fabric import Fabric


class ClockMove(BaseModel):
    """`{"advance": DURATION}` or `{"now": INSTANT}`, durations and instants in ISO 8601."""

    model_config = ConfigDict(extra="forbid")

    advance: timedelta | None = None
    now: AwareDatetime | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.advance is None) == (self.now is None):
            raise ValueError("give either advance or now")
        return self


class ClockRoutes:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    def routes(self) -> list[Route]:
        return [
            Route("/clock", self.show_clock, methods=["GET"]),
            Route("/clock", self.move_clock, methods=["POST"]),
        ]

    async def show_clock(self, _: Request) -> JSONResponse:
        """The current instant."""
        with self._fabric.lock:
            return clock_reply(self._fabric)

    @taking(ClockMove)
    async def move_clock(self, move: ClockMove) -> JSONResponse:
        """Advance the clock or set it."""
        with self._fabric.lock:
            try:
                if move.now is not None:
                    self._fabric.clock.set(move.now)
                elif move.advance is not None:
                    self._fabric.clock.advance(move.advance)
            except ValueError as error:
                raise HTTPException(400, str(error)) from None
            return clock_reply(self._fabric)


def clock_reply(fabric: Fabric) -> JSONResponse:
    return JSONResponse({"now": fabric.clock.now().isoformat(), "mode": fabric.clock.mode})
