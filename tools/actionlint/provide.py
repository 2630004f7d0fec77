#!/usr/bin/env python3
"""
Provide `actionlint`, which checks GitHub's workflows, and print its path.

Takes the one in the per-user cache, or builds it from its Go module. Exits with 1 and one line on stderr if there is no
Go. Standard library only.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "1.7.12"
PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint"
BUILD_TIMEOUT_SECONDS = 600
HERE = Path(__file__).resolve().parent


def provide() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ontap-peering"
    provided = cache / f"actionlint-{VERSION}"
    if not os.access(provided, os.X_OK):
        if shutil.which("go") is None:
            sys.exit("actionlint: cannot build it: no Go on PATH")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            built = Path(folder) / "actionlint"
            subprocess.run(
                ["go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, PACKAGE],
                cwd=HERE,
                env={**os.environ, "CGO_ENABLED": "0"},
                timeout=BUILD_TIMEOUT_SECONDS,
                check=True,
            )
            built.rename(provided)
    return provided


if __name__ == "__main__":
    print(provide())
