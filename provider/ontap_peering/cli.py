"""
`ontap-peering import`: take peers that exist into a stack, by way of `pulumi import --file`.

It reads them from the cluster, with the connection settings of the stack that is selected in the working folder, and
writes the import file and the program that declares them. It changes nothing, neither cluster nor state.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.dynamic.dynamic import serialize_provider

from ontap_peering.client.peers import PeersClient
from ontap_peering.config import CONFIG_KEY, Profiles
from ontap_peering.errors import ConfigurationError, PeerError
from ontap_peering.model import ObservedPeer
from ontap_peering.planning.fields import FIELDS
from ontap_peering.planning.takeover import Takeover, program, resource_names, takeover
from ontap_peering.provider import ClusterPeerProvider, transport_of
from ontap_peering.resources.cluster_peer import resource_key

TYPE = "pulumi-python:dynamic/ontap:ClusterPeer"
_SIGNATURE, _SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How the engine marks a secret in a file (`pkg/resource/stack`, as read in its source)."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return _import(options)
    except PeerError as error:
        print(f"ontap-peering: {error}", file=sys.stderr)  # noqa: T201 - a command line speaks
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ontap-peering", description="ONTAP cluster peering in Pulumi.")
    command = parser.add_subparsers(required=True, metavar="command").add_parser(
        "import", help="take peers that exist into the selected stack", description=__doc__.splitlines()[1]
    )
    command.add_argument("--cluster", required=True, metavar="ALIAS", help="the cluster's alias in the stack config")
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--name", action="append", default=[], help="the name of a peer; may be given again")
    which.add_argument("--all", action="store_true", help="all accepted peers of the cluster")
    command.add_argument("--file", type=Path, default=Path("import.json"), help="import file to write (%(default)s)")
    command.add_argument("--program", type=Path, default=Path("peers.py"), help="program to write (%(default)s)")
    return parser


def _import(options: argparse.Namespace) -> int:
    for path in (options.file, options.program):
        if path.exists():
            raise ConfigurationError(f"{path}: exists already; name another file with --file or --program")
    project, stack, profiles = _selected_stack()
    peers = PeersClient(transport_of(options.cluster, profiles.find(options.cluster))).list()
    chosen = _chosen(options.cluster, peers, options.name)
    names, now = resource_names(chosen), datetime.now(UTC)
    takeovers = [
        takeover(options.cluster, resource_key(project, stack, names[peer.uuid]), names[peer.uuid], peer, now)
        for peer in chosen
    ]
    options.program.write_text(program(takeovers), encoding="utf-8")
    options.file.write_text(json.dumps(_import_file(takeovers), indent=2) + "\n", encoding="utf-8")
    print(  # noqa: T201 - a command line speaks
        f"{len(takeovers)} peers of {options.cluster}: wrote {options.file} and {options.program}. Next:\n"
        f"  pulumi import --file {options.file} --generate-code=false --protect=false\n"
        f"  put what {options.program} says into your program, then: pulumi preview --expect-no-changes"
    )
    return 0


def _selected_stack() -> tuple[str, str, Profiles]:
    """Project, stack and connection settings, as the engine in the working folder has them."""
    try:
        workspace = automation.LocalWorkspace(work_dir=".")
        project, stack = workspace.project_settings().name, workspace.stack()
        if stack is None:
            raise ConfigurationError("no stack is selected here: `pulumi stack select` first")
        settings = workspace.get_all_config(stack.name).get(CONFIG_KEY)
    except (automation.errors.CommandError, FileNotFoundError) as error:
        why = str(error).strip().splitlines()[-1]
        raise ConfigurationError(f"the stack cannot be read: {why}; run this in the project's folder") from None
    return project, stack.name, Profiles.from_config(settings.value if settings is not None else None)


def _chosen(cluster: str, peers: Sequence[ObservedPeer], names: list[str]) -> list[ObservedPeer]:
    """The peers of these names, or all; an offer that nobody accepted is left out, as only its maker can use it."""
    by_name = {peer.name: peer for peer in peers}
    for name in names:
        if name not in by_name:
            raise ConfigurationError(f"{cluster}: there is no peer {name!r}; there are: {', '.join(by_name) or 'none'}")
        if by_name[name].is_unaccepted:
            raise ConfigurationError(
                f"{cluster}: {name!r} is an offer that no cluster accepted, and only its maker knows its passphrase: "
                f"delete it and let the program make one"
            )
    return [by_name[name] for name in names] or [peer for peer in peers if not peer.is_unaccepted]


def _import_file(takeovers: Sequence[Takeover]) -> dict[str, Any]:
    provider = {"__provider": serialize_provider(ClusterPeerProvider())}
    return {
        "resources": [
            {
                "type": TYPE,
                "name": each.resource,
                "id": f"{each.inputs['cluster']}/{each.inputs['key']}",
                "inputs": {**_marked(each.inputs), **provider},
                "outputs": {**_marked(each.outputs), **provider},
            }
            for each in takeovers
        ]
    }


def _marked(bag: Any) -> dict[str, Any]:
    secret = {field.name for field in FIELDS if field.secret}
    return {
        name: {_SIGNATURE: _SECRET, "plaintext": json.dumps(value)} if name in secret else value
        for name, value in bag.items()
    }


if __name__ == "__main__":
    sys.exit(main())
