"""`ontap-peering-policies`: what `--policy-pack` takes. The engine starts it, with its own address as argument."""

import importlib.util
import runpy
import sys
from pathlib import Path

from ontap_peering import messages

PACK = Path(__file__).with_name("pack")


def main() -> None:
    if importlib.util.find_spec("pulumi_policy") is None:
        sys.exit(messages.no_sdk_for_policies())
    if len(sys.argv) < 2:  # noqa: PLR2004 - the program and the engine's address
        sys.exit(messages.started_by_hand())
    sys.argv[1:] = [sys.argv[1], str(PACK)]
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)
