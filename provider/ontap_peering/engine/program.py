"""The user's program, as Pulumi's language host runs it."""

import asyncio
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pulumi
from pulumi.runtime import settings

if TYPE_CHECKING:
    from types import FrameType

PROGRAM_RUNNER: Final = "pulumi-language-python-exec"


def end_when_interrupted() -> None:
    """
    Let SIGINT end this process at once if it is a program that Pulumi's language host runs.

    Only the engine sends that signal, when it has finished with the program. Python would wait for calls that nobody
    answers any more (ADR 13). A program that handles SIGINT itself keeps its handler.
    """
    is_program = any(Path(argument).name == PROGRAM_RUNNER for argument in sys.orig_argv[:3])
    in_main_thread = threading.current_thread() is threading.main_thread()
    if is_program and in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


FRAMES_OF_SDK: Final = 4
"""Between a constructor that calls the SDK's and the function in which the SDK records the stack."""


@contextmanager
def program_frames_only() -> Iterator[None]:
    """
    Let the stack that the SDK records for a resource, a third of its state, end with the program.

    The frames outside it are those of the SDK's own runner and of asyncio. A program that is not `__main__` keeps them.
    """
    before = getattr(sys, "tracebacklimit", None)
    frames = _frames_of_program()
    if frames is None or before is not None:
        yield
        return
    sys.tracebacklimit = frames + FRAMES_OF_SDK
    try:
        yield
    finally:
        del sys.tracebacklimit


def _frames_of_program() -> int | None:
    """From the constructor that asks up to the outermost frame of the program, None if no program is found."""
    frame: FrameType | None = sys._getframe(3)  # noqa: SLF001 - over the generator and contextlib
    program: Mapping[str, Any] | None = None
    found, depth = None, 0
    while frame is not None:
        depth += 1
        if program is None and frame.f_globals.get("__name__") == "__main__":
            program = frame.f_globals
        if frame.f_globals is program:
            found = depth
        frame = frame.f_back
    return found


def untrack(resource: pulumi.Resource, names: Iterable[str]) -> None:
    """
    Take from the resource the attributes of these names, and the SDK's wait for them.

    The SDK makes an `Output` of each input and waits at the end of the program for all of them, again and again.
    """
    tracked = settings.SETTINGS.outputs
    for name in names:
        data = getattr(vars(resource).pop(name, None), "_data", None)  # not so in 3.216
        if data is not None and data in tracked:
            tracked.remove(data)


def known_or(output: pulumi.Output[str], word: str) -> pulumi.Output[str]:
    """
    The output, or this word if the operation failed that was to give it.

    To export such an output would end the program with a traceback, and the engine, although it goes on after an error,
    would delete nothing any more that is no longer in the program.
    """
    recover = getattr(output, "recover", None)  # not so in 3.216, where it is unknown
    return output if recover is None else cast("pulumi.Output[str]", recover(lambda _: word))


def await_calls_first() -> None:
    """
    Let the SDK await the program's calls before the outputs that follow from them, as it means to do.

    It looks for calls before the first of them has begun, finds none, and waits for all outputs at once whenever one of
    them is known, which takes a time that grows with the square of their number.
    """
    calls = settings._get_rpc_manager().rpcs  # noqa: SLF001 - the SDK's own list
    if not calls:
        calls.append(asyncio.ensure_future(asyncio.sleep(0)))
