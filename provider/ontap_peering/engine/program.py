"""The user's program, as Pulumi's language host runs it."""

import signal
import sys
import threading
from pathlib import Path
from typing import Final

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
