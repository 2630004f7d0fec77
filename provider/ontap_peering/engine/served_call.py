"""
The engine's call that this thread serves, which the SDK does not show to a dynamic provider.

Its request and its context are local variables of the SDK's servicer, one of our callers.
"""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from types import FrameType


@dataclass(frozen=True)
class ServedCall:
    """`urn` is the resource's, empty if the request names none; `stored` names its inputs in the state."""

    context: grpc.ServicerContext
    urn: str
    stored: frozenset[str]


def served_call() -> ServedCall | None:
    """None if gRPC serves no call here."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the only way to the callers
    while frame is not None:
        context = frame.f_locals.get("context")
        if isinstance(context, grpc.ServicerContext):
            request = frame.f_locals.get("request")
            stored = getattr(request, "old_inputs", None) or getattr(request, "inputs", None) or ()
            return ServedCall(context, str(getattr(request, "urn", "")), frozenset(stored))
        frame = frame.f_back
    return None


def urn_of_call() -> str:
    """The URN of the resource that the call is about, empty if that does not show."""
    call = served_call()
    return call.urn if call is not None else ""


def inputs_in_state() -> frozenset[str]:
    """For `Read` and `Diff`, the names of the resource's inputs in the state; none if that does not show."""
    call = served_call()
    return call.stored if call is not None else frozenset()
