"""
What the engine is told of a call that fails: our own line, and what is there all the same.

A provider says so by the details of the gRPC error. The SDK gives a dynamic provider no way to them: the engine shows
"Exception calling application:" or a traceback, and forgets a peer that was made but is not finished. But gRPC lets any
call that is being served set them, and the call's context is among the callers of ours (ADR 14).
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, status_pb2

DETAILS: Final = "grpc-status-details-bin"


@dataclass(frozen=True)
class Unfinished:
    """A resource that the engine is to keep, as one that failed: the next `up` goes on with it."""

    id: str
    outputs: Mapping[str, Any]


def tell_engine(line: str, unfinished: Unfinished | None = None) -> None:
    """
    To be followed by an exception, whose text the engine does not show then.

    Where this is no call that gRPC serves, nothing happens. The engine then shows the exception, and keeps no resource
    that was to be created: the next run finds the peer by its name.
    """
    context = _served_call(sys._getframe())  # noqa: SLF001 - the only way to the callers
    if context is None:
        return
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=line)
    if unfinished is not None:
        properties = asyncio.run(rpc.serialize_properties(dict(unfinished.outputs), {}))
        kept = provider_pb2.ErrorResourceInitFailed(id=unfinished.id, properties=properties, reasons=[line])
        status.details.add().Pack(kept)
    context.set_trailing_metadata(((DETAILS, status.SerializeToString()),))


def _served_call(frame: FrameType | None) -> grpc.ServicerContext | None:
    while frame is not None:
        context = frame.f_locals.get("context")
        if isinstance(context, grpc.ServicerContext):
            return context
        frame = frame.f_back
    return None
