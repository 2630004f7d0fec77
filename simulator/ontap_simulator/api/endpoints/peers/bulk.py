"""Several peers in one request: those that a filter finds, one after the other, or the `records` of a body as a job."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from ontap_simulator.api.collection import Record, next_href
from ontap_simulator.api.endpoints.jobs import accepted
from ontap_simulator.api.endpoints.peers.record import FIELDS
from ontap_simulator.api.envelope import link, refusal, self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query import Query, parse_query, read_boolean
from ontap_simulator.api.query.fields import select
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.jobs import Job, JobState

RECORDS = "records"
_SUCCESS = "success"
CONTINUE = "continue_on_failure"
_FOR_JOBS = (CONTINUE, "return_records", "return_timeout", "serial_records")


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done to each record: `run` gives what the reply shows, `undo` takes it back where that is possible."""

    run: Callable[[ApiRequest, Record], Record]
    undo: Callable[[ApiRequest, Record], None] | None = None


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
    page, more = found[: query.max_records], len(found) > query.max_records
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
    results, failures = [], []
    for record in records if failure is None or failure.has_worked else []:
        try:
            results.append(operation.run(request, deepcopy(record)))
        except OntapError as error:
            failures.append(error)
            if not continues:
                break
    uuid = fabric.ids.uuid(fabric.now(), cluster.identity.node_id)
    code, message = 0, _SUCCESS
    if failure is not None:
        code, message = failure.code, failure.message
    elif failures:
        if not continues and operation.undo is not None:
            for made in results:
                operation.undo(request, made)
            results = []
        reason = refusal(failures[0].code.value, request.method, None, failures[0].detail).body["error"]
        outcome = Code.PARTLY_DONE if results else Code.RECORD_FAILED
        code, message = int(outcome.value), f"{reason['message']} ({reason['code']})"
    state = JobState(fabric.settings.failed_job) if code else JobState.SUCCESS
    job = Job(uuid, f"{request.method} {request.path}", state, code, message, fabric.now(), tuple(results))
    cluster.jobs.add(job)
    return accepted(request, job)


def _query(request: ApiRequest) -> tuple[Query, bool]:
    """The query of a PATCH or DELETE, which returns no records by default, and whether to continue on failure."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    continues = any(name == CONTINUE and read_boolean(name, value) for name, value in pairs)
    rest = "&".join(
        part for part in request.query.split("&") if part.partition("=")[0] not in (CONTINUE, "serial_records")
    )
    query = parse_query(rest, FIELDS.of(request.version), request.version)
    if all(name != "return_records" for name, _ in pairs):
        query.return_records = False
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
