"""
The engine's view of a failed call: our own line, and the resource that exists all the same.

A provider reports both in the details of the gRPC error. The SDK gives a dynamic provider no access to them: the engine
shows "Exception calling application:" or a traceback, and forgets a peer that was created but is not ready. But gRPC
lets any call that is being served set them (ADR 14).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from ontap_peering.engine.served_call import served_call

DETAILS: Final = "grpc-status-details-bin"


@dataclass(frozen=True)
class PartialFailure:
    """A resource that the engine keeps in the state as failed, so that the next `up` continues with it."""

    id: str
    outputs: Mapping[str, Any]


def set_error_details(line: str, partial_failure: PartialFailure | None = None) -> bool:
    """
    Set what the engine shows for the exception that follows. False if gRPC serves no call here.

    The engine then shows the exception itself and keeps no resource; the next run finds the peer by its name.
    """
    call = served_call()
    if call is None:
        return False
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=line)
    if partial_failure is not None:
        properties = asyncio.run(rpc.serialize_properties(dict(partial_failure.outputs), {}))
        kept = provider_pb2.ErrorResourceInitFailed(id=partial_failure.id, properties=properties, reasons=[line])
        status.details.add().Pack(kept)
    call.context.set_trailing_metadata(((DETAILS, status.SerializeToString()),))
    return True
