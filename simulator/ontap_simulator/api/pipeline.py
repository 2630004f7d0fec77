"""What happens to every request, as one visible list of steps around the handlers."""

import logging
from collections.abc import Callable, Sequence
from functools import reduce
from http import HTTPStatus
from typing import Any, Protocol

from ontap_simulator.api.body import load_json, parse_body
from ontap_simulator.api.envelope import error_reply
from ontap_simulator.api.logins import Logins
from ontap_simulator.api.message import ApiReply, ApiRequest, Exchange
from ontap_simulator.api.routing import dispatch
from ontap_simulator.domain.errors import Code, OntapError

UNPARSED, NO_LOGIN = "[unparsed]", "[no login]"
_log = logging.getLogger(__name__)

Proceed = Callable[[ApiRequest], ApiReply]
Step = Callable[[ApiRequest, Proceed], ApiReply]


class Journal(Protocol):
    """Where every exchange is put down; what is put down must not hold a secret, so `record` takes them out."""

    def record(self, exchange: Exchange) -> None: ...


def build_pipeline(journal: Journal, logins: Logins) -> Proceed:
    """The steps, outermost first, down to the handler that the path and method select."""
    steps: Sequence[Step] = (
        one_at_a_time,
        into(journal),
        with_chosen_status,
        with_fault,
        refusals_as_envelopes,
        authorize(logins),
        with_parsed_body,
    )

    def wrap(inner: Proceed, step: Step) -> Proceed:
        return lambda request: step(request, inner)

    innermost: Proceed = dispatch
    return reduce(wrap, reversed(steps), innermost)


def one_at_a_time(request: ApiRequest, proceed: Proceed) -> ApiReply:
    """Leaving the lock saves what changed; if that fails nothing is acknowledged."""
    try:
        with request.peering.fabric.lock:
            return proceed(request)
    except OSError:
        _log.exception("%s %s could not be saved", request.method, request.path)
        return error_reply(OntapError(Code.INTERNAL), request.method)


def into(journal: Journal) -> Step:
    """
    Record the exchange, without a body that is not JSON, since its secrets cannot be found.

    Nor is the body of a request without a login kept, since anybody may send one.
    """

    def step(request: ApiRequest, proceed: Proceed) -> ApiReply:
        at = request.peering.fabric.now()
        reply = proceed(request)
        journal.record(
            Exchange(
                at=at,
                cluster=request.peering.cluster.name,
                method=request.method,
                path=request.sent_path,
                query=request.query,
                request_body=_readable(request.raw_body) if reply.status != HTTPStatus.UNAUTHORIZED else NO_LOGIN,
                status=reply.status,
                response_body=reply.body,
                fault=request.firing.rule if request.firing is not None else None,
                size=len(request.sent_path) + len(request.query) + len(request.raw_body),
            )
        )
        return reply

    return step


def with_chosen_status(request: ApiRequest, proceed: Proceed) -> ApiReply:
    """An error's status is the catalogue's, unless the fabric says otherwise."""
    reply = proceed(request)
    chosen = request.peering.fabric.settings.statuses
    if chosen and reply.status is not None and "error" in reply.body:
        reply.status = chosen.get(reply.body["error"]["code"], reply.status)
    return reply


def with_fault(request: ApiRequest, proceed: Proceed) -> ApiReply:
    """The effect of this request's fault; the journal has the reply as it leaves the cluster."""
    firing = request.firing
    if firing is None:
        return proceed(request)
    return firing.effect.replace(proceed(request) if firing.is_processed else ApiReply(None, None))


def refusals_as_envelopes(request: ApiRequest, proceed: Proceed) -> ApiReply:
    try:
        return proceed(request)
    except OntapError as error:
        return error_reply(error, request.method)
    except Exception:  # noqa: BLE001 - whatever it is, the client gets an envelope and the log the trace
        _log.exception("%s %s failed inside the simulator", request.method, request.path)
        return error_reply(OntapError(Code.INTERNAL), request.method)


def authorize(logins: Logins) -> Step:
    """401 and how to log in for who is not known, 403 for who may not do this."""

    def step(request: ApiRequest, proceed: Proceed) -> ApiReply:
        role = logins.role(request.headers, request.certificate_of, request.version)
        if role is None:
            reply = error_reply(OntapError(Code.NOT_AUTHORIZED), request.method)
            return ApiReply(401, reply.body, {"WWW-Authenticate": 'Basic realm="ONTAP"'})
        if not role.may(request.method):
            raise OntapError(Code.NOT_PERMITTED)
        return proceed(request)

    return step


def with_parsed_body(request: ApiRequest, proceed: Proceed) -> ApiReply:
    request.body = parse_body(request.raw_body)
    return proceed(request)


def _readable(raw: bytes) -> Any:
    if not raw.strip():
        return None
    try:
        return load_json(raw)
    except ValueError:
        return UNPARSED
