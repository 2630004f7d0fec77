"""Waiting for a condition instead of for a time."""

import time
from collections.abc import Callable

POLL_SECONDS = 0.02


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Raises TimeoutError if it does not hold within these seconds."""
    ends_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends_at:
            raise TimeoutError(f"not within {seconds:g} s")
        time.sleep(POLL_SECONDS)
