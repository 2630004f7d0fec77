"""From ONTAP's error replies to one line: what the code means here and what to do, out of the error catalogue."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ontap_peering.errors import CredentialsError, NotFoundError, RefusedError

BUSY = (429, 503)
_FORBIDDEN = ("6", "6691623")


@dataclass(frozen=True)
class Call:
    """One operation, for messages: `east: create peer 'x'`."""

    cluster: str
    method: str
    what: str

    def __str__(self) -> str:
        return f"{self.cluster}: {self.what}"


def refusal(call: Call, status: int, error: dict[str, Any], secrets: tuple[str, ...]) -> RefusedError:
    """
    The exception for an error reply.

    `error` is the `error` object of ONTAP's envelope, empty where the body held none. ONTAP's own message is shown
    only for a code the catalogue does not have, and never with one of the request's secrets in it.
    """
    code = str(error.get("code") or status)
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return CredentialsError(
            f"{call.cluster}: the user name or password is not accepted (HTTP 401): check them in "
            f"ontap:clusters.{call.cluster}, or in the environment (ONTAP_<ALIAS>_USERNAME, ONTAP_<ALIAS>_PASSWORD)",
            code=code,
        )
    meaning = _meaning(code, call.method) or _foreign(error, secrets) or _plain(status)
    target = f" [{error['target']}]" if error.get("target") else ""
    line = f"{call} refused ({code}){target}: {meaning}"
    if status == 404 and code == "4":  # noqa: PLR2004 - HTTP's own number
        return NotFoundError(line, code=code)
    return (CredentialsError if code in _FORBIDDEN else RefusedError)(line, code=code)


def _meaning(code: str, method: str) -> str | None:
    entry = _catalogue().get((code, method)) or _catalogue().get((code, "any"))
    return f"{entry['message']}. {entry['remedy']}" if entry else None


def _foreign(error: dict[str, Any], secrets: tuple[str, ...]) -> str | None:
    message = str(error.get("message") or "").replace("\n", " ")
    for secret in secrets:
        message = message.replace(secret, "[secret]")
    return message[:200] or None


def _plain(status: int) -> str:
    if status in BUSY:
        return "the cluster has too much to do at present. Run `pulumi up` again later"
    return f"HTTP status {status}"


@cache
def _catalogue() -> dict[tuple[str, str], dict[str, Any]]:
    text = (files("ontap_peering") / "schemas" / "ontap" / "errors.json").read_text(encoding="utf-8")
    return {(entry["code"], entry["operation"]): entry for entry in json.loads(text)["codes"]}
