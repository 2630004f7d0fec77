"""Who may use a cluster's API, and for what."""

import base64
from asyncio import BaseTransport
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest

from ontap_simulator.api.releases import BEARER_TOKENS
from ontap_simulator.domain.network import Version

ADMIN, READER = "admin", "reader"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Role(StrEnum):
    """The reader's role gives access to all paths, to read (RBAC by path)."""

    ADMIN = "admin"
    READER = "readonly"

    def may(self, method: str) -> bool:
        return self is Role.ADMIN or method in READING


@dataclass(frozen=True, slots=True)
class Logins:
    """`admin` by password, bearer token (OAuth 2.0) or client certificate, `reader` by password."""

    password: str = field(repr=False)
    reader_password: str = field(repr=False)
    token: str = field(repr=False)

    def role(self, headers: Mapping[str, str], certificate_of: str | None, version: Version) -> Role | None:
        """The role of who sends the headers over a connection with a certificate of this user, if any."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        match scheme.lower():
            case "basic":
                return self._by_password(given)
            case "bearer" if version >= BEARER_TOKENS:
                return Role.ADMIN if _same(given, self.token) else None
            case "":
                return Role.ADMIN if certificate_of == ADMIN else None
        return None

    def _by_password(self, encoded: str) -> Role | None:
        try:
            given = base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace")
        except ValueError:
            return None
        if _same(given, f"{ADMIN}:{self.password}"):
            return Role.ADMIN
        return Role.READER if _same(given, f"{READER}:{self.reader_password}") else None


def user_of_certificate(transport: BaseTransport) -> str | None:
    """The common name in the client certificate that the connection was verified by."""
    connection = transport.get_extra_info("ssl_object")
    certificate = connection.getpeercert() if connection is not None else None
    for part in (certificate or {}).get("subject", ()):
        for name, value in part:
            if name == "commonName":
                return str(value)
    return None


def _same(given: str, expected: str) -> bool:
    return compare_digest(given.strip().encode(), expected.encode())
