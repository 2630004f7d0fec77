"""The control API's endpoints for fault rules."""

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.faults import FaultRule, FaultRules
from ontap_simulator.control.openapi import taking
from ontap_simulator.control.refusals import one_line
from ontap_simulator.domain.fabric import Fabric


class Faulting:
    def __init__(self, fabric: Fabric, faults: FaultRules) -> None:
        self._fabric = fabric
        self._faults = faults

    async def list_faults(self, _: Request) -> JSONResponse:
        """The fault rules, and how often each has fired."""
        with self._fabric.lock:
            return JSONResponse({"faults": self._faults.listed()})

    @taking(FaultRule)
    async def add_fault(self, request: Request) -> JSONResponse:
        """Add a fault rule."""
        try:
            rule = FaultRule.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(400, one_line(error)) from None
        cluster = rule.match.cluster
        with self._fabric.lock:
            if cluster is not None and cluster not in self._fabric.clusters:
                raise HTTPException(400, f"match.cluster: there is no cluster {cluster!r}")
            try:
                return JSONResponse({"id": self._faults.add(rule)})
            except ValueError as error:
                raise HTTPException(400, str(error)) from None

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


def fault_routes(fabric: Fabric, faults: FaultRules) -> list[Route]:
    faulting = Faulting(fabric, faults)
    return [
        Route("/faults", faulting.list_faults, methods=["GET"]),
        Route("/faults", faulting.add_fault, methods=["POST"]),
        Route("/faults", faulting.clear_faults, methods=["DELETE"]),
        Route("/faults/{id}", faulting.remove_fault, methods=["DELETE"]),
    ]
