"""What counts as an answer of ONTAP's: status 200, 201 or 202 with a JSON object. Anything else is an error."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pydantic_core import from_json
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ontap_peering import messages
from ontap_peering.client.connection import Limits
from ontap_peering.client.errors import BUSY, Call, error_from_reply, is_known, no_answer
from ontap_peering.client.exchange import Reply
from ontap_peering.client.mask import Mask
from ontap_peering.errors import BusyError, PeerError

ANSWERS: Final = {"GET": (200,), "POST": (200, 201, 202), "PATCH": (200, 202), "DELETE": (200, 202)}
BROKEN: Final = (500, 502, 504)
OK: Final = 200
TOO_MANY_REQUESTS: Final = "262160"
FIRST_ERROR: Final = 400


def answer(call: Call, reply: Reply, mask: Mask, limits: Limits) -> dict[str, Any]:
    """The JSON object of the answer. Raises a PeerError if the reply is none."""
    content = _json_object(reply.body)
    if reply.status in ANSWERS[call.method] and content is not None:
        return content
    if reply.status >= FIRST_ERROR:
        raise _refusal(call, reply, content or {}, mask, limits)
    form = _form(reply) if reply.status in ANSWERS[call.method] else ""
    raise no_answer(call, messages.seen_reply(reply.status, form))


def is_transient(reply: Reply) -> bool:
    """Whether the same read may well get an answer a little later."""
    is_cut = reply.status == OK and not _is_page(reply) and not _is_json(reply.body)
    return reply.status in (*BUSY, *BROKEN) or is_cut


def retry_after(headers: Mapping[str, str], limits: Limits) -> timedelta:
    """How long a busy cluster asks to wait, up to the limit, and a little more, so that calls spread out."""
    try:
        seconds = Retry().parse_retry_after(headers.get("Retry-After", "0"))
    except (InvalidHeader, ValueError, OverflowError, TypeError, IndexError):
        seconds = 0.0
    jitter = random.uniform(0, limits.backoff)  # noqa: S311 - not a secret
    return timedelta(seconds=min(seconds, limits.retry_after) + jitter)


def _refusal(call: Call, reply: Reply, content: dict[str, Any], mask: Mask, limits: Limits) -> PeerError:
    error = content.get("error")
    error = error if isinstance(error, dict) else {}
    if call.is_write and reply.status in BROKEN and not is_known(error, call.method):
        return no_answer(call, messages.seen_reply(reply.status))
    refused = error_from_reply(call, reply.status, error, mask)
    if reply.status not in BUSY and refused.code != TOO_MANY_REQUESTS:
        return refused
    return BusyError(str(refused), code=refused.code, retry_after=retry_after(reply.headers, limits))


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        content = from_json(body, allow_inf_nan=False)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _is_json(body: bytes) -> bool:
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError:
        return False
    return True


def _is_page(reply: Reply) -> bool:
    return "html" in reply.headers.get("Content-Type", "").lower()


def _form(reply: Reply) -> str:
    """What the body is, in a few words."""
    if not reply.body.strip():
        return messages.no_content()
    return messages.a_page() if _is_page(reply) else messages.not_an_object()
