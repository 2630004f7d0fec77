"""Fault rules."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.faults import FaultRule, FaultRules
from ontap_simulator.control.input import taking
from ontap_simulator.control.refusals import cluster_named
from ontap_simulator.domain.fabric import Fabric


class FaultRoutes:
    def __init__(self, fabric: Fabric, faults: FaultRules) -> None:
        self._fabric = fabric
        self._faults = faults

    def routes(self) -> list[Route]:
        return [
            Route("/faults", self.list_faults, methods=["GET"]),
            Route("/faults", self.add_fault, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            Route("/faults/{id}", self.remove_fault, methods=["DELETE"]),
        ]

    async def list_faults(self, _: Request) -> JSONResponse:
        """The fault rules, and how often each has fired."""
        with self._fabric.lock:
            return JSONResponse({"faults": self._faults.listed()})

    @taking(FaultRule)
    async def add_fault(self, rule: FaultRule) -> JSONResponse:
        """Add a fault rule."""
        with self._fabric.lock:
            if rule.match.cluster is not None:
                cluster_named(rule.match.cluster, self._fabric, "match.cluster")
            return JSONResponse({"id": self._faults.add(rule)})

    async def clear_faults(self, _: Request) -> JSONResponse:
        """Remove all fault rules."""
        with self._fabric.lock:
            return JSONResponse({"removed": self._faults.clear()})

    async def remove_fault(self, request: Request) -> JSONResponse:
        """Remove one fault rule."""
        identifier = request.path_params["id"]
        with self._fabric.lock:
            if not self._faults.remove(identifier):
                raise HTTPException(404, f"there is no fault rule {identifier!r}")
            return JSONResponse({"removed": 1})
