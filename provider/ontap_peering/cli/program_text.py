"""The program that declares what was imported, as text."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from ontap_peering.peer.importing import ImportedPeer

HEAD = """\
import pulumi

import ontap_peering as ontap

PROTECTED = pulumi.ResourceOptions(protect=True)
"""


def program(peers: Iterable[ImportedPeer], fleet: str | None = None) -> str:
    """With `fleet`, the path of its file, the peerings are those of a mesh; each is protected from being deleted."""
    return HEAD + "".join(_calls(peers, fleet))


def _calls(peers: Iterable[ImportedPeer], fleet: str | None) -> Iterator[str]:
    if fleet is not None:
        yield _call("PeeringMesh", mesh_name(fleet), {"fleet": f"ontap.Fleet.load({json.dumps(fleet)})"})
    for peer in peers:
        if not (fleet and peer.is_of_both):
            arguments = {name: json.dumps(value) for name, value in peer.arguments.items()}
            yield _call(peer.kind, peer.resource, arguments)


def _call(kind: str, name: str, arguments: Mapping[str, str]) -> str:
    lines = [json.dumps(name), *(f"{key}={value}" for key, value in arguments.items()), "opts=PROTECTED"]
    body = "".join(f"    {line},\n" for line in lines)
    return f"\nontap.{kind}(\n{body})\n"


def mesh_name(fleet: str) -> str:
    """What a program calls the mesh of this fleet's file."""
    return PurePath(fleet).stem
