"""A dynamic provider of somebody else, which the engine runs in the same plugin process as ours."""

import hashlib
import logging
import os
import signal
import socket
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

from pulumi.dynamic import CreateResult, ResourceProvider
from urllib3.exceptions import InsecureRequestWarning


class Neighbour(ResourceProvider):
    """Its resource takes `seconds` to create and has what the process looks like as its outputs."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        time.sleep(props.get("seconds", 0))
        return CreateResult("neighbour", {"process": _process()})


def _process() -> dict[str, str]:
    """All that a provider could find changed by another one."""
    with warnings.catch_warnings(record=True) as shown:
        warnings.warn("Unverified HTTPS request is being made to host 'other.example'.", InsecureRequestWarning, 2)
    return {
        "tracebacklimit": str(getattr(sys, "tracebacklimit", None)),
        "SIGINT": str(signal.getsignal(signal.SIGINT)),
        "SIGTERM": str(signal.getsignal(signal.SIGTERM)),
        "excepthook": str(sys.excepthook),
        "thread excepthook": str(threading.excepthook),
        "environment": hashlib.sha256(str(sorted(os.environ.items())).encode()).hexdigest(),
        "folder": str(Path.cwd()),
        "path": str(sys.path),
        "socket timeout": str(socket.getdefaulttimeout()),
        "logging": str((logging.root.level, logging.root.handlers, logging.raiseExceptions)),
        "warnings for others": str([str(warning.message) for warning in shown]),
    }
