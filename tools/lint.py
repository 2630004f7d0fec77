#!/usr/bin/env python3
"""Every static check, all of them even when one fails; the exit code shows whether one did."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("codespell",),
    ("mypy",),
    ("lint-imports",),
)

if __name__ == "__main__":
    failed = [
        " ".join(check)
        for check in CHECKS
        if subprocess.run([BIN / check[0], *check[1:]], cwd=ROOT, check=False).returncode
    ]
    sys.exit(f"lint: failed: {', '.join(failed)}" if failed else 0)
