"""How replies look on the wire: links, instants, errors, JSON in ONTAP's layout."""

import json
import re
from datetime import datetime
from typing import Any

from ontap_simulator.api.catalogue import ANY_OPERATION, catalogue
from ontap_simulator.api.message import ApiReply
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.errors import OntapError

HAL_JSON = "application/hal+json"
PLAIN_JSON = "application/json"
_EMPTY_OBJECT = re.compile(r'^( *)("(?:[^"\\]|\\.)*": )?\{\}', re.MULTILINE)
STANDARD_HEADERS = {
    "Server": "libzapid-httpd",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache,no-store,must-revalidate",
}


def link(href: str) -> dict[str, str]:
    return {"href": href}


def self_link(href: str) -> dict[str, dict[str, str]]:
    return {"self": link(href)}


def instant(cluster: Cluster, at: datetime) -> str:
    """ISO 8601 to the second with the cluster's UTC offset (documented)."""
    return at.astimezone(cluster.identity.time_zone).isoformat(timespec="seconds")


def created(record: dict[str, Any] | None, location: str) -> ApiReply:
    """201 with the record, if there is one to return, and its location."""
    records = {"records": [record]} if record is not None else {}
    return ApiReply(201, {"num_records": 1, **records}, {"Location": location})


def error_reply(error: OntapError, operation: str) -> ApiReply:
    """The error envelope: code as a string, `target` only when one input is to blame (documented)."""
    return refusal(error.code.value, operation, error.target, error.detail)


def refusal(
    code: str, operation: str = ANY_OPERATION, target: str | None = None, detail: str | None = None
) -> ApiReply:
    """The error of this code of the catalogue."""
    entry = catalogue().entry(code, operation)
    return ApiReply(entry.http_status, error_body(code, entry.text(detail), target))


def error_body(code: str, message: str, target: str | None = None) -> dict[str, Any]:
    error = {"message": message, "code": code}
    if target is not None:
        error["target"] = target
    return {"error": error}


def media_type(accept: str) -> str:
    """`hal+json` unless the client asks for plain JSON (vendor's API reference)."""
    wants_plain = PLAIN_JSON in accept and HAL_JSON not in accept
    return PLAIN_JSON if wants_plain else HAL_JSON


def render(body: Any, media: str, *, is_pretty: bool = True) -> bytes:
    """
    JSON indented by two spaces unless `pretty=false`; plain JSON has no links but `next`.

    No newline ends it, and the braces of an empty object stand on two lines (lengths of replies that clients recorded).
    """
    content = without_links(body) if media == PLAIN_JSON else body
    text = json.dumps(content, indent=2 if is_pretty else None, ensure_ascii=False)
    if is_pretty and "{}" in text:
        text = _EMPTY_OBJECT.sub(r"\1\2{\n\1}", text)
    return text.encode(errors="replace")


def without_links(body: Any) -> Any:
    if isinstance(body, list):
        return [without_links(each) for each in body]
    if not isinstance(body, dict):
        return body
    kept = {key: without_links(value) for key, value in body.items() if key != "_links"}
    if "next" in body.get("_links", {}):
        kept["_links"] = {"next": body["_links"]["next"]}
    return kept
