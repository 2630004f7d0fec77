"""The simulated API as OpenAPI 3.1, made from the routes, the field tables and the wire contract in `schemas/`."""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from ontap_simulator.api.endpoints import Route
from ontap_simulator.api.envelope import HAL_JSON, PLAIN_JSON
from ontap_simulator.api.query import MAX_RETURN_TIMEOUT
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.api.routing import ROUTES

Schema = dict[str, Any]
_LOCAL, _SHARED = "#/$defs/", "#/components/schemas/"
_TEMPLATED = re.compile(r"\{(\w+)\}")


_STATUSES = {"POST": 201}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _reference(name: str) -> Schema:
    return {"$ref": _SHARED + name}


_LINK = _object(href={"type": "string"})
_ACCEPTED = _object(job=_object(uuid=_reference("uuid"), _links=_object(self=_LINK, results=_LINK)))
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
    item: Schema = {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": _reference("uuid")} for name in names]
    }
    for method in route.handlers:
        item[method.lower()] = _operation(route, method)
    return item


def _operation(route: Route, method: str) -> Schema:
    operation: Schema = {
        "operationId": f"{route.name}{'_collection' if route.is_collection else ''}_{method.lower()}",
        "parameters": list(_parameters(route, method)),
        "responses": {
            str(_STATUSES.get(method, 200)): _response("done", _reply(route, method)),
            "default": _response("refused", _reference("error")),
        },
    }
    body = route.definitions.bodies.get(method)
    bodies = [_reference(body)] if body is not None else []
    if route.is_collection and method != "GET":
        operation["responses"]["202"] = _response("begun as a job", _ACCEPTED)
        records = {"type": "array", "items": bodies[0] if method == "POST" else _KEYED}
        bodies.append(_object(records=records))
    if bodies:
        operation["requestBody"] = {"content": {PLAIN_JSON: {"schema": {"anyOf": bodies}}}}
    return operation


def _reply(route: Route, method: str) -> Schema:
    definitions = route.definitions
    if method != "GET" and (not route.is_collection or method == "POST"):
        return _reference(definitions.replies[method])
    record = _reference(definitions.record) if definitions.record is not None else _record(route.table)
    if not route.is_collection:
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


def _parameters(route: Route, method: str) -> Iterator[Schema]:
    table = route.table
    if method == "GET":
        fields = {"type": "array", "items": {"enum": ["*", "**", *table.all]}}
        yield {**_query("fields", fields), "style": "form", "explode": False}
    if method == "GET" and route.is_collection:
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
