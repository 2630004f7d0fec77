"""Snapshots: the whole world out, and in again."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ontap_simulator.control.input import taking
from ontap_simulator.control.routes.clock import clock_reply
from ontap_simulator.control.snapshot import Snapshot, restore, take
from ontap_simulator.domain.fabric import Fabric


class SnapshotRoutes:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    def routes(self) -> list[Route]:
        return [
            Route("/snapshot", self.show_snapshot, methods=["GET"]),
            Route("/snapshot", self.put_snapshot, methods=["PUT"]),
        ]

    async def show_snapshot(self, _: Request) -> Response:
        """The whole world, without journal and fault rules."""
        with self._fabric.lock:
            snapshot = take(self._fabric)
        return Response(snapshot.model_dump_json(by_alias=True), media_type="application/json")

    @taking(Snapshot)
    async def put_snapshot(self, snapshot: Snapshot) -> JSONResponse:
        """Restore the world of a snapshot of the same fabric and seed."""
        with self._fabric.lock:
            try:
                restore(self._fabric, snapshot)
            except ValueError as error:
                raise HTTPException(400, str(error)) from None
            return clock_reply(self._fabric)
