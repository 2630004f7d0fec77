"""One request and its reply over HTTPS, bounded in time and size. Nothing here repeats, logs or follows a redirect."""

import re
import ssl
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.util import parse_url

from ontap_peering import messages
from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.errors import Call, no_answer
from ontap_peering.client.threads import begun
from ontap_peering.client.turns import Turns, Wait
from ontap_peering.client.urls import with_query
from ontap_peering.errors import (
    CertificateError,
    ConfigurationError,
    ConnectionFailedError,
    PeerError,
    RunCancelledError,
)

AT_ONCE: Final = 8
"""Requests under way to one cluster, and connections that are kept open to it."""
PIECE_BYTES: Final = 16 * 1024
ENCODINGS: Final = ("", "identity", "gzip")


@dataclass
class Patience:
    """For `seconds` from `begun` (monotonic) on."""

    seconds: float
    begun: float = field(default_factory=time.monotonic)

    @property
    def used(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        return self.seconds - self.used

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """What happens in this context takes no time of it."""
        since = time.monotonic()
        yield
        self.begun += time.monotonic() - since


@dataclass(frozen=True)
class Reply:
    """`body` is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class UnreachableError(ConnectionFailedError):
    """Nobody answered at the address, or there is no such address."""


class _NoAuth(AuthBase):
    """Keeps requests from taking a login from ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _BearerAuth(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Exchange:
    """
    Kept-alive connections to one cluster. Safe to share between threads.

    What `requests.Session` does besides, for redirects, cookies and hooks, takes as long as to send a request.
    """

    def __init__(self, connection: Connection, limits: Limits, wait: Wait) -> None:
        connection.check()
        self.origin = f"https://{connection.host}"
        self._host = connection.host
        self._limits = limits
        self._wait = wait
        self._turns = Turns(AT_ONCE, wait)
        if not connection.verify_tls:
            _silence_unverified_tls(connection.host)
        self._adapter = HTTPAdapter(pool_maxsize=AT_ONCE)
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = "gzip"
        self._session.auth = _auth(connection)
        verify = (connection.ca_file or True) if connection.verify_tls else False
        self._settings: Mapping[str, Any] = self._session.merge_environment_settings(
            self.origin, proxies={}, stream=True, verify=verify, cert=connection.certificate
        )
        """With the proxies of the environment."""

    def send(
        self, call: Call, path: str, query: dict[str, str] | None, body: dict[str, Any] | None, patience: Patience
    ) -> Reply:
        """
        The reply, whatever it is. Raises a PeerError if none came whole.

        While it waits for its turn, the request has not begun, and its time has not either.
        """
        with ExitStack() as turn:
            try:
                with patience.suspended():
                    turn.enter_context(self._turns.one())
            except RunCancelledError:
                raise RunCancelledError(messages.cancelled_before_request(str(call))) from None
            return self._sent(call, path, query, body, patience)

    def _sent(
        self, call: Call, path: str, query: dict[str, str] | None, body: dict[str, Any] | None, patience: Patience
    ) -> Reply:
        is_left_alone = threading.Event()
        try:
            return self._wait(begun(lambda: self._exchanged(call, path, query, body, is_left_alone)), patience.left)
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_request(str(call), is_write=call.is_write)) from None
        except TimeoutError:
            raise self._broken(call, messages.incomplete(), patience.used) from None
        except _CutShortError:
            raise self._broken(call, messages.cut_short(), patience.used) from None
        except _TooMuchError as error:
            raise no_answer(call, str(error)) from None
        except (requests.RequestException, HTTPError, OSError, ValueError, TypeError) as error:
            raise self._failure(call, error, patience.used) from None
        finally:
            is_left_alone.set()

    def pause(self, call: Call, seconds: float) -> None:
        """Raises RunCancelledError if the run is cancelled meanwhile."""
        try:
            with suppress(TimeoutError):
                self._wait(Future(), seconds)
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_request(str(call), is_write=call.is_write)) from None

    def _exchanged(
        self,
        call: Call,
        path: str,
        query: dict[str, str] | None,
        body: dict[str, Any] | None,
        is_left_alone: threading.Event,
    ) -> Reply:
        request = self._prepared(call.method, path, query, body)
        reply = self._adapter.send(request, timeout=(self._limits.connect, self._limits.reply), **self._settings)
        with closing(reply):
            return Reply(reply.status_code, reply.headers, self._content(reply, is_left_alone))

    def _prepared(
        self, method: str, path: str, query: dict[str, str] | None, body: dict[str, Any] | None
    ) -> requests.PreparedRequest:
        request = self._template.copy()
        request.method = method
        request.url = f"{self._template.url}{with_query(path, query).removeprefix('/')}"
        if body is not None:
            request.prepare_body(None, None, json=body)
        return request

    @cached_property
    def _template(self) -> requests.PreparedRequest:
        """What all requests have in common: where they go, and with which login."""
        return self._session.prepare_request(requests.Request("GET", f"{self.origin}/"))

    def _content(self, reply: requests.Response, is_left_alone: threading.Event) -> bytes:
        if reply.headers.get("Content-Encoding", "").lower() not in ENCODINGS:
            raise _TooMuchError(messages.unknown_encoding())
        content = bytearray()
        try:
            for piece in reply.iter_content(PIECE_BYTES):
                content += piece
                if len(content) > self._limits.reply_bytes:
                    raise _TooMuchError(messages.too_large(self._limits.reply_bytes))
                if is_left_alone.is_set():
                    break
        except (requests.RequestException, HTTPError, OSError):
            raise _CutShortError from None
        return bytes(content)

    def _failure(self, call: Call, error: Exception, waited: float) -> PeerError:
        match error:
            case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema() | UnicodeError() | TypeError():
                found: PeerError = self._address_failure(call)
            case requests.exceptions.SSLError() if distrust := _distrust(error):
                problem_of = _CERTIFICATE_PROBLEMS.get(distrust.verify_code, messages.certificate_not_trusted)
                found = CertificateError(problem_of(call.cluster, self._host))
            case requests.exceptions.SSLError():
                found = self._broken(call, messages.tls_failed(), waited)
            case _ if problem := _never_sent(error):
                found = UnreachableError(messages.unreachable(call.cluster, self._host, problem, waited))
            case _ if call.is_write:
                found = no_answer(call, messages.after(messages.no_reply(), waited))
            case _:
                found = ConnectionFailedError(
                    messages.unreachable(call.cluster, self._host, messages.no_reply(), waited)
                )
        return found

    def _address_failure(self, call: Call) -> PeerError:
        """Of a proxy's address if there is one, since the cluster's own was checked."""
        if get_environ_proxies(self.origin):
            return ConfigurationError(messages.bad_proxy(call.cluster))
        return ConfigurationError(messages.unusable_setting(call.cluster, "host", messages.bad_host()))

    def _broken(self, call: Call, seen: str, waited: float) -> PeerError:
        """What a request becomes whose reply did not come whole."""
        if call.is_write:
            return no_answer(call, messages.after(seen, waited))
        return ConnectionFailedError(messages.no_whole_reply(str(call), self._host, seen, waited))


