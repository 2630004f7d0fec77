"""The query string: fields, filters, order and paging (vendor's API reference, query parameters)."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from ontap_simulator.api.query.fields import FieldTable, parse_fields
from ontap_simulator.api.query.filters import Filter, parse_filter
from ontap_simulator.api.query.search import Search, parse_search
from ontap_simulator.api.releases import IGNORE_UNKNOWN_FIELDS
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.network import Version

DEFAULT_MAX_RECORDS = 10_000
MAX_RETURN_TIMEOUT = 120
START_KEY = "start.uuid"
_ALIASES = {"$orderBy": "order_by"}
_READ_AS_A_WHOLE = ("fields", "ignore_unknown_fields", "query", "query_fields")
_ONCE = (*_READ_AS_A_WHOLE, "max_records", "offset", "order_by", "pretty", "return_records", "return_timeout")
_BOOLEANS = {"true": True, "false": False}
_ASCENDING, _DESCENDING = "asc", "desc"


@dataclass(slots=True)
class Query:
    fields: set[str] | None = None
    filters: list[Filter] = field(default_factory=list)
    order_by: list[tuple[str, bool]] = field(default_factory=list)
    max_records: int | None = None
    offset: int = 0
    start: str = ""
    return_records: bool = True
    search: Search | None = None

    @property
    def page_size(self) -> int:
        return self.max_records or DEFAULT_MAX_RECORDS

    def accepts(self, record: dict[str, Any]) -> bool:
        found = all(each.accepts(record) for each in self.filters)
        return found and (self.search is None or self.search.accepts(record))

    def exact(self, path: str) -> str | None:
        """The one value that a filter demands of this field."""
        return next((each.exact for each in self.filters if each.path == path and each.exact is not None), None)


def parse_query(text: str, table: FieldTable, version: Version) -> Query:
    """
    Read a GET's query string as a cluster of `version` does, whose fields are those of `table`.

    Raises OntapError 262202 for a secret field, 262250 for another one that cannot be read, 262179 for an unknown
    parameter, 262197 for a bad value, 262268 for an unknown field to order by, 262248 for a name without `=`, 262188
    for a parameter given twice, and what `parse_fields`, `parse_filter` and `parse_search` raise.
    """
    query = Query()
    pairs = _pairs(text)
    named = dict(pairs)
    if "ignore_unknown_fields" in named and version < IGNORE_UNKNOWN_FIELDS:
        raise OntapError(Code.UNEXPECTED_ARGUMENT, detail='"ignore_unknown_fields"')
    ignore_unknown = read_boolean("ignore_unknown_fields", named.get("ignore_unknown_fields", "false"))
    if named.get("fields"):
        query.fields = parse_fields(table, named["fields"], ignore_unknown=ignore_unknown)
    query.search = parse_search(table, named.get("query"), named.get("query_fields"))
    for name, value in pairs:
        if name not in _READ_AS_A_WHOLE:
            _take(query, name, value, table)
    return query


def _pairs(text: str) -> list[tuple[str, str]]:
    """Names and values; filters may be given several times, parameters once."""
    for part in text.split("&"):
        if part and "=" not in part:
            raise OntapError(Code.NO_ASSIGNMENT, detail=f'"{unquote_plus(part)}"')
    pairs = [(_ALIASES.get(name, name), value) for name, value in parse_qsl(text, keep_blank_values=True)]
    names = [name for name, _ in pairs if name in _ONCE]
    for name in names:
        if names.count(name) > 1:
            raise OntapError(Code.GIVEN_TWICE, name)
    return pairs


def wants_pretty(text: str) -> bool:
    """Whether the reply to a request with this query string is to be indented, as it is unless `pretty=false`."""
    return ("pretty", "false") not in ((name, value.lower()) for name, value in parse_qsl(text))


def check_write_query(text: str, *, on_post: bool) -> bool:
    """
    Whether a POST, PATCH or DELETE has `return_records=true`.

    Raises OntapError 262211 for a filter on POST, 262179 for other unknown parameters.
    """
    returns_records = False
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name == "return_records":
            returns_records = read_boolean(name, value)
        elif name == "return_timeout":
            _integer(name, value, most=MAX_RETURN_TIMEOUT)
        elif name == "pretty":
            read_boolean(name, value)
        elif name in ("query", "query_fields"):
            raise OntapError(Code.QUERY_ON_WRITE, name)
        elif name.rpartition(".")[2] == "passphrase":
            raise OntapError(Code.SECRET_IN_URL, name)
        else:
            raise OntapError(Code.FILTER_ON_POST if on_post else Code.UNEXPECTED_ARGUMENT, detail=f'"{name}"')
    return returns_records


def _take(query: Query, name: str, value: str, table: FieldTable) -> None:
    if name == "max_records":
        query.max_records = _integer(name, value, least=1)
    elif name == "offset":
        query.offset = _integer(name, value)
    elif name == "return_records":
        query.return_records = read_boolean(name, value)
    elif name == "return_timeout":
        _integer(name, value, most=MAX_RETURN_TIMEOUT)
    elif name == "pretty":
        read_boolean(name, value)
    elif name == "order_by":
        query.order_by += [_order(each, table) for each in value.split(",")]
    elif name == START_KEY:
        query.start = value
    else:
        query.filters.append(_filter(name, value, table))


def _filter(name: str, value: str, table: FieldTable) -> Filter:
    if name in table.secret:
        raise OntapError(Code.SECRET_IN_URL, name)
    if table.is_unreadable(name):
        raise OntapError(Code.NOT_FILTERABLE, name)
    if name not in table.all:
        raise OntapError(Code.UNEXPECTED_ARGUMENT, detail=f'"{name}"')
    return parse_filter(name, value)


def _order(text: str, table: FieldTable) -> tuple[str, bool]:
    """A field, by itself or followed by a direction, and whether the direction is descending."""
    path, *directions = text.split() or [""]
    direction = directions[0].lower() if directions else _ASCENDING
    if path not in table.all or direction not in (_ASCENDING, _DESCENDING) or len(directions) > 1:
        raise OntapError(Code.NOT_SORTABLE, "order_by", f'"{text}"')
    return path, direction == _DESCENDING


def _integer(name: str, value: str, least: int = 0, most: int | None = None) -> int:
    number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
    if number < least or (most is not None and number > most):
        raise OntapError(Code.INVALID_VALUE, name, f'"{value}"')
    return number


def read_boolean(name: str, value: str) -> bool:
    if value.lower() not in _BOOLEANS:
        raise OntapError(Code.INVALID_VALUE, name, f'"{value}"')
    return _BOOLEANS[value.lower()]
