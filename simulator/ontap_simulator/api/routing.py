"""Which handler answers which method of which path; everything else answers as ONTAP does."""

import re
from dataclasses import replace
from http import HTTPStatus

from ontap_simulator.api.endpoints import Route, all_routes
from ontap_simulator.api.envelope import refusal
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.domain.errors import Code, OntapError

ROUTES = all_routes()
_NO_SEGMENTS = ("", ".", "..")


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\{uuid\}", r"(?P<uuid>[^/]+)") + "/?")


_PATTERNS = tuple((_pattern(route.path), route) for route in ROUTES)


def dispatch(request: ApiRequest) -> ApiReply:
    """
    Call the handler of the request.

    Raises OntapError 39387137 for a path with empty or dot segments (inferred), 4 for an unknown path, 3 for an
    unsupported method. A segment too many is an unexpected argument with status 404 (client).
    """
    if any(segment in _NO_SEGMENTS for segment in request.path.removesuffix("/").split("/")[1:]):
        raise OntapError(Code.INVALID_URL)
    for pattern, route in _PATTERNS:
        match = pattern.fullmatch(request.path)
        if match is None:
            continue
        if request.method == "OPTIONS":
            return ApiReply(headers={"Allow": ", ".join(_allowed(route))})
        handler = route.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise OntapError(Code.UNSUPPORTED_OPERATION)
        return handler(request, **match.groupdict())
    above, _, extra = request.path.removesuffix("/").rpartition("/")
    if any(pattern.fullmatch(above) for pattern, route in _PATTERNS if "{uuid}" in route.path):
        return replace(refusal(Code.UNEXPECTED_ARGUMENT.value, detail=f'"{extra}"'), status=HTTPStatus.NOT_FOUND)
    raise OntapError(Code.NOT_FOUND)


def _allowed(route: Route) -> tuple[str, ...]:
    """HEAD wherever GET is, OPTIONS everywhere (vendor's API reference)."""
    head = ("HEAD",) if "GET" in route.handlers else ()
    return (*route.handlers, *head, "OPTIONS")
