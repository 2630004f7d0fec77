"""
One cluster's API: what is repeated, and what an answer is.

GET is repeated after a refused connection, a lost or broken reply, 429, 500, 502, 503 and 504, with growing pauses.
Writes are not: the caller must check whether they took effect. Nothing here logs; no exception holds a body.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, ProtocolError
from urllib3.util import Retry

from ontap_peering import messages
from ontap_peering.client.answers import answer, is_transient
from ontap_peering.client.connection import DEFAULT_LIMITS, Connection, Limits
from ontap_peering.client.errors import Call, error_from_reply, no_answer
from ontap_peering.client.exchange import Exchange, Patience, Reply, UnreachableError
from ontap_peering.client.mask import Mask
from ontap_peering.client.turns import Wait, uninterrupted
from ontap_peering.client.urls import is_uuid, path_within_api
from ontap_peering.errors import (
    BusyError,
    CertificateError,
    ConnectionFailedError,
    PeerError,
    RunCancelledError,
)

JOBS: Final = "/api/cluster/jobs"
UNFINISHED: Final = ("queued", "running", "paused", "pausing")
ACCEPTED: Final = 202
REPETITIONS: Final = 8
REPETITIONS_IF_UNREACHABLE: Final = 3
MAX_PAUSE: Final = 8
MAX_OFFSET: Final = timedelta(days=3650)
"""Of a clock that one can still calculate with."""


class Transport:
    """Safe to share between threads. `mask` is for what the cluster says; let it learn each secret that is sent."""

    def __init__(self, connection: Connection, limits: Limits = DEFAULT_LIMITS, wait: Wait = uninterrupted) -> None:
        self.alias = connection.alias
        self.mask = Mask(*connection.secrets)
        self._limits = limits
        self._exchange = Exchange(connection, limits, wait)
        self._offset = timedelta()

    @property
    def offset(self) -> timedelta:
        """The cluster's clock less ours, by the `Date` of its latest answer; zero before the first."""
        return self._offset

    def request(
        self, call: Call, path: str, *, query: dict[str, str] | None = None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The JSON object of the answer; of a job, once it has succeeded. Raises a PeerError for anything else."""
        if not call.is_write:
            return self._read(call, path, query)
        reply = self._exchange.send(call, path, query, body, Patience(self._limits.exchange))
        content = self._answered(call, reply)
        if reply.status == ACCEPTED:
            self._follow(call, content.get("job"))
        return content

    def next_path(self, call: Call, path: str, href: str) -> str:
        """Where the link of a reply to `path` leads. Raises a PeerError for anywhere but the cluster's own API."""
        found = path_within_api(self._exchange.origin, path, href)
        if found is None:
            raise PeerError(messages.foreign_link(str(call)))
        return found

    def pause(self, call: Call, span: timedelta) -> None:
        """Raises RunCancelledError if the run is cancelled meanwhile."""
        self._exchange.pause(call, span.total_seconds())

    def _read(self, call: Call, path: str, query: dict[str, str] | None) -> dict[str, Any]:
        retries = Retry(
            total=REPETITIONS,
            connect=REPETITIONS_IF_UNREACHABLE,
            backoff_factor=self._limits.backoff,
            backoff_max=MAX_PAUSE,
            backoff_jitter=self._limits.backoff,
        )
        patience = Patience(self._limits.reading)
        while True:
            try:
                return self._read_once(call, path, query, patience)
            except _TransientError as failure:
                try:
                    retries = retries.increment(call.method, path, error=failure.cause)
                except MaxRetryError:
                    raise failure.error from None
                pause = max(failure.asked_for, retries.get_backoff_time())
                if pause >= patience.left:
                    raise failure.error from None
            self._exchange.pause(call, pause)

    def _read_once(self, call: Call, path: str, query: dict[str, str] | None, patience: Patience) -> dict[str, Any]:
        """Raises _TransientError for a failure after which the read is worth repeating."""
        try:
            reply = self._exchange.send(call, path, query, None, patience)
        except CertificateError:
            raise
        except ConnectionFailedError as error:
            raise _TransientError(error) from None
        try:
            return self._answered(call, reply)
        except PeerError as error:
            raise (_TransientError(error) if is_transient(reply) else error) from None

    def _answered(self, call: Call, reply: Reply) -> dict[str, Any]:
        content = answer(call, reply, self.mask, self._limits)
        with suppress(ValueError, TypeError, OverflowError, IndexError):  # no date, or none that can be
            offset = parsedate_to_datetime(reply.headers.get("Date", "")) - datetime.now(UTC)
            self._offset = offset if abs(offset) < MAX_OFFSET else self._offset
        return content

    def _follow(self, call: Call, job: Any) -> None:
        """Until the job has succeeded. Raises its failure, or ReplyLostError if its end cannot be seen."""
        uuid = job.get("uuid") if isinstance(job, dict) else None
        if not is_uuid(uuid):
            raise no_answer(call, messages.accepted_without_job())
        patience = Patience(self._limits.job)
        while True:
            state = self._job(call, f"{JOBS}/{uuid}")
            match state.get("state"):
                case "success":
                    return
                case "failure" | "error":
                    raise error_from_reply(call, ACCEPTED, state, self.mask)
                case unfinished if unfinished in UNFINISHED and patience.left > 0:
                    self._exchange.pause(call, self._limits.job_poll)
                case _:
                    raise no_answer(call, messages.job_without_end())

    def _job(self, call: Call, path: str) -> dict[str, Any]:
        try:
            return self._read(Call(call.cluster, "GET", call.what), path, {"fields": "state,message,code"})
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_request(str(call), is_write=True)) from None
        except PeerError:
            raise no_answer(call, messages.job_without_end()) from None


class _TransientError(Exception):
    """`error` is what to raise if repetitions do not help, `cause` what the policy counts by."""

    def __init__(self, error: PeerError) -> None:
        super().__init__()
        self.error = error
        self.asked_for = error.retry_after.total_seconds() if isinstance(error, BusyError) else 0.0
        self.cause = ConnectTimeoutError() if isinstance(error, UnreachableError) else ProtocolError()
