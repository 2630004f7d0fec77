"""
One cluster over HTTPS: credentials, trust, timeouts, retries.

GET and DELETE are repeated after a refused connection, a lost reply, 429 and 503. POST and PATCH are not: the caller
must check whether they took effect. Nothing here logs; no exception holds a body.
"""

import random
import re
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import InsecureRequestWarning, InvalidHeader
from urllib3.util import Retry

from ontap_peering import messages
from ontap_peering.client.errors import BUSY, Call, error_from_reply
from ontap_peering.errors import (
    BusyError,
    CertificateError,
    ConfigurationError,
    ConnectionFailedError,
    PeerError,
    ReplyLostError,
    RunCancelledError,
)

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

POOLED_CONNECTIONS: Final = 4
"""As many as the plugin has worker threads."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Limits:
    """In seconds: to connect, to wait for a reply, the longest `Retry-After` to respect, and the first backoff."""

    connect: float = 5.0
    reply: float = 45.0
    retry_after: float = 30.0
    backoff: float = 0.5


class RequestRunner(Protocol):
    """Runs one request. Raises RunCancelledError if the run is cancelled before the request ends."""

    def __call__(self, request: Callable[[], _Result], /) -> _Result: ...


def _directly(request: Callable[[], _Result], /) -> _Result:
    return request()


@dataclass(frozen=True)
class Connection:
    """
    How one cluster is reached: `host` with an optional `:port`, and one kind of credentials.

    `basic` is user name and password, `certificate` the files of a client certificate and its key.
    """

    alias: str
    host: str
    basic: tuple[str, str] | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    certificate: tuple[str, str] | None = None
    ca_file: str | None = None
    verify_tls: bool = True


class _Retry(Retry):
    """Respects `Retry-After` up to `max_retry_after`, an attribute of the class, since urllib3 copies the object."""

    max_retry_after: float

    def get_retry_after(self, response: "BaseHTTPResponse") -> float | None:
        seconds = super().get_retry_after(response)
        return None if seconds is None else min(seconds, self.max_retry_after)


class _BearerAuth(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Transport:
    """A pooled keep-alive session with one cluster. Safe to share between threads."""

    def __init__(self, connection: Connection, limits: Limits = Limits(), run: RequestRunner = _directly) -> None:
        self.alias = connection.alias
        self._base = f"https://{connection.host}"
        self._limits = limits
        self._run = run
        session = requests.Session()
        if connection.basic is not None:
            session.auth = HTTPBasicAuth(*connection.basic)
        elif connection.token is not None:
            session.auth = _BearerAuth(connection.token)
        session.cert = connection.certificate
        self._verify: bool | str = connection.ca_file or True
        if not connection.verify_tls:
            self._verify = False
            _silence_unverified_tls(connection.host)
        session.mount("https://", HTTPAdapter(max_retries=_retry(limits), pool_maxsize=POOLED_CONNECTIONS))
        self._session = session
        self._offset = timedelta()

    @property
    def offset(self) -> timedelta:
        """The cluster's clock less ours, by the `Date` of its latest reply; zero before the first."""
        return self._offset

    def request(
        self,
        call: Call,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        secrets: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The JSON object of a successful reply. Raises a PeerError for anything else; `secrets` never show in it."""
        started = time.monotonic()
        try:
            reply = self._run(
                lambda: self._session.request(
                    call.method,
                    self._base + path,
                    params=query,
                    json=body,
                    timeout=(self._limits.connect, self._limits.reply),
                    verify=self._verify,
                    allow_redirects=False,
                )
            )
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_request(str(call), is_write=call.method != "GET")) from None
        except (requests.RequestException, OSError) as error:
            raise self._failure(call, error, time.monotonic() - started) from None
        self._note_date(reply)
        content = _json_object(reply)
        if reply.ok and content is not None:
            return content
        if reply.ok:
            raise ReplyLostError(messages.reply_cut_short(str(call)))
        error_object = (content or {}).get("error")
        refused = error_from_reply(
            call, reply.status_code, error_object if isinstance(error_object, dict) else {}, secrets
        )
        if reply.status_code in BUSY:
            raise BusyError(str(refused), code=refused.code, retry_after=retry_after(reply, self._limits))
        raise refused

    def _note_date(self, reply: requests.Response) -> None:
        with suppress(ValueError, TypeError):  # no date, or one without a zone
            self._offset = parsedate_to_datetime(reply.headers.get("Date", "")) - datetime.now(UTC)

    def _failure(self, call: Call, error: Exception, waited: float) -> PeerError:
        host = self._base.removeprefix("https://")
        match error:
            case requests.exceptions.InvalidURL() | requests.exceptions.MissingSchema():
                return ConfigurationError(
                    messages.bad_value(f"ontap:clusters.{call.cluster}.host", messages.bad_host(), repr(host))
                )
            case requests.exceptions.SSLError():
                return CertificateError(messages.certificate_not_trusted(call.cluster, host))
            case requests.exceptions.ConnectionError() if problem := _never_sent(error):
                return ConnectionFailedError(messages.unreachable(call.cluster, host, problem, waited))
            case requests.exceptions.RequestException() if call.method == "GET":
                return ConnectionFailedError(messages.unreachable(call.cluster, host, "no reply", waited))
            case OSError() if not isinstance(error, requests.RequestException):
                return ConfigurationError(f"{call.cluster}: {error}")
            case _:
                return ReplyLostError(messages.connection_lost(str(call), host, waited))


def retry_after(reply: requests.Response, limits: Limits) -> timedelta:
    """How long a busy cluster asks to wait, up to the limit, and a little more, so that calls spread out."""
    try:
        seconds = Retry().parse_retry_after(reply.headers.get("Retry-After", "0"))
    except InvalidHeader:
        seconds = 0.0
    jitter = random.uniform(0, limits.backoff)  # noqa: S311 - not a secret
    return timedelta(seconds=min(seconds, limits.retry_after) + jitter)


def _retry(limits: Limits) -> Retry:
    class Bounded(_Retry):
        max_retry_after = limits.retry_after

    return Bounded(
        connect=1,
        read=2,
        status=3,
        other=0,
        redirect=0,
        allowed_methods={"GET", "DELETE"},
        status_forcelist=BUSY,
        raise_on_status=False,
        backoff_factor=limits.backoff,
        backoff_max=8,
        backoff_jitter=limits.backoff,
    )


def _silence_unverified_tls(host: str) -> None:
    """Only for this host: the process is shared, and another provider's unverified requests keep their warning."""
    name = re.escape(host.rpartition(":")[0] or host)
    message = f"Unverified HTTPS request is being made to host '{name}'"
    warnings.filterwarnings("ignore", message=message, category=InsecureRequestWarning)


_NEVER_SENT: Final = {
    "ConnectTimeoutError": "no connection",
    "NameResolutionError": "no such host name",
    "NewConnectionError": "connection refused",
    "ProxyError": "the proxy refused the connection",
}


def _never_sent(error: Exception) -> str | None:
    """Why no connection was made at all, or None if one was made and a request may have been sent."""
    cause: Any = error.args[0] if error.args else None
    return _NEVER_SENT.get(type(getattr(cause, "reason", cause)).__name__)


def _json_object(reply: requests.Response) -> dict[str, Any] | None:
    try:
        content = reply.json() if reply.content.strip() else {}
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
