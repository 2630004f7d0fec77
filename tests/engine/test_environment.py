"""The make targets' own promises that need no demo run."""

import os
import re
import subprocess

from ontap_peering.engine.workers import WORKERS
from support import ROOT


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - from PATH
    (targets,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall(r"^  make ([a-z-]+) +\S", done.stdout, re.MULTILINE) == targets.split()


def test_make_env_prints_shell_exports_that_make_pulumi_work() -> None:
    shown = "$PULUMI_BACKEND_URL $PULUMI_PARALLEL $PULUMI_SKIP_CHECKPOINTS $PULUMI_CONTINUE_ON_ERROR"
    script = f'eval "$(make -s env 2>/dev/null)" && pulumi version && echo "{shown}"'
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    done = subprocess.run(  # noqa: S602 - a shell is what is tested
        script, shell=True, cwd=ROOT, capture_output=True, text=True, check=True, env=kept
    )
    version, backend, parallel, skips_checkpoints, goes_on = done.stdout.split()
    assert version.startswith("v3.")
    assert backend == (ROOT / ".demo" / "state").as_uri()
    assert (int(parallel), skips_checkpoints, goes_on) == (WORKERS, "true", "true")
