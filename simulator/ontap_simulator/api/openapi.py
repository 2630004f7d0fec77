"""The simulated API as OpenAPI 3.1, made from the routes, the field tables and the wire contract in `schemas/`."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from ontap_simulator.api.cluster import CLUSTER_FIELDS, CLUSTER_PATH
from ontap_simulator.api.envelope import HAL_JSON, PLAIN_JSON
from ontap_simulator.api.jobs import JOB_FIELDS, JOBS_PATH
from ontap_simulator.api.network import INTERFACE_FIELDS, INTERFACES_PATH, IPSPACE_FIELDS, IPSPACES_PATH
from ontap_simulator.api.peer_record import PEER_FIELDS, PEERS_PATH
from ontap_simulator.api.query import MAX_RETURN_TIMEOUT
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.api.routing import ROUTES, Route
from ontap_simulator.api.svm import (
    PERMISSION_FIELDS,
    PERMISSIONS_PATH,
    SVM_FIELDS,
    SVM_PEER_FIELDS,
    SVM_PEERS_PATH,
    SVMS_PATH,
)

Schema = dict[str, Any]
_LOCAL, _SHARED = "#/$defs/", "#/components/schemas/"
_TEMPLATED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What records a path serves; `wire` names their definitions in the wire contract, where it has them."""

    name: str
    table: FieldTable
    wire: bool = False


_KINDS = {
    PEERS_PATH: Kind("cluster_peer", PEER_FIELDS, wire=True),
    JOBS_PATH: Kind("job", JOB_FIELDS),
    CLUSTER_PATH: Kind("cluster", CLUSTER_FIELDS),
    INTERFACES_PATH: Kind("ip_interface", INTERFACE_FIELDS),
    IPSPACES_PATH: Kind("ipspace", IPSPACE_FIELDS),
    SVMS_PATH: Kind("svm", SVM_FIELDS),
    SVM_PEERS_PATH: Kind("svm_peer", SVM_PEER_FIELDS),
    PERMISSIONS_PATH: Kind("svm_peer_permission", PERMISSION_FIELDS),
}
_STATUSES = {"POST": 201}
_BODIES = {"POST": "post_request", "PATCH": "patch_request"}
_REPLIES = {"POST": "post_response", "PATCH": "patch_response", "DELETE": "delete_response"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _reference(name: str) -> Schema:
    return {"$ref": _SHARED + name}


_LINK = _object(href={"type": "string"})
_ACCEPTED = _object(
    job=_object(uuid=_reference("uuid"), _links=_object(self=_LINK)),
    _links=_object(results=_LINK),
)
_KEYED = {"type": "object", "required": ["uuid"], "properties": {"uuid": _reference("uuid")}}


def document() -> Schema:
    """Everything that a cluster serves; its components are the definitions of the wire contract."""
    source = files("ontap_simulator") / "schemas" / "ontap" / "cluster_peer.schema.json"
    return {
        "openapi": "3.1.0",
        "info": {"title": "ONTAP cluster peering, simulated", "version": version("ontap-peering")},
        "paths": {route.path: _path_item(route) for route in ROUTES},
        "components": {"schemas": _relocated(json.loads(source.read_text(encoding="utf-8"))["$defs"])},
    }


def _path_item(route: Route) -> Schema:
    names = _TEMPLATED.findall(route.path)
    kind = _KINDS[_TEMPLATED.sub("", route.path).rstrip("/")]
    item: Schema = {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": _reference("uuid")} for name in names]
    }
    is_collection = not names and route.path != CLUSTER_PATH
    for method in route.handlers:
        item[method.lower()] = _operation(kind, method, is_collection=is_collection)
    return item


def _operation(kind: Kind, method: str, *, is_collection: bool) -> Schema:
    operation: Schema = {
        "operationId": f"{kind.name}{'_collection' if is_collection else ''}_{method.lower()}",
        "parameters": list(_parameters(kind.table, method, is_collection=is_collection)),
        "responses": {
            str(_STATUSES.get(method, 200)): _response("done", _reply(kind, method, is_collection=is_collection)),
            "default": _response("refused", _reference("error")),
        },
    }
    bodies = [_reference(_BODIES[method])] if method in _BODIES else []
    if is_collection and method != "GET":
        operation["responses"]["202"] = _response("begun as a job", _ACCEPTED)
        records = {"type": "array", "items": bodies[0] if method == "POST" else _KEYED}
        bodies.append(_object(records=records))
    if bodies:
        operation["requestBody"] = {"content": {PLAIN_JSON: {"schema": {"anyOf": bodies}}}}
    return operation


def _reply(kind: Kind, method: str, *, is_collection: bool) -> Schema:
    if method != "GET" and (not is_collection or method == "POST"):
        return _reference(_REPLIES[method])
    record = _reference("peer") if kind.wire else _record(kind.table)
    if not is_collection:
        return record
    properties: dict[str, Schema] = {
        "records": {"type": "array", "items": record},
        "num_records": {"type": "integer", "minimum": 0},
        "_links": _reference("page_links"),
    }
    return {**_object(**properties), "required": ["num_records"]}


def _record(table: FieldTable) -> Schema:
    """An object with the fields of the table, nested as their paths say, and links."""
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": {"_links": {"type": "object"}}}
    for path in table.all:
        *outer, last = path.split(".")
        inside = schema
        for key in outer:
            inside = inside["properties"].setdefault(
                key, {"type": "object", "additionalProperties": False, "properties": {"_links": {"type": "object"}}}
            )
        inside["properties"][last] = {}
    return schema


def _parameters(table: FieldTable, method: str, *, is_collection: bool) -> Iterator[Schema]:
    if method == "GET":
        fields = {"type": "array", "items": {"enum": ["*", "**", *table.all]}}
        yield {**_query("fields", fields), "style": "form", "explode": False}
    if method == "GET" and is_collection:
        yield _query("max_records", {"type": "integer", "minimum": 1})
        yield _query("order_by", {"enum": [*table.all, *(f"{path} desc" for path in table.all)]})
        yield from _filters(table.all)
    yield _query("return_records", {"type": "boolean"})
    yield _query("return_timeout", {"type": "integer", "minimum": 0, "maximum": MAX_RETURN_TIMEOUT})


def _filters(paths: Iterable[str]) -> Iterator[Schema]:
    for path in paths:
        yield _query(path, {"type": "string"})


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _response(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {media: {"schema": schema} for media in (HAL_JSON, PLAIN_JSON)}}


def _relocated(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: each.replace(_LOCAL, _SHARED) if key == "$ref" else _relocated(each) for key, each in value.items()
        }
    return [_relocated(each) for each in value] if isinstance(value, list) else value
