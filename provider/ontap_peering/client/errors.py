"""From ONTAP's error replies to one line: what the code means here and what to do, from the error catalogue."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ontap_peering import messages
from ontap_peering.errors import ApiError, CredentialsError, NotFoundError

BUSY = (429, 503)
MAX_MESSAGE_LENGTH = 200
_FORBIDDEN = ("6", "6691623")


@dataclass(frozen=True)
class Call:
    """One operation, for messages: `east: create peer 'x'`."""

    cluster: str
    method: str
    what: str

    def __str__(self) -> str:
        return f"{self.cluster}: {self.what}"


def error_from_reply(call: Call, status: int, error: dict[str, Any], secrets: tuple[str, ...]) -> ApiError:
    """
    The exception for an error reply.

    `error` is the `error` object of ONTAP's envelope, empty if the body held none. ONTAP's own message is shown only
    for a code that the catalogue does not have, and never with one of the request's secrets in it.
    """
    code = str(error.get("code") or status)
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return CredentialsError(messages.credentials_rejected(call.cluster), code=code)
    meaning = _meaning(code, call.method) or _ontap_message(error, secrets) or _meaning_of_status(status)
    line = messages.refused(str(call), code, str(error.get("target") or ""), meaning)
    if status == 404 and code == "4":  # noqa: PLR2004 - HTTP's own number
        return NotFoundError(line, code=code)
    return (CredentialsError if code in _FORBIDDEN else ApiError)(line, code=code)


def _meaning(code: str, method: str) -> str | None:
    entry = _catalogue().get((code, method)) or _catalogue().get((code, "any"))
    return f"{entry['message']}; {entry['remedy']}" if entry else None


def _ontap_message(error: dict[str, Any], secrets: tuple[str, ...]) -> str | None:
    message = str(error.get("message") or "").replace("\n", " ")
    for secret in secrets:
        message = message.replace(secret, "[secret]")
    return message[:MAX_MESSAGE_LENGTH] or None


def _meaning_of_status(status: int) -> str:
    return messages.busy() if status in BUSY else f"HTTP status {status}"


@cache
def _catalogue() -> dict[tuple[str, str], dict[str, Any]]:
    text = (files("ontap_peering") / "schemas" / "ontap" / "errors.json").read_text(encoding="utf-8")
    return {(entry["code"], entry["operation"]): entry for entry in json.loads(text)["codes"]}
