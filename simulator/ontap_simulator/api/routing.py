"""Which handler answers which method of which path; everything else answers as ONTAP does."""

import re
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from ontap_simulator.api.endpoints import Route, all_routes
from ontap_simulator.api.envelope import error_body, refusal
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.domain.errors import Code, OntapError

ROUTES = all_routes()
_API_NOT_FOUND = "API not found"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_PATTERNS = tuple(
    (re.compile(re.escape(route.path).replace(r"\{uuid\}", r"(?P<uuid>[^/]+)")), route) for route in ROUTES
)


def resolved(sent_path: str) -> str:
    """
    What a path stands for: without empty segments (client) and with its dot segments resolved.

    Dots and slashes that the client has encoded are part of a segment (vendor's API reference).
    """
    segments: list[str] = []
    for segment in sent_path.split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(unquote(segment).replace("/", "%2F"))
    return "/" + "/".join(segments)


def dispatch(request: ApiRequest) -> ApiReply:
    """
    Call the handler of the request.

    An unknown path is code 3 with the words that clients know, a segment too many an unexpected argument, a key that is
    no UUID an invalid value, each with status 404 (client; the status of code 3 is inferred). Raises OntapError
    39387137 for a broken percent-encoding (inferred), 3 for an unsupported method.
    """
    if _BROKEN_ESCAPE.search(request.sent_path):
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
        key = match.groupdict()
        if key and _UUID.fullmatch(key["uuid"]) is None:
            detail = f'"{key["uuid"]}" is an invalid value for field "uuid" (<UUID>)'
            return _not_found(refusal(Code.INVALID_FIELD.value, target="uuid", detail=detail))
        return handler(request, **key)
    above, _, extra = request.path.rpartition("/")
    if any(pattern.fullmatch(above) for pattern, route in _PATTERNS if "{uuid}" in route.path):
        return _not_found(refusal(Code.UNEXPECTED_ARGUMENT.value, detail=f'"{extra}"'))
    return ApiReply(HTTPStatus.NOT_FOUND, error_body(Code.UNSUPPORTED_OPERATION.value, _API_NOT_FOUND))


def _not_found(reply: ApiReply) -> ApiReply:
    return replace(reply, status=HTTPStatus.NOT_FOUND)


def _allowed(route: Route) -> tuple[str, ...]:
    """HEAD wherever GET is, OPTIONS everywhere (vendor's API reference)."""
    head = ("HEAD",) if "GET" in route.handlers else ()
    return (*route.handlers, *head, "OPTIONS")
