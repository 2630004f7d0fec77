"""The files that `ontap-peering import` writes: for `pulumi import`, the program, and the fleet."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontap_peering import messages
from ontap_peering.cli.program_text import mesh_name, program
from ontap_peering.cli.stack import SelectedStack
from ontap_peering.engine.import_file import Entry, Parent, import_file
from ontap_peering.errors import ConfigurationError
from ontap_peering.fleet.recognise import recognised
from ontap_peering.fleet.text import fleet_text
from ontap_peering.kinds import MESH, PEER, PEERING
from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.importing import ImportedPeer
from ontap_peering.provider import ClusterPeeringProvider, ClusterPeerProvider, peering_id


@dataclass(frozen=True)
class Files:
    """Their paths. `fleet` is None if the relationships are to be no fleet."""

    imports: Path
    program: Path
    fleet: Path | None = None

    def require_new(self) -> None:
        """Raises ConfigurationError if one of them exists."""
        options = {"--file": self.imports, "--program": self.program, "--fleet": self.fleet}
        for option, path in options.items():
            if path is not None and path.exists():
                raise ConfigurationError(messages.file_exists(str(path), option))

    def write(self, stack: SelectedStack, peers: Sequence[ImportedPeer], clusters: Collection[str]) -> str:
        """The text that says what was written and what to do next. Without peers, nothing is written."""
        if not peers:
            return messages.nothing_to_import(clusters)
        of_both = [peer for peer in peers if peer.is_of_both]
        fleet = self.fleet if of_both else None
        mesh = None
        if fleet is not None:
            relationships = {tuple(peer.arguments["clusters"]): peer.arguments for peer in of_both}
            fleet.write_text(fleet_text(recognised(relationships)), encoding="utf-8")
            name = mesh_name(str(fleet))
            mesh = Parent(MESH, name, stack.meshes.get(name))
        content = import_file([_entry(peer, mesh) for peer in peers], [each.name for each in FIELDS if each.secret])
        self.program.write_text(program(peers, str(fleet) if fleet else None), encoding="utf-8")
        self.imports.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        written = [str(path) for path in (self.imports, self.program, fleet) if path is not None]
        return messages.imported(len(peers) - len(of_both), len(of_both), clusters, written)


def _entry(peer: ImportedPeer, mesh: Parent | None) -> Entry:
    if peer.is_of_both:
        id_ = peering_id(peer.inputs["clusters"], peer.inputs["key"])
        return Entry(ClusterPeeringProvider(), PEERING, peer.resource, id_, peer.inputs, peer.outputs, mesh)
    id_ = f"{peer.inputs['cluster']}/{peer.inputs['key']}"
    return Entry(ClusterPeerProvider(), PEER, peer.resource, id_, peer.inputs, peer.outputs)
