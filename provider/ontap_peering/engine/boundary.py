"""Between the engine's calls and our own code: one-line errors, diagnostics, properties without the SDK's additions."""

import functools
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Final, ParamSpec, TypeVar

from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.output import contains_unknowns
from pulumi.runtime import rpc

from ontap_peering import messages
from ontap_peering.engine.cancellation import CANCELLATION
from ontap_peering.engine.error_details import PartialFailure, set_error_details
from ontap_peering.errors import PeerError

DEBUG_SWITCH: Final = "ONTAP_PEERING_DEBUG"
MAX_TRACEBACK: Final = 100

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class ResourceInitFailedError(PeerError):
    """
    The resource exists but is not ready: the engine keeps it in the state, failed (Pulumi's partial failure).

    `news` are the properties of the call, from which the engine's reference to the provider is taken.
    """

    def __init__(self, line: str, id_: str, outputs: Mapping[str, Any], news: Mapping[str, Any]) -> None:
        super().__init__(line)
        self.partial_failure = PartialFailure(id_, {**outputs, PROVIDER_KEY: news[PROVIDER_KEY]})


def one_line_errors(method: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """
    Make every error one line; otherwise the engine prints a traceback, with the values in its messages.

    Only Exceptions may escape, or the engine waits for a reply for ever.
    """

    @functools.wraps(method)
    def guarded(*arguments: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
        try:
            with CANCELLATION.serving():
                return method(*arguments, **named)
        except PeerError as error:
            raise _prepared(error) from None
        except BaseException as error:  # noqa: BLE001 - see above
            debugging = bool(os.environ.get(DEBUG_SWITCH))
            if debugging:
                print_diagnostic("".join(traceback.format_exception(error, limit=MAX_TRACEBACK)))
            line = messages.own_bug(type(error).__name__, method.__name__, DEBUG_SWITCH, is_shown=debugging)
            raise _prepared(PeerError(line)) from None

    return guarded


def _prepared(error: PeerError) -> PeerError:
    """
    The error as the engine shows it in one line.

    Without details of a gRPC error that takes a switch of the whole process, in which neighbours lose their tracebacks.
    """
    partial_failure = error.partial_failure if isinstance(error, ResourceInitFailedError) else None
    if not set_error_details(str(error), partial_failure):
        sys.tracebacklimit = 0
    return error.with_traceback(None)


def print_diagnostic(line: str) -> None:
    """The engine shows a plugin's stderr as diagnostics; stdout belongs to the protocol."""
    sys.stderr.write(f"{line}\n")  # at once, so that lines of several threads stay apart
    sys.stderr.flush()


def provider_reference(provider: ResourceProvider) -> dict[str, str]:
    """The SDK's own property of a resource, the serialised provider; ours has nothing secret in it (ADR 2)."""
    return {PROVIDER_KEY: serialize_provider(provider)}


def without_provider(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties without the SDK's own, the serialised provider."""
    return {name: value for name, value in properties.items() if name != PROVIDER_KEY}


def as_secret(value: Any) -> Any:
    """The value as the engine knows a secret; it has no mark of its own for one that no program gave."""
    return rpc.wrap_rpc_secret(value)


def unknown_names(properties: Mapping[str, Any]) -> set[str]:
    """The top-level properties that hold, at any depth, a value not known yet."""
    return {name for name, value in properties.items() if contains_unknowns(value)}
