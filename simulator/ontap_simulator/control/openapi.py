"""The control API as OpenAPI 3.1, made from its routes and what each of them takes."""

import re
from collections.abc import Iterable
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Route

from ontap_simulator.control.input import BODY_MODEL

if TYPE_CHECKING:
    from pydantic import BaseModel

Schema = dict[str, Any]
_JSON = "application/json"
_PREFIX = "control_"
_REFERENCE = f"#/components/schemas/{_PREFIX}{{model}}"
_TEMPLATED = re.compile(r"\{(\w+)\}")
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def describe(description: Schema, routes: Iterable[BaseRoute]) -> None:
    """Add the path items of all routes, and the models that they take, to an OpenAPI document."""
    for route in routes:
        if isinstance(route, Route):
            path = _TEMPLATED.sub(r"{\1}", route.path)
            item = description["paths"].setdefault(path, {"parameters": _parameters(path)})
            for method in sorted((route.methods or set()) - {"HEAD"}):
                item[method.lower()] = _operation(route, description["components"]["schemas"])


def _parameters(path: str) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _TEMPLATED.findall(path)
    ]


def _operation(route: Route, components: Schema) -> Schema:
    summary = (getdoc(route.endpoint) or route.name).splitlines()[0]
    operation: Schema = {
        "operationId": f"control_{route.name}",
        "summary": summary,
        "responses": {
            "200": {"description": "done"},
            "default": {"description": "refused, with one line that says why", "content": {_JSON: {"schema": _ERROR}}},
        },
    }
    model: type[BaseModel] | None = getattr(route.endpoint, BODY_MODEL, None)
    if model is not None:
        schema = model.model_json_schema(ref_template=_REFERENCE)
        components.update({f"{_PREFIX}{name}": part for name, part in schema.pop("$defs", {}).items()})
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    return operation
