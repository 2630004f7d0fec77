"""Simulated clusters in a process of their own, for the demo and the examples."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 20
STOP_SECONDS = 10


@contextmanager
def simulator(endpoints: Path, *options: str) -> Iterator[dict[str, Any]]:
    """`ontap-sim serve` with these options while the context lasts; yields the content of the endpoints file."""
    program = Path(sys.executable).with_name("ontap-sim")
    process = subprocess.Popen([program, "serve", *options, "--endpoints-file", endpoints], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not endpoints.is_file():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("the simulator did not start")
            time.sleep(0.05)
        yield json.loads(endpoints.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        endpoints.unlink(missing_ok=True)
