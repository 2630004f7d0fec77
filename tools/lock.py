#!/usr/bin/env python3
"""
Lock the dependencies that pyproject.toml names, and what builds the package, with hashes, into requirements/.

Versions that still fit are kept; `--upgrade` takes the newest of all.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).with_name("uv"))
SAME_AS_DEV = "--constraint=requirements/dev.txt"
LOCKS = {
    "requirements/dev.txt": ("pyproject.toml", "--extra=dev"),
    "requirements/run.txt": ("pyproject.toml", SAME_AS_DEV),
    "requirements/simulator.txt": ("pyproject.toml", "--extra=simulator", SAME_AS_DEV),
    "requirements/build.txt": ("-", SAME_AS_DEV),
    "requirements/policy.txt": ("pyproject.toml", "--extra=policy"),
    "requirements/mutants.txt": ("pyproject.toml", "--extra=mutants", SAME_AS_DEV),
}
"""By file: what it locks, and what else bounds its versions; `-` is the build backend."""
FORM = ("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header")

if __name__ == "__main__":
    backend = "\n".join(tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"])
    for target, what in LOCKS.items():
        command = (UV, "pip", "compile", "--quiet", *what, "--universal", "--python-version=3.11", *sys.argv[1:])
        done = subprocess.run(
            (*command, *FORM, f"--output-file={target}"),
            cwd=ROOT,
            check=False,
            input=backend,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        if done.returncode:
            sys.exit(f"lock: {target} could not be written")
