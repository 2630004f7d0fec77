"""`ontap-sim serve` as a process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

DEADLINE = 30


@contextmanager
def serving(*options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ontap_simulator", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """What it printed up to its last line, which comes once everything listens."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("Press Ctrl-C"):
            return printed
    raise AssertionError(process.communicate())
