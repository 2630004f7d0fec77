"""
What one team gives another so that it can accept: which cluster offers a peering, where, and with which passphrase.

One string, the base64url form of a JSON object, so that it passes every shell, mail and config file unchanged. A sum
over the object tells a damaged token from a good one: ONTAP deletes an offer at the first wrong passphrase.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from ontap_peering import messages
from ontap_peering.peer.model import Address, EncryptionProtocol, Uuid, instant, instant_text, sorted_set

VERSION: Final = 1
_BEGINNING: Final = "eyJ"
"""Of every JSON object whose first key follows at once, in base64url."""


class _Part(BaseModel):
    """What a later release adds is ignored, unless it counts up the version."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class OfferingCluster(_Part):
    name: str
    uuid: Uuid


class Token(_Part):
    """
    One offer. `cluster` is None if its user may not read the cluster's identity.

    `expiry_time` is None once the offer was accepted: its passphrase is used up then. `encryption` is what the offering
    side proposes.
    """

    cluster: OfferingCluster | None = None
    ip_addresses: Annotated[tuple[Address, ...], Field(min_length=1)]
    passphrase: Annotated[SecretStr, Field(min_length=1)]
    expiry_time: Annotated[datetime, BeforeValidator(instant)] | None = None
    encryption: EncryptionProtocol | None = None

    @property
    def cluster_name(self) -> str | None:
        return self.cluster.name if self.cluster else None


def encode(token: Token) -> str:
    content = {
        "version": VERSION,
        "cluster": token.cluster and token.cluster.model_dump(),
        "ip_addresses": sorted_set(token.ip_addresses),
        "passphrase": token.passphrase.get_secret_value(),
        "expiry_time": token.expiry_time and instant_text(token.expiry_time),
        "encryption": token.encryption,
    }
    given = {name: value for name, value in content.items() if value is not None}
    packed = _packed({**given, "sum": _sum(given)}).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str) -> Token:
    """
    The token, whatever blanks and line breaks a mail has put into it.

    Raises ValueError with the line that says what is wrong, without any part of the text.
    """
    compact = "".join(text.split()).rstrip("=")
    if not compact:
        raise ValueError(messages.token_empty())
    if not compact.startswith(_BEGINNING):
        raise ValueError(messages.not_a_token())
    content = _unpacked(compact)
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ValueError(messages.token_of_newer_version(version))
    given = {name: value for name, value in content.items() if name != "sum"}
    if version != VERSION or content.get("sum") != _sum(given):
        raise ValueError(messages.token_damaged())
    try:
        return Token.model_validate(given)
    except ValidationError:
        raise ValueError(messages.token_damaged()) from None


def _unpacked(compact: str) -> Mapping[str, Any]:
    try:
        raw = base64.b64decode(compact + "=" * (-len(compact) % 4), altchars=b"-_", validate=True)
        content = json.loads(raw)
    except ValueError:
        raise ValueError(messages.token_damaged()) from None
    return content if isinstance(content, dict) else {}


def _packed(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))


def _sum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_packed(content).encode()).hexdigest()[:8]