class _CutShortError(Exception):
    """The reply began, and did not reach its end."""


class _TooMuchError(Exception):
    """What the reply is, beyond what is read."""


def _auth(connection: Connection) -> AuthBase:
    if connection.basic is not None:
        return HTTPBasicAuth(*connection.basic)
    return _NoAuth() if connection.token is None else _BearerAuth(connection.token)


def _silence_unverified_tls(host: str) -> None:
    """Only for this host: the process is shared, and another provider's unverified requests keep their warning."""
    name = re.escape((parse_url(f"https://{host}").host or host).strip("[]"))
    message = f"Unverified HTTPS request is being made to host '{name}'"
    warnings.filterwarnings("ignore", message=message, category=InsecureRequestWarning)


_NEVER_SENT: Final = {
    "ConnectTimeoutError": "no connection",
    "NameResolutionError": "no such host name",
    "NewConnectionError": "connection refused",
    "ProxyError": "the proxy refused the connection",
}


def _never_sent(error: Exception) -> str | None:
    """What kept the request from being sent, or None if it may have been sent."""
    cause: Any = error.args[0] if error.args else None
    return _NEVER_SENT.get(type(getattr(cause, "reason", cause)).__name__)


_CERTIFICATE_PROBLEMS: Final = {
    9: messages.certificate_out_of_date,
    10: messages.certificate_out_of_date,
    62: messages.certificate_of_another,
    64: messages.certificate_of_another,
}
"""By OpenSSL's X509_V_ERR codes: not yet valid, expired, another host name, another address."""


def _distrust(error: requests.exceptions.SSLError) -> ssl.SSLCertVerificationError | None:
    cause: Any = error.args[0] if error.args else None
    wrapped = getattr(cause, "reason", cause)
    innermost = next(iter(getattr(wrapped, "args", ())), wrapped)
    return innermost if isinstance(innermost, ssl.SSLCertVerificationError) else None
