"""The search over several fields: `query` and `query_fields` (vendor's API reference)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.api.query.filters import Filter, parse_filter
from ontap_simulator.domain.errors import Code, OntapError


@dataclass(frozen=True, slots=True)
class Search:
    """Every word, or an alternative of it after `|`, must be in one of the fields; `*` is a wildcard."""

    words: Sequence[Sequence[Filter]]

    def accepts(self, record: dict[str, Any]) -> bool:
        return all(any(each.accepts(record) for each in word) for word in self.words)


def parse_search(table: FieldTable, query: str | None, query_fields: str | None) -> Search | None:
    """Raises OntapError 262272 to 262276, and 262250 for a field that cannot be read, 262197 for an unknown one."""
    if query is None and query_fields is None:
        return None
    if query is None or query_fields is None:
        raise OntapError(Code.QUERY_WITHOUT_FIELDS, "query" if query is None else "query_fields")
    fields = [name.strip() for name in query_fields.split(",") if name.strip()]
    if not query.strip():
        raise OntapError(Code.EMPTY_QUERY, "query")
    if not fields:
        raise OntapError(Code.NO_QUERY_FIELDS, "query_fields")
    if len(set(fields)) != len(fields):
        raise OntapError(Code.QUERY_FIELD_TWICE, "query_fields")
    if query.count('"') % 2:
        raise OntapError(Code.UNCLOSED_QUOTE, "query")
    for name in fields:
        if name in table.unreadable:
            raise OntapError(Code.NOT_FILTERABLE, "query_fields", f'"{name}"')
        if name not in table.all:
            raise OntapError(Code.INVALID_VALUE, "query_fields", f'"{name}"')
    return Search([[parse_filter(name, word) for name in fields] for word in _words(query)])


def _words(query: str) -> list[str]:
    """What the spaces outside quotes separate."""
    words, is_quoted = [""], False
    for character in query:
        if character == " " and not is_quoted:
            words.append("")
            continue
        is_quoted ^= character == '"'
        words[-1] += character
    return [word for word in words if word]
