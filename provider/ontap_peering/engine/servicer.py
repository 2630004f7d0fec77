"""The SDK's servicer, which answers the engine's calls, and the thread pool of each of its methods."""

import sys
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType
from typing import Final

SERVICER: Final = "DynamicResourceProviderServicer"


def serve_in(pool: ThreadPoolExecutor, *methods: str) -> None:
    """
    Have these methods run in the pool if this is the SDK's plugin; any other process stays untouched.

    gRPC asks the bound method for this attribute at each call. A method that has a pool keeps it.
    """
    servicer = getattr(sys.modules["__main__"], SERVICER, None)
    for name in methods:
        method = getattr(servicer, name, None)
        if isinstance(method, FunctionType) and not hasattr(method, "experimental_thread_pool"):
            method.experimental_thread_pool = pool  # type: ignore[attr-defined]
