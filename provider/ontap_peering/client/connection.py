"""How one cluster is reached, checked before anything is sent: one line for each setting that cannot be used."""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ontap_peering import messages
from ontap_peering.errors import ConfigurationError

MAX_HOST_LENGTH: Final = 253
_SAFE_TOKEN: Final = re.compile(r"[!-~]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Limits:
    """
    Times in seconds.

    `connect`: to connect. `reply`: how long a cluster may stay silent. `exchange`: one request, from connecting to the
    last byte of the reply. `reading`: a GET with all its repetitions. `job`: until a job has ended, looked at every
    `job_poll`. `retry_after`: the longest `Retry-After` to respect. `backoff`: what the waits between repetitions grow
    from. `reply_bytes`: the largest reply, after decompression.
    """

    connect: float = 5.0
    reply: float = 45.0
    exchange: float = 60.0
    reading: float = 60.0
    job: float = 120.0
    job_poll: float = 1.0
    retry_after: float = 30.0
    backoff: float = 0.25
    reply_bytes: int = 16 * 1024 * 1024


DEFAULT_LIMITS: Final = Limits()


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
    certificate: tuple[str, str] | None = field(default=None, repr=False)
    ca_file: str | None = field(default=None, repr=False)
    verify_tls: bool = True

    def check(self) -> None:
        """Raises ConfigurationError for a setting that cannot be used; no message holds a value."""
        self._check_host()
        self._check_login()
        self._check_files()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        if self.basic is not None:
            return (self.basic[1], ":".join(self.basic))
        return () if self.token is None else (self.token,)

    def _check_host(self) -> None:
        try:
            parts = urlsplit(f"https://{self.host}")
            name, is_bare = parts.hostname or "", parts.netloc == self.host and "@" not in self.host
            is_usable = parts.port != 0 and 0 < len(name.encode("idna")) <= MAX_HOST_LENGTH
        except ValueError:
            is_bare = is_usable = False
        if not (is_bare and is_usable) or re.search(r"[\s\\%\x00-\x1f]", self.host):
            raise self._unusable("host", messages.bad_host())

    def _check_login(self) -> None:
        if self.token is not None and not _SAFE_TOKEN.fullmatch(self.token):
            raise self._unusable("token", messages.bad_token())
        if self.basic is None:
            return
        for setting, value in zip(("username", "password"), self.basic, strict=True):
            if _CONTROL.search(value):
                raise self._unusable(setting, messages.has_control_character())
            try:
                value.encode("latin-1")
            except UnicodeEncodeError:
                raise self._unusable(setting, messages.not_latin_1()) from None
        if ":" in self.basic[0]:
            raise self._unusable("username", messages.has_colon())

    def _check_files(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca_file is not None and self.verify_tls:
            path = self._readable("ca_file", self.ca_file, may_be_folder=True)
            try:
                context.load_verify_locations(**{"capath" if path.is_dir() else "cafile": str(path)})
            except (OSError, ValueError):
                raise self._unusable("ca_file", messages.no_certificate()) from None
        if self.certificate is not None:
            certificate = self._readable("client_cert", self.certificate[0])
            key = self._readable("client_key", self.certificate[1])
            try:
                context.load_cert_chain(certificate, key, password=_no_password)
            except (OSError, ValueError):
                raise self._unusable("client_key", messages.key_unusable()) from None

    def _readable(self, setting: str, value: str, *, may_be_folder: bool = False) -> Path:
        if "-----BEGIN" in value or "\n" in value:
            raise self._unusable(setting, messages.text_for_path())
        path = Path(value)
        try:
            if not (may_be_folder and path.is_dir()):
                path.open("rb").close()
        except FileNotFoundError:
            raise self._unusable(setting, messages.no_such_file()) from None
        except (OSError, ValueError):
            raise self._unusable(setting, messages.file_unreadable()) from None
        return path

    def _unusable(self, setting: str, problem: str) -> ConfigurationError:
        return ConfigurationError(messages.unusable_setting(self.alias, setting, problem))


def _no_password() -> str:
    """For an encrypted key, so that OpenSSL does not ask the terminal."""
    return ""
