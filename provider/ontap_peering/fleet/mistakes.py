"""What a fleet file says that no fleet file can say, a line for each mistake."""

import difflib
import typing
from collections.abc import Collection, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ontap_peering import messages
from ontap_peering.fleet.document import Document, Path, dotted
from ontap_peering.fleet.model import FleetFile

_SHAPES: Final[Mapping[str, str]] = {
    "mapping_type": "must be a map",
    "model_type": "must be a map",
    "string_type": "must be text",
    "tuple_type": "must be a list",
}


def mistakes(error: ValidationError, document: Document) -> list[str]:
    details = error.errors(include_url=False, include_context=False)
    with_bad_items = {detail["loc"][:-1] for detail in details}  # of a list, only its good items are counted
    return [
        document.problem(each["loc"], _explained(each, document))
        for each in details
        if each["type"] != "too_short" or each["loc"] not in with_bad_items
    ]


def near(name: str, known: Collection[str]) -> str:
    """The known name that was meant, perhaps; empty without one."""
    return "".join(difflib.get_close_matches(name, sorted(known), n=1))


def _explained(detail: ErrorDetails, document: Document) -> str:
    path: Path = detail["loc"]
    match detail["type"], detail["input"]:
        case "extra_forbidden", _:
            known = _keys_at(path[:-1])
            return messages.no_such_key(dotted(path), near(str(path[-1]), known), known)
        case "missing", _:
            return messages.required(dotted(path))
        case "string_type", bool() | int() | float():
            return messages.bad_value(dotted(path), messages.fleet_not_text(document.written(path)))
        case ("string_type", None) | ("string_too_short", _):
            return messages.empty(dotted(path))
        case (("too_short" | "too_long"), _):
            return _counted(path)
        case kind, _:
            problem = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
            return messages.bad_value(dotted(path), _SHAPES.get(kind, problem))


def _counted(path: Path) -> str:
    if path[-1] == "ring":
        return messages.bad_value(dotted(path), "must have three clusters or more")
    if "pairs" in path[:-1]:
        return messages.bad_value(dotted(path), "must be two names")
    return messages.empty(dotted(path))


def _keys_at(path: Path) -> Collection[str]:
    """What a map at this path may have."""
    model: type[BaseModel] = FleetFile
    for part in path:
        if part in model.model_fields:
            model = _model_in(model.model_fields[str(part)].annotation) or model
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in typing.get_args(annotation) if (found := _model_in(each))), None)
