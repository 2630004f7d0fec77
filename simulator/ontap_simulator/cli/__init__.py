"""`ontap-sim`: the simulator on the command line, one command a file."""

import sys
from typing import Final

EXTRA: Final = "ontap-peering[simulator]"
_OURS: Final = __name__.partition(".")[0]


def main() -> None:
    """Run the command line; without the packages of the extra, end with one line that says how to install them."""
    try:
        from ontap_simulator.cli.app import app  # noqa: PLC0415 - typer is one of the packages that may be missing

        app()
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", _OURS):
            raise
        sys.exit(f"ontap-sim: the simulator needs the package {missing}; install it with: pip install '{EXTRA}'")
