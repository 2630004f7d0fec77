"""Several peers in one request: those that a filter finds, one after the other, or the `records` of a body as a job."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from ontap_simulator.api.collection import Record, next_href
from ontap_simulator.api.endpoints.jobs import accepted
from ontap_simulator.api.endpoints.peers.record import FIELDS
from ontap_simulator.api.envelope import error_body, link, refusal, self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query import Query, parse_query, read_boolean
from ontap_simulator.api.query.fields import select
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.jobs import Job, JobState

RECORDS = "records"
_SUCCESS = "success"
CONTINUE = "continue_on_failure"
_FOR_JOBS = (CONTINUE, "pretty", "return_records", "return_timeout", "serial_records")


@dataclass(frozen=True, slots=True)
class Operation:
    """
    What is done to each record: `run` gives what the reply shows, `undo` deletes it again where that is possible.

    A deletion goes on after a failure, and what it removed is not among the results (vendor's API reference).
    """

    run: Callable[[ApiRequest, Record], Record]
    undo: Callable[[ApiRequest, Record], None] | None = None
    is_deletion: bool = False


@dataclass(slots=True)
class _Outcome:
    """The records that are done, and the errors of those that are not, or that could not be taken back."""

    done: list[Record] = field(default_factory=list)
    errors: list[Record] = field(default_factory=list)
    rollback_errors: list[Record] = field(default_factory=list)
    reason: str = ""


def by_filter(
    request: ApiRequest,
    find: Callable[[ApiRequest, Query], list[Record]],
    change: Callable[[ApiRequest, Record], object],
) -> ApiReply:
    """
    Change each record that the filters find, in order, until one fails or for all with `continue_on_failure`.

    Raises OntapError 262212 without a filter, 262292 where only some succeeded, else the failure of the first one.
    """
    query, continues = _query(request)
    if not query.filters:
        raise OntapError(Code.REQUIRED_VALUE, detail="a filter")
    found = find(request, query)
    page, more = found[: query.page_size], len(found) > query.page_size
    done, failures = [], []
    for record in page:
        try:
            change(request, record)
        except OntapError as error:
            failures.append(error)
            if not continues:
                break
        else:
            done.append(record)
    if failures:
        raise OntapError(Code.ONLY_SOME_DONE, detail=f"{len(done)} of {len(page)}") if done else failures[0]
    links = self_link(request.href)
    if more:
        links["next"] = link(next_href(request, query, page))
    body: dict[str, Any] = {"num_records": len(done), "_links": links}
    if query.return_records:
        body = {"records": [select(record, set(FIELDS.keys)) for record in done], **body}
    return ApiReply(body=body)


def as_job(request: ApiRequest, operation: Operation) -> ApiReply:
    """
    Do the operation for each of the body's `records` and answer 202 with the job.

    The job's description is the method and the path, its message `success` if it is one (client). At the first failure
    what was done is undone as far as possible, unless `continue_on_failure` is given (vendor's API reference). Raises
    OntapError 262254 unless `records` is a list of objects, 262179 for anything beside it.
    """
    continues = _continues(request)
    records = _records(request)
    fabric, cluster = request.peering.fabric, request.peering.cluster
    firing = request.firing
    failure = firing.effect.fail_job(firing.phase) if firing is not None else None
    outcome = _Outcome()
    if failure is None or failure.has_worked:
        outcome = _run(request, operation, records, continues=continues or operation.is_deletion)
    code, message = 0, _SUCCESS
    if failure is not None:
        code, message = failure.code, failure.message
        outcome.errors.append(error_body(str(code), message)["error"])
    elif outcome.errors:
        code, message = int((Code.PARTLY_DONE if outcome.done else Code.RECORD_FAILED).value), outcome.reason
    job = Job(
        fabric.ids.uuid(fabric.now(), cluster.identity.node_id),
        f"{request.method} {request.path}",
        JobState(fabric.settings.failed_job) if code else JobState.SUCCESS,
        code,
        message,
        fabric.now(),
        () if operation.is_deletion else tuple(outcome.done),
        tuple(outcome.errors),
        tuple(outcome.rollback_errors),
    )
    cluster.jobs.add(job)
    return accepted(request, job)


def _run(request: ApiRequest, operation: Operation, records: list[Record], *, continues: bool) -> _Outcome:
    outcome = _Outcome()
    for record in records:
        try:
            outcome.done.append(operation.run(request, deepcopy(record)))
        except OntapError as error:
            outcome.reason = outcome.reason or _reason(request.method, error)
            outcome.errors.append(_failure(request.method, record, error))
            if not continues:
                break
    if outcome.errors and not continues and operation.undo is not None:
        _roll_back(request, operation.undo, outcome)
    return outcome


def _roll_back(request: ApiRequest, undo: Callable[[ApiRequest, Record], None], outcome: _Outcome) -> None:
    made, outcome.done = outcome.done, []
    for record in made:
        try:
            undo(request, record)
        except OntapError as error:
            outcome.done.append(record)
            outcome.rollback_errors.append(_failure("DELETE", record, error))


def _failure(method: str, record: Record, error: OntapError) -> Record:
    """The error of one record, which is named by its keys: nothing else of it is shown."""
    keys = ", ".join(f"{key}: {record[key]}" for key in FIELDS.keys if key in record)
    detail = f'{method} of "{keys}": {_reason(method, error)}'
    failure: Record = refusal(Code.RECORD_FAILED.value, method, None, detail).body["error"]
    return failure


def _reason(method: str, error: OntapError) -> str:
    reason = refusal(error.code.value, method, None, error.detail).body["error"]
    return f"{reason['message']} ({reason['code']})"


def _query(request: ApiRequest) -> tuple[Query, bool]:
    """
    The query of a PATCH or DELETE, which returns no records by default, and whether to continue on failure.

    It finds the records in the order of their keys, so that the next page begins behind the last one (inferred).
    """
    pairs = parse_qsl(request.query, keep_blank_values=True)
    continues = any(name == CONTINUE and read_boolean(name, value) for name, value in pairs)
    rest = "&".join(
        part for part in request.query.split("&") if part.partition("=")[0] not in (CONTINUE, "serial_records")
    )
    query = parse_query(rest, FIELDS.of(request.version), request.version)
    if all(name != "return_records" for name, _ in pairs):
        query.return_records = False
    query.order_by.clear()
    return query, continues


def _continues(request: ApiRequest) -> bool:
    continues = False
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        if name not in _FOR_JOBS:
            raise OntapError(Code.FILTER_ON_POST if request.method == "POST" else Code.UNEXPECTED_ARGUMENT, name)
        if name == CONTINUE:
            continues = read_boolean(name, value)
    return continues


def _records(request: ApiRequest) -> list[Record]:
    records = request.body[RECORDS]
    others = [key for key in request.body if key != RECORDS]
    if others:
        raise OntapError(Code.UNEXPECTED_ARGUMENT, detail=f'"{others[0]}"')
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise OntapError(Code.LIST_EXPECTED, RECORDS)
    return records
