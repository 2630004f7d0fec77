"""The query string: wanted fields, filters, order and paging (vendor's API reference, query parameters)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from ontap_simulator.api.fields import FieldTable, value_at
from ontap_simulator.domain.errors import Code, OntapError

DEFAULT_MAX_RECORDS = 10_000
LONGEST_RETURN_TIMEOUT = 120
START_KEY = "start.uuid"
_BOOLEANS = {"true": True, "false": False}
_ALTERNATIVE = re.compile(r'(?:"[^"]*"|[^|])+|(?<![^|])(?![^|])')
_PART = re.compile(r'"[^"]*"|\*|[^"*]+|"')
_QUOTED = re.compile(r'"([^"]*)"')
_UNSET = "null"

Predicate = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """One field's condition; `exact` is its value when nothing but that value satisfies it."""

    path: str
    matches: Predicate
    exact: str | None

    def accepts(self, record: dict[str, Any]) -> bool:
        return self.matches(value_at(record, self.path))


@dataclass(slots=True)
class Query:
    fields: tuple[str, ...] = ()
    filters: list[Filter] = field(default_factory=list)
    order_by: list[tuple[str, bool]] = field(default_factory=list)
    max_records: int = DEFAULT_MAX_RECORDS
    offset: int = 0
    start: str = ""
    return_records: bool = True

    def exact(self, path: str) -> str | None:
        """The one value that a filter demands of this field."""
        return next((each.exact for each in self.filters if each.path == path and each.exact is not None), None)


def parse_query(text: str, table: FieldTable) -> Query:
    """
    Read a GET's query string.

    Raises OntapError 262202 for a secret field, 262179 for an unknown parameter, 262197 for a bad value, 262268 for
    an unknown field to order by.
    """
    query = Query()
    for name, value in parse_qsl(text, keep_blank_values=True):
        _take(query, name, value, table)
    return query


def check_write_query(text: str, *, on_post: bool) -> None:
    """Raises OntapError 262211 for a filter on POST, 262179 for other unknown parameters of a writing request."""
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name == "return_records":
            _boolean(name, value)
        elif name == "return_timeout":
            _integer(name, value, most=LONGEST_RETURN_TIMEOUT)
        elif name.endswith("passphrase"):
            raise OntapError(Code.SECRET_IN_URL, name)
        else:
            raise OntapError(Code.FILTER_ON_POST if on_post else Code.UNEXPECTED_ARGUMENT, detail=f'"{name}"')


def _take(query: Query, name: str, value: str, table: FieldTable) -> None:
    if name == "fields":
        query.fields += tuple(each.strip() for each in value.split(",") if each.strip())
    elif name == "max_records":
        query.max_records = _integer(name, value, least=1)
    elif name == "offset":
        query.offset = _integer(name, value)
    elif name == "return_records":
        query.return_records = _boolean(name, value)
    elif name == "return_timeout":
        _integer(name, value, most=LONGEST_RETURN_TIMEOUT)
    elif name == "order_by":
        query.order_by += [_order(each, table) for each in value.split(",")]
    elif name == START_KEY:
        query.start = value
    elif name in table.unreadable:
        raise OntapError(Code.SECRET_IN_URL, name)
    elif name in table.all:
        query.filters.append(parse_filter(name, value))
    else:
        raise OntapError(Code.UNEXPECTED_ARGUMENT, detail=f'"{name}"')


def _order(text: str, table: FieldTable) -> tuple[str, bool]:
    """A field and whether it runs downwards."""
    words = text.split()
    direction = words[1].lower() if len(words) > 1 else "asc"
    if not words or words[0] not in table.all or direction not in ("asc", "desc") or len(words) > len(("by", "how")):
        raise OntapError(Code.NOT_SORTABLE, "order_by", f'"{text}"')
    return words[0], direction == "desc"


def _integer(name: str, value: str, least: int = 0, most: int | None = None) -> int:
    number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
    if number < least or (most is not None and number > most):
        raise OntapError(Code.INVALID_VALUE, name, f'"{value}"')
    return number


def _boolean(name: str, value: str) -> bool:
    if value.lower() not in _BOOLEANS:
        raise OntapError(Code.INVALID_VALUE, name, f'"{value}"')
    return _BOOLEANS[value.lower()]


def parse_filter(path: str, text: str) -> Filter:
    """
    A filter of alternatives set apart by `|`, each perhaps negated by `!`, with `*` wildcards and `null`.

    What stands in double quotes is taken as it is (documented: query parameters).
    """
    alternatives = [_alternative(each) for each in _ALTERNATIVE.findall(text)]
    quoted = _QUOTED.fullmatch(text)
    plain = quoted is not None or (not any(mark in text for mark in '|!*"') and text != _UNSET)
    literal = quoted[1] if quoted else text

    def matches(value: Any) -> bool:
        return any(alternative(value) for alternative in alternatives)

    return Filter(path, matches, literal if plain else None)


def _alternative(text: str) -> Predicate:
    negated = text.startswith("!")
    wanted = text.removeprefix("!")
    if wanted == _UNSET:
        return lambda value: (value is None) is not negated
    pattern = _wildcard(_PART.findall(wanted))

    def matches(value: Any) -> bool:
        if value is None:
            return False
        values = value if isinstance(value, list) else [value]
        return any(_fits(pattern, each) for each in values) is not negated

    return matches


def _wildcard(parts: list[str]) -> re.Pattern[str]:
    """Each text between two `*` takes its first place and keeps it, so that matching never backtracks over texts."""
    texts = [""]
    for part in parts:
        if part == "*":
            texts.append("")
        else:
            quoted = _QUOTED.fullmatch(part)
            texts[-1] += re.escape(quoted[1] if quoted is not None else part)
    first, *rest = texts
    if not rest:
        return re.compile(first)
    *middle, last = rest
    return re.compile(first + "".join(f"(?>.*?{text})" for text in middle) + ".*" + last, re.DOTALL)


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    if isinstance(value, bool):
        return any(pattern.fullmatch(form) for form in (str(value), str(value).lower()))
    return pattern.fullmatch(str(value)) is not None
