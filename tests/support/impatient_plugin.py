"""
The plugin process with short waits, and, if requested, with an end of its own: SIGKILL at one of its requests.

`CRASH_AT` is `N:before` or `N:after`: the process dies before its N-th request (from 0) is sent, or with the reply to
it in hand.
"""

import os
import runpy
import secrets
import signal
from datetime import timedelta
from typing import Any

import requests
from pydantic import SecretStr
from requests.adapters import HTTPAdapter

from ontap_peering import connect
from ontap_peering.client.connection import Limits
from ontap_peering.connect import Timing, set_timing

CRASH_AT = "CRASH_AT"
MADE = "made-for-a-peering-"
"""How each passphrase begins that the provider makes, so that a test can look for it."""


SHORT = Timing(
    Limits(connect=1, reply=0.4, exchange=1, reading=3, job=1, job_poll=0.02, retry_after=0.1, backoff=0.01),
    listing_seconds=0,
    poll_interval=timedelta(milliseconds=50),
)


def crash_at(number: int, phase: str) -> None:
    send, seen = HTTPAdapter.send, 0

    def counted(self: HTTPAdapter, *arguments: Any, **named: Any) -> requests.Response:
        nonlocal seen
        is_the_one, seen = seen == number, seen + 1
        if is_the_one and phase == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        reply = send(self, *arguments, **named)
        if is_the_one:
            os.kill(os.getpid(), signal.SIGKILL)
        return reply

    HTTPAdapter.send = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    set_timing(SHORT)
    connect.new_passphrase = lambda more_than: SecretStr((MADE + secrets.token_hex()).ljust(more_than + 1))
    if asked := os.environ.get(CRASH_AT):
        where, _, when = asked.partition(":")
        crash_at(int(where), when)
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
