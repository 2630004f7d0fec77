#!/usr/bin/env python3
"""
Lock the dependencies that pyproject.toml names, with hashes, into requirements/.

Versions that still fit are kept; `--upgrade` takes the newest of all.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).with_name("uv"))
LOCKS = {
    "dev": ("requirements/dev.txt",),
    "simulator": ("requirements/simulator.txt", "--constraint=requirements/dev.txt"),
    "mutants": ("requirements/mutants.txt", "--constraint=requirements/dev.txt"),
}
"""By extra: the file, and what else bounds its versions."""
FORM = ("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header")

if __name__ == "__main__":
    for extra, (target, *bounds) in LOCKS.items():
        what = ("pyproject.toml", f"--extra={extra}", *bounds, "--universal", "--python-version=3.11", *sys.argv[1:])
        command = (UV, "pip", "compile", "--quiet", *what, *FORM, f"--output-file={target}")
        if subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode:
            sys.exit(f"lock: {target} could not be written")
