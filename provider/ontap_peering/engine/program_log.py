"""
What the SDK logs of the user's program.

It writes the stack's outputs to debug messages, secret ones in clear, and the engine writes these wherever `--debug` or
`--event-log` sends them. A token is made to be exported, so it must not be there.
"""

from collections.abc import Callable
from typing import Any, Final

from pulumi import log

MASKED: Final = "[secret]"
_secrets: set[str] = set()
_sdk_log: Final[Callable[..., None]] = log._log  # noqa: SLF001 - what every function of the SDK's log calls


def keep_out_of_log(secret: str) -> None:
    """From now on no message of this program has it in clear; every other message stays as it is."""
    if secret:
        _secrets.add(secret)
        log._log = _masked  # noqa: SLF001


def _masked(engine: Any, severity: Any, message: str, *more: Any) -> None:
    for secret in _secrets:
        message = message.replace(secret, MASKED)
    _sdk_log(engine, severity, message, *more)
