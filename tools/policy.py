#!/usr/bin/env python3
"""
Provide the policy pack in an environment of its own, `.venv-policy`, and print its path.

A second run takes no time, unless the locked dependencies have changed.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-policy"
LOCK = ROOT / "requirements" / "policy.txt"
LAUNCHER = """\
#!{python}
from ontap_peering.policy.launch import main

main()
"""


def provide() -> Path:
    program, stamp = FOLDER / "bin" / "ontap-peering-policies", FOLDER / ".made-from"
    wanted = hashlib.sha256(LOCK.read_bytes() + str(ROOT).encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        print("policy: creating .venv-policy, about half a minute", file=sys.stderr, flush=True)
        venv.create(FOLDER, with_pip=True, clear=True)
        python = FOLDER / "bin" / "python"
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", LOCK], check=True)
        packages = next(FOLDER.glob("lib/python*/site-packages"))
        (packages / "ontap-peering.pth").write_text(f"{ROOT / 'provider'}\n")
        program.write_text(LAUNCHER.format(python=python))
        program.chmod(0o755)
        stamp.write_text(wanted)
    return program


if __name__ == "__main__":
    print(provide())
