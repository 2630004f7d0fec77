"""The journal as an HTTP archive (HAR 1.2), which browsers and HTTP tools open."""

import json
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

_JSON = "application/json"
_UNKNOWN = -1


def archive(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """An archive of journal entries; the host of each URL is the cluster's name. Times are not measured, so 0."""
    creator = {"name": "ontap-sim", "version": version("ontap-peering")}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(each) for each in entries]}}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    har = {
        "startedDateTime": entry["at"],
        "time": 0,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }
    return har if entry["fault"] is None else {**har, "comment": f"fault rule {entry['fault']}"}


def _request(entry: dict[str, Any]) -> dict[str, Any]:
    query = f"?{entry['query']}" if entry["query"] else ""
    request = {
        "method": entry["method"],
        "url": f"https://{entry['cluster']}{entry['path']}{query}",
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(entry["query"], keep_blank_values=True)
        ],
        **_UNRECORDED,
    }
    if entry["request"] is not None:
        request["postData"] = {"mimeType": _JSON, "text": json.dumps(entry["request"])}
    return request


def _response(entry: dict[str, Any]) -> dict[str, Any]:
    """A request that got no reply has status 0, as browsers write it."""
    status, text = entry["status"], json.dumps(entry["response"])
    content = {"size": len(text), "mimeType": _JSON, "text": text}
    return {
        "status": status or 0,
        "statusText": HTTPStatus(status).phrase if status in _KNOWN else "",
        "content": content if status else {"size": 0, "mimeType": _JSON},
        "redirectURL": "",
        **_UNRECORDED,
    }


_UNRECORDED: dict[str, Any] = {
    "httpVersion": "HTTP/1.1",
    "cookies": [],
    "headers": [],
    "headersSize": _UNKNOWN,
    "bodySize": _UNKNOWN,
}
_KNOWN = frozenset(status.value for status in HTTPStatus)
