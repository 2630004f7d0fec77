"""GET of a collection and of one record, the same for every kind of record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from ontap_simulator.api.envelope import link, self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query import START_KEY, Query, parse_query
from ontap_simulator.api.query.fields import FieldTable, select, value_at
from ontap_simulator.domain.errors import Code, OntapError

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a collection's records come from, each complete and in the order of its UUID."""

    table: FieldTable
    candidates: Callable[[Query], Iterable[Record]]


def collection_reply(request: ApiRequest, source: Source) -> ApiReply:
    """The records that pass the filters, with keys, requested and filtered fields, or their number (documented)."""
    table = source.table.of(request.version)
    query = parse_query(request.query, table, request.version)
    paths = set(table.keys) | (query.fields or set()) | {each.path for each in query.filters}
    found = (record for record in source.candidates(query) if query.accepts(record))
    if not query.return_records and query.max_records is None:
        return ApiReply(body={"num_records": sum(1 for _ in found), "_links": self_link(request.href)})
    page, more = _page(_ordered(found, query), query)
    links = self_link(request.href)
    headers = {}
    if more:
        href = next_href(request, query, page)
        links["next"] = link(href)
        headers["Link"] = f'<{href}>; rel="next"'
    body: Record = {"num_records": len(page), "_links": links}
    if query.return_records:
        body = {"records": [select(record, paths) for record in page], **body}
    return ApiReply(body=body, headers=headers)


def instance_reply(request: ApiRequest, table: FieldTable, record: Record) -> ApiReply:
    """One record: keys and requested fields, or the common set when no `fields` are given (documented)."""
    table = table.of(request.version)
    query = parse_query(request.query, table, request.version)
    paths = set(table.keys) | (set(table.common) if query.fields is None else query.fields)
    return ApiReply(body=select(record, paths))


def after(records: Iterable[Record], query: Query) -> Iterable[Record]:
    """The records in the order of their UUIDs, from where the query starts."""
    return [record for record in sorted(records, key=itemgetter("uuid")) if record["uuid"] > query.start]


def by_uuid(records: Iterable[Record], uuid: str) -> Record:
    """Raises OntapError 4 with target `uuid`."""
    for record in records:
        if record["uuid"] == uuid:
            return record
    raise OntapError(Code.NOT_FOUND, "uuid")


def _ordered(records: Iterable[Record], query: Query) -> Iterable[Record]:
    """Sorted by the last field first, so that the first decides; records without the field come last."""
    for path, is_descending in reversed(query.order_by):
        found = list(records)
        unset = [record for record in found if value_at(record, path) is None]
        held = [record for record in found if value_at(record, path) is not None]
        held.sort(key=lambda record: _sort_key(value_at(record, path)), reverse=is_descending)
        records = held + unset
    return records


def _sort_key(value: Any) -> tuple[int, Any]:
    return (0, value) if isinstance(value, int) else (1, str(value))


def _page(records: Iterable[Record], query: Query) -> tuple[list[Record], bool]:
    page: list[Record] = []
    for position, record in enumerate(records):
        if position < query.offset:
            continue
        if len(page) == query.page_size:
            return page, True
        page.append(record)
    return page, False


def next_href(request: ApiRequest, query: Query, page: list[Record]) -> str:
    """The same query from the next record on: by key, or by position if the client chose the order."""
    names_out = (START_KEY, "offset")
    kept = [(name, value) for name, value in parse_qsl(request.query) if name not in names_out]
    if query.order_by or "uuid" not in page[-1]:
        kept.append(("offset", str(query.offset + len(page))))
    else:
        kept.insert(0, (START_KEY, page[-1]["uuid"]))
    return f"{request.path}?{urlencode(kept, quote_via=quote, safe=',*!|')}"
