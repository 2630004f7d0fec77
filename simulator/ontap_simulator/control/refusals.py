"""How the control API refuses a request: one clear line."""

import re

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.fabric import Fabric

_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")
_OWN = ("same-origin", "none")


class OwnPagesOnly:
    """Refuses what pages of other sites send; browsers say where a request comes from, other clients do not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and Headers(scope=scope).get("sec-fetch-site", "none") not in _OWN:
            app = JSONResponse({"error": "pages of other sites may not use the control API"}, 403)
        await app(scope, receive, send)


async def refuse(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


async def not_saved(_: Request, error: Exception) -> JSONResponse:
    """Leaving the fabric's lock saves what changed, by this request or an earlier one."""
    return JSONResponse({"error": str(error)}, 500)


def one_line(error: ValidationError) -> str:
    """Where the first mistake is, and what it is, without names of enums; line breaks of the input become spaces."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    what = _MEMBER.sub(r"\1", first["msg"].removeprefix("Value error, "))
    return " ".join((f"{where}: {what}" if where else what).split())


def cluster_named(name: str, fabric: Fabric, where: str) -> Cluster:
    """The cluster that the field `where` of a body names; 400 if there is none."""
    if name not in fabric.clusters:
        raise HTTPException(400, f"{where}: there is no cluster {name!r}")
    return fabric.clusters[name]
