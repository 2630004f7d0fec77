"""The search over several fields: `query` and `query_fields` (vendor's API reference)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ontap_simulator.api.query.fields import FieldTable, select_fields
from ontap_simulator.api.query.filters import Filter, parse_pattern
from ontap_simulator.domain.errors import Code, OntapError


@dataclass(frozen=True, slots=True)
class Search:
    """Every word must be found in one of the fields."""

    words: Sequence[Sequence[Filter]]

    def accepts(self, record: dict[str, Any]) -> bool:
        return all(any(each.accepts(record) for each in word) for word in self.words)


def parse_search(table: FieldTable, query: str | None, query_fields: str | None) -> Search | None:
    """
    The search for the words of `query` in the fields that `query_fields` names as `fields` does.

    Raises OntapError 262272 to 262276, and 262250 for a field that cannot be read, 262197 for an unknown one.
    """
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
    paths = sorted(select_fields(table, fields, "query_fields", Code.NOT_FILTERABLE))
    return Search([[parse_pattern(path, word) for path in paths] for word in _words(query)])


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
