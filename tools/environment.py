#!/usr/bin/env python3
"""
The environment in which plain `pulumi` commands work in this clone; as a program, it prints shell exports.

Everything the engine writes goes to .demo, or to an example's temporary folder: its home, and the file backend with the
stacks. While a simulator runs, the environment also says how to reach its clusters.

64 operations at a time are safe: the provider has at most 8 requests under way to a cluster, whatever the parallelism.
A state that is saved once, at the end of a run, is safe: every operation can be repeated after a crash, as
docs/robustness.md shows.
"""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / ".demo"
ENDPOINTS_FILE = "endpoints.json"
STACK = "demo"
PROFILE_SETTINGS = ("host", "username", "password", "ca_file")


def settings(folder: Path) -> dict[str, str]:
    provided = subprocess.run(
        [sys.executable, ROOT / "tools" / "pulumi" / "provide.py"], check=True, stdout=subprocess.PIPE, text=True
    )
    (folder / "state").mkdir(parents=True, exist_ok=True)
    found = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), provided.stdout.strip(), os.environ["PATH"])),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "demo",
        "PULUMI_CONTINUE_ON_ERROR": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(folder / "pulumi-home"),
        "PULUMI_PARALLEL": "64",
        "PULUMI_SKIP_CHECKPOINTS": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    endpoints = folder / ENDPOINTS_FILE
    if endpoints.is_file():
        running = json.loads(endpoints.read_text())
        found["ONTAP_SIM_CONTROL"] = running["control"]
        for alias, cluster in running["clusters"].items():
            address = {**cluster, "host": f"{cluster['host']}:{cluster['port']}"}
            found |= {f"ONTAP_{alias.upper()}_{name.upper()}": address[name] for name in PROFILE_SETTINGS}
    return found


if __name__ == "__main__":
    for name, value in {**settings(DEMO), "PULUMI_STACK": STACK}.items():
        print(f"export {name}={shlex.quote(value)}")
    if not (DEMO / ENDPOINTS_FILE).is_file():
        print("no simulator is running: start one with `make simulator`, then run this again", file=sys.stderr)
