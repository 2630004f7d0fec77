"""The control API as OpenAPI 3.1 path items, made from its routes and what each of them takes."""

import re
from collections.abc import Callable, Iterable
from inspect import getdoc
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.routing import BaseRoute, Route

Schema = dict[str, Any]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_BODY_MODEL = "body_model"
_JSON = "application/json"
_TEMPLATED = re.compile(r"\{(\w+)\}")
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def taking(model: type[BaseModel]) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint with the form of its body."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _BODY_MODEL, model)
        return endpoint

    return mark


def paths(routes: Iterable[BaseRoute]) -> Schema:
    """The path items of all routes; the first line of an endpoint's docstring is its summary."""
    items: Schema = {}
    for route in routes:
        if isinstance(route, Route):
            item = items.setdefault(_TEMPLATED.sub(r"{\1}", route.path), {"parameters": _parameters(route.path)})
            for method in sorted((route.methods or set()) - {"HEAD"}):
                item[method.lower()] = _operation(route)
    return items


def _parameters(path: str) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _TEMPLATED.findall(path)
    ]


def _operation(route: Route) -> Schema:
    summary = (getdoc(route.endpoint) or route.name).splitlines()[0]
    operation: Schema = {
        "operationId": f"control_{route.name}",
        "summary": summary,
        "responses": {
            "200": {"description": "done"},
            "default": {"description": "refused, in one line", "content": {_JSON: {"schema": _ERROR}}},
        },
    }
    model = getattr(route.endpoint, _BODY_MODEL, None)
    if model is not None:
        operation["requestBody"] = {"content": {_JSON: {"schema": model.model_json_schema()}}}
    return operation
