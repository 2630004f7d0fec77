"""The bodies of POST and PATCH: JSON of any content type, dotted keys expanded, every field checked."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from ontap_simulator.domain.errors import Code, OntapError

MAX_DEPTH: Final = 100
"""Levels of objects and lists in a body (inferred). Python's own limit differs from version to version."""
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


class Kind(Enum):
    STRING = "string"
    BOOLEAN = "boolean"
    STRINGS = "list of strings"
    OBJECTS = "list of objects"


@dataclass(frozen=True, slots=True)
class Writable:
    """A field that a body may set; `convert` raises ValueError for a value that is not allowed."""

    kind: Kind
    convert: Callable[[Any], Any] = lambda value: value
    secret: bool = False


def parse_body(raw: bytes) -> dict[str, Any]:
    """
    The body as nested objects; nothing at all counts as an empty object (documented).

    Raises OntapError 262199 for malformed JSON, 262201 for what is no JSON object at all (which is which is inferred),
    262282 for a property given twice, be it nested and dotted.
    """
    if not raw.strip():
        return {}
    try:
        parsed = load_json(raw, _each_once)
        if isinstance(parsed, dict):
            return _expand(parsed)
    except json.JSONDecodeError as error:
        raise OntapError(Code.MALFORMED_JSON, detail=f"character {error.pos + 1}") from None
    except ValueError:
        pass
    raise OntapError(Code.NO_JSON)


def load_json(raw: bytes, make_object: Callable[[list[tuple[str, Any]]], dict[str, Any]] = dict) -> Any:
    """Strict JSON; raises ValueError."""
    text = raw.decode(json.detect_encoding(raw), "surrogatepass")
    _refuse_depth(text)
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=make_object)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise OntapError(Code.PROPERTY_TWICE, twice)
    return made


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        if found[0] in {"[", "{"}:
            depth += 1
        elif found[0] in {"]", "}"}:
            depth -= 1
        if depth > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} levels")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is beyond the range of numbers")
    return number


def _expand(body: dict[str, Any], depth: int = 1) -> dict[str, Any]:
    """Dotted keys become nested objects (client); links are dropped, since they only ever point."""
    expanded: dict[str, Any] = {}
    for key, value in body.items():
        if key == "_links":
            continue
        *outer, last = key.split(".")
        if depth + len(outer) > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} levels")
        nested = _expanded_value(value, depth + len(outer) + 1)
        for name in reversed([*outer, last]):
            nested = {name: nested}
        _merge(expanded, nested)
    return expanded


def _expanded_value(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return _expand(value, depth)
    if isinstance(value, list):
        return [_expanded_value(each, depth + 1) for each in value]
    return value


def _merge(target: dict[str, Any], addition: dict[str, Any]) -> None:
    for key, value in addition.items():
        if key not in target:
            target[key] = value
        elif isinstance(target[key], dict) and isinstance(value, dict):
            _merge(target[key], value)
        else:
            raise OntapError(Code.PROPERTY_TWICE, key)


def read_fields(body: dict[str, Any], writable: Mapping[str, Writable], refused: Mapping[str, Code]) -> dict[str, Any]:
    """
    The values of a body by dotted path, converted.

    `refused` are fields that exist but cannot be set here, with the code that says so. Raises that, or OntapError
    262179 for an unknown field, 262254, 262255, 262222 or 262197 for a value that does not fit.
    """
    values: dict[str, Any] = {}
    _read(body, "", writable, refused, values)
    return values


def _read(
    body: dict[str, Any],
    prefix: str,
    writable: Mapping[str, Writable],
    refused: Mapping[str, Code],
    values: dict[str, Any],
) -> None:
    for key, value in body.items():
        path = f"{prefix}{key}"
        if path in writable:
            values[path] = _converted(path, value, writable[path])
        elif path in refused:
            raise OntapError(refused[path], path)
        elif not any(known.startswith(f"{path}.") for known in (*writable, *refused)):
            raise OntapError(Code.UNEXPECTED_ARGUMENT, detail=f'"{path}"')
        elif isinstance(value, list):
            raise OntapError(Code.LIST_UNEXPECTED, path)
        elif not isinstance(value, dict):
            raise OntapError(Code.INVALID_VALUE, path)
        else:
            _read(value, f"{path}.", writable, refused, values)


def _converted(path: str, value: Any, spec: Writable) -> Any:
    is_list = isinstance(value, list)
    if spec.kind in (Kind.STRINGS, Kind.OBJECTS) and not is_list:
        raise OntapError(Code.LIST_EXPECTED, path)
    if spec.kind in (Kind.STRING, Kind.BOOLEAN) and is_list:
        raise OntapError(Code.LIST_UNEXPECTED, path)
    if is_list and len({json.dumps(each, sort_keys=True) for each in value}) < len(value):
        raise OntapError(Code.LISTED_TWICE, path)
    try:
        return spec.convert(_checked(value, spec.kind))
    except ValueError:
        detail = None if spec.secret or not isinstance(value, str) else f'"{value}"'
        raise OntapError(Code.INVALID_VALUE, path, detail) from None


def _checked(value: Any, kind: Kind) -> Any:
    """The value if it is of this kind; booleans may be words, as clients in Python send them (client)."""
    if kind is Kind.BOOLEAN:
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        expected: type = bool
    elif kind is Kind.STRING:
        expected = str
    else:
        expected = str if kind is Kind.STRINGS else dict
        if all(isinstance(each, expected) for each in value):
            return value
        raise ValueError(kind.value)
    if not isinstance(value, expected):
        raise ValueError(kind.value)  # noqa: TRY004 - the caller answers for every unfit value alike
    return value
