"""`ontap-peering`: the command line. One command a file; each adds its own parser and returns the exit code."""

import argparse
import sys
from collections.abc import Sequence

from ontap_peering.cli import import_peers
from ontap_peering.errors import PeerError

COMMANDS = (import_peers,)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ontap-peering", description="ONTAP cluster peering in Pulumi.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in COMMANDS:
        command.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except PeerError as error:
        print(f"ontap-peering: {error}", file=sys.stderr)  # noqa: T201 - a command line speaks
        return 1
