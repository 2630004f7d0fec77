"""The control API of one simulator, and the dashboard."""

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.faults import FaultRules
from ontap_simulator.control.journal import MemoryJournal
from ontap_simulator.control.openapi import describe
from ontap_simulator.control.refusals import OwnPagesOnly, not_saved, refuse
from ontap_simulator.control.routes.clock import ClockRoutes
from ontap_simulator.control.routes.dependents import DependentRoutes
from ontap_simulator.control.routes.fabric import FabricRoutes
from ontap_simulator.control.routes.faults import FaultRoutes
from ontap_simulator.control.routes.interfaces import InterfaceRoutes
from ontap_simulator.control.routes.journal import JournalRoutes
from ontap_simulator.control.routes.links import LinkRoutes
from ontap_simulator.control.routes.page import PageRoutes
from ontap_simulator.control.routes.snapshot import SnapshotRoutes
from ontap_simulator.domain.fabric import Fabric


def control_app(fabric: Fabric, journal: MemoryJournal, faults: FaultRules, description: dict[str, Any]) -> Starlette:
    """
    The control API of `fabric`; only for callers on this machine, hence the checks of where a request comes from.

    `description` is the OpenAPI document of the clusters; the control API is added to it.
    """

    async def show_description(_: Request) -> JSONResponse:
        """The simulated API and this one, as OpenAPI."""
        return JSONResponse(description)

    app = Starlette(
        routes=[
            Route("/openapi.json", show_description, methods=["GET"]),
            *FabricRoutes(fabric, journal, faults).routes(),
            *ClockRoutes(fabric).routes(),
            *JournalRoutes(fabric, journal).routes(),
            *SnapshotRoutes(fabric).routes(),
            *FaultRoutes(fabric, faults).routes(),
            *LinkRoutes(fabric).routes(),
            *InterfaceRoutes(fabric).routes(),
            *DependentRoutes(fabric).routes(),
            *PageRoutes().routes(),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(OwnPagesOnly),
        ],
        exception_handlers={HTTPException: refuse, OSError: not_saved},
    )
    describe(description, app.routes)
    return app
