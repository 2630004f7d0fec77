"""
Workers for the calls that wait for a cluster, so that waits do not hold up anything else (ADR 19).

The SDK serves four calls at a time, of whatever kind and provider. `Check` and `Diff`, which wait for nothing, stay
there.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from ontap_peering.engine.servicer import serve_in

WORKERS: Final = 64
METHODS: Final = ("Create", "Read", "Update", "Delete")

_pool: Final = ThreadPoolExecutor(WORKERS, thread_name_prefix="ontap-peering")
"""Of this process. It starts a thread when a call finds none idle."""


def install_workers() -> None:
    serve_in(_pool, *METHODS)
