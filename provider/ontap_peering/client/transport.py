"""
One cluster over HTTPS: credentials, trust, timeouts, retries.

GET and DELETE are sent again after a refused connection, a lost reply, 429 and 503. POST and PATCH are not: whether
they happened must be looked up by who knows what to look for. Nothing here logs; no exception holds a body.
"""

import random
import time
import warnings
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import InsecureRequestWarning, InvalidHeader
from urllib3.util import Retry

from ontap_peering.cancellation import THIS_RUN
from ontap_peering.client.errors import BUSY, Call, refusal
from ontap_peering.errors import (
    BusyError,
    ConfigurationError,
    ConnectionFailedError,
    PeerError,
    ReplyLostError,
    RunCancelledError,
    UntrustedError,
)

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

CONNECT_SECONDS: Final = 5.0
REPLY_SECONDS: Final = 45.0
LONGEST_RETRY_AFTER_SECONDS: Final = 30.0
BACKOFF_SECONDS: Final = 0.5
POOLED_CONNECTIONS: Final = 4
"""As many as the plugin has worker threads."""


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


class _BoundedRetry(Retry):
    """Honours `Retry-After`, up to a bound."""

    def get_retry_after(self, response: "BaseHTTPResponse") -> float | None:
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, LONGEST_RETRY_AFTER_SECONDS)


class _BearerAuth(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Transport:
    """A pooled keep-alive session with one cluster. Safe to share between threads."""

    def __init__(self, connection: Connection) -> None:
        self.alias = connection.alias
        self._base = f"https://{connection.host}"
        session = requests.Session()
        if connection.basic is not None:
            session.auth = HTTPBasicAuth(*connection.basic)
        elif connection.token is not None:
            session.auth = _BearerAuth(connection.token)
        session.cert = connection.certificate
        self._verify: bool | str = connection.ca_file or True
        if not connection.verify_tls:
            self._verify = False
            warnings.simplefilter("ignore", InsecureRequestWarning)
        retry = _BoundedRetry(
            connect=1,
            read=2,
            status=3,
            other=0,
            redirect=0,
            allowed_methods={"GET", "DELETE"},
            status_forcelist=BUSY,
            raise_on_status=False,
            backoff_factor=BACKOFF_SECONDS,
            backoff_max=8,
            backoff_jitter=BACKOFF_SECONDS,
        )
        session.mount("https://", HTTPAdapter(max_retries=retry, pool_maxsize=POOLED_CONNECTIONS))
        self._session = session

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
            reply = THIS_RUN.within_grace(
                lambda: self._session.request(
                    call.method,
                    self._base + path,
                    params=query,
                    json=body,
                    timeout=(CONNECT_SECONDS, REPLY_SECONDS),
                    verify=self._verify,
                    allow_redirects=False,
                )
            )
        except RunCancelledError:
            unknown = "" if call.method == "GET" else "; whether it happened is not known"
            raise RunCancelledError(f"{call}: the run was cancelled before the answer came{unknown}") from None
        except (requests.RequestException, OSError) as error:
            raise self._failure(call, error, time.monotonic() - started) from None
        answer = _json_object(reply)
        if reply.ok and answer is not None:
            return answer
        if reply.ok:
            raise ReplyLostError(f"{call}: the reply was cut short; whether it happened is not known")
        error_object = (answer or {}).get("error")
        refused = refusal(call, reply.status_code, error_object if isinstance(error_object, dict) else {}, secrets)
        if reply.status_code in BUSY:
            raise BusyError(str(refused), code=refused.code, retry_after=_asked(reply))
        raise refused

    def _failure(self, call: Call, error: Exception, waited: float) -> PeerError:
        where = self._base.removeprefix("https://")
        match error:
            case requests.exceptions.InvalidURL() | requests.exceptions.MissingSchema():
                return ConfigurationError(
                    f"{call.cluster}: host {where!r} is not a host name or address with an optional :port"
                )
            case requests.exceptions.SSLError():
                return UntrustedError(
                    f"{call.cluster}: the TLS certificate of {where} is not trusted: "
                    f"set ontap:clusters.{call.cluster}.ca_file to the certificate of the CA that signed it"
                )
            case requests.exceptions.ConnectionError() if what := _never_sent(error):
                return self._unreachable(call, where, what, waited)
            case requests.exceptions.RequestException() if call.method == "GET":
                return self._unreachable(call, where, "no answer", waited)
            case OSError() if not isinstance(error, requests.RequestException):
                return ConfigurationError(f"{call.cluster}: {error}")
            case _:
                return ReplyLostError(
                    f"{call}: the connection to {where} was lost after {waited:.0f} s; whether it happened is not known"
                )

    @staticmethod
    def _unreachable(call: Call, where: str, what: str, waited: float) -> ConnectionFailedError:
        return ConnectionFailedError(
            f"{call.cluster}: {where} cannot be reached ({what}, tried for {waited:.0f} s): "
            f"check ontap:clusters.{call.cluster}.host and that the cluster's management address answers"
        )


_NEVER_SENT: Final = {
    "ConnectTimeoutError": "no connection",
    "NameResolutionError": "no such host name",
    "NewConnectionError": "connection refused",
    "ProxyError": "the proxy does not let it through",
}


def _never_sent(error: Exception) -> str | None:
    """Why no connection was made at all, or None where one was, and a request may have been sent."""
    cause: Any = error.args[0] if error.args else None
    return _NEVER_SENT.get(type(getattr(cause, "reason", cause)).__name__)


def _asked(reply: requests.Response) -> timedelta:
    """How long a busy cluster asks to wait, up to the bound, and a little more, so that not all come again at once."""
    try:
        seconds = Retry().parse_retry_after(reply.headers.get("Retry-After", "0"))
    except InvalidHeader:
        seconds = 0.0
    jitter = random.uniform(0, BACKOFF_SECONDS)  # noqa: S311 - not a secret
    return timedelta(seconds=min(seconds, LONGEST_RETRY_AFTER_SECONDS) + jitter)


def _json_object(reply: requests.Response) -> dict[str, Any] | None:
    try:
        answer = reply.json() if reply.content.strip() else {}
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
