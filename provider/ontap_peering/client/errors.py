"""From ONTAP's error replies to one line: what the code means here and what to do, from the error catalogue."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ontap_peering import messages
from ontap_peering.client.mask import Mask
from ontap_peering.errors import ApiError, CredentialsError, NotFoundError, PeerError, ReplyLostError

BUSY = (429, 503)
MAX_TARGET_LENGTH = 80
_FAILED_JOB = 202
_FORBIDDEN = ("6", "6691623")


@dataclass(frozen=True)
class Call:
    """One operation, for messages: `east: create peer 'x'`."""

    cluster: str
    method: str
    what: str

    def __str__(self) -> str:
        return f"{self.cluster}: {self.what}"

    @property
    def is_write(self) -> bool:
        return self.method != "GET"


def no_answer(call: Call, seen: str) -> PeerError:
    """For a write: it may have taken effect."""
    if call.is_write:
        return ReplyLostError(messages.reply_lost(str(call), seen), seen=seen)
    return PeerError(messages.not_the_cluster(str(call), seen))


def error_from_reply(call: Call, status: int, error: dict[str, Any], mask: Mask) -> ApiError:
    """
    The exception for an error reply.

    `error` is the `error` object of ONTAP's envelope, empty if the body held none. ONTAP's own message is shown only
    for a code that the catalogue does not have.
    """
    code = _code(error) or str(status)
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return CredentialsError(messages.credentials_rejected(call.cluster), code=code)
    message = mask.shown(_text(error.get("message")))
    meaning = _meaning(code, call.method) or message or _meaning_of_status(status)
    target = mask.shown(_text(error.get("target")), MAX_TARGET_LENGTH)
    line = messages.refused(str(call), mask.shown(code), target, meaning)
    if status == 404 and code == "4":  # noqa: PLR2004 - HTTP's own number
        return NotFoundError(line, code=code)
    return (CredentialsError if code in _FORBIDDEN else ApiError)(line, code=code)


def is_known(error: dict[str, Any], method: str) -> bool:
    """Whether the catalogue has the error's code, so that ONTAP itself refused the request."""
    return _meaning(_code(error) or "", method) is not None


def _code(error: dict[str, Any]) -> str | None:
    """ONTAP's code, an integer in a string, or None."""
    code = _text(error.get("code"))
    return code if re.fullmatch(r"[1-9][0-9]{0,9}", code) else None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _meaning(code: str, method: str) -> str | None:
    entry = catalogue().get((code, method)) or catalogue().get((code, "any"))
    return f"{entry['message']}; {entry['remedy']}" if entry else None


def _meaning_of_status(status: int) -> str:
    if status == _FAILED_JOB:
        return messages.job_failed()
    return messages.busy() if status in BUSY else messages.only_a_status(status)


@cache
def catalogue() -> dict[tuple[str, str], dict[str, Any]]:
    text = (files("ontap_peering") / "schemas" / "ontap" / "errors.json").read_text(encoding="utf-8")
    return {(entry["code"], entry["operation"]): entry for entry in json.loads(text)["codes"]}
