"""What `ontap-peering import` found on the clusters: what becomes a resource, and a line for everything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ontap_peering import messages
from ontap_peering.cli.reading import ipspace_of
from ontap_peering.cli.stack import SelectedStack
from ontap_peering.errors import PlanError
from ontap_peering.fleet.topology import relationship_name
from ontap_peering.pairing.importing import imported_peering
from ontap_peering.pairing.inventory import Inventory, SeenCluster
from ontap_peering.pairing.model import SideState
from ontap_peering.peer.importing import ImportedPeer, imported, resource_names
from ontap_peering.peer.key import resource_key
from ontap_peering.peer.model import ObservedPeer


@dataclass
class Found:
    """
    What can be imported, a line for each peer that cannot, and one for each input that was not declared.

    `managed` has the line for each peer that a resource of the stack manages already.
    """

    stack: SelectedStack
    now: datetime
    peers: list[ImportedPeer] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    managed: list[str] = field(default_factory=list)

    def add_peers(self, cluster: str, peers: Iterable[ObservedPeer]) -> None:
        """Each as a `ClusterPeer`, but those that the stack manages, and offers."""
        chosen = {peer.uuid: peer for peer in peers if not self._is_managed(cluster, peer)}
        taken = {*self.stack.managed.values(), *(each.resource for each in self.peers)}
        for uuid, resource in resource_names(cluster, chosen.values(), taken).items():
            if chosen[uuid].is_offer:
                self.skipped.append(messages.offer_not_importable(cluster, chosen[uuid].name))
                continue
            key = resource_key(self.stack.project, self.stack.name, resource)
            try:
                self._add(imported(cluster, key, resource, chosen[uuid], self.now))
            except PlanError as error:
                self.skipped.append(str(error))

    def add_inventory(self, inventory: Inventory, seen: Mapping[str, SeenCluster], parent_types: str = "") -> None:
        """
        Each relationship as a `ClusterPeering`, each foreign peer as a `ClusterPeer`.

        A side whose other side the stack manages already is a `ClusterPeer`, too. Nothing becomes of the rest.
        `parent_types` are those of the parent that the peerings get.
        """
        alone: dict[str, list[ObservedPeer]] = {alias: [] for alias in sorted(seen)}
        for alias, peer, _ in (*inventory.foreign, *inventory.offers):
            alone[alias].append(peer)
        for pair in inventory.relationships:
            if any(self.stack.manager(alias, peer) for alias, peer in pair.items()):
                for alias, peer in pair.items():
                    alone[alias].append(peer)
            else:
                self._add_peering(pair, seen, parent_types)
        for alias, peers in alone.items():
            self.add_peers(alias, peers)
        for alias, peer, other in inventory.broken:
            if other is not None and not self._is_managed(alias, peer):
                self.skipped.append(messages.counterpart_missing(alias, peer.name, other))
        if uncertain := [each for each in inventory.uncertain if not self._is_managed(each.alias, each.peer)]:
            self.skipped.append(messages.other_sides_unread([(alias, peer.name) for alias, peer, _ in uncertain]))

    def _add_peering(
        self, pair: Mapping[str, ObservedPeer], seen: Mapping[str, SeenCluster], parent_types: str
    ) -> None:
        first, second = sorted(pair)
        resource = relationship_name((first, second))
        if any(each.resource == resource and each.is_of_both for each in self.peers):
            self.skipped.append(messages.same_relationship_name(resource))
            return
        sides = {
            alias: SideState(peer, seen[alias].addresses.get(ipspace_of(peer), ()), seen[alias].local)
            for alias, peer in pair.items()
        }
        key = resource_key(self.stack.project, self.stack.name, resource, parent_types)
        try:
            self._add(imported_peering(key, resource, sides))
        except PlanError as error:
            self.skipped.append(str(error))

    def _add(self, one: ImportedPeer) -> None:
        self.peers.append(one)
        self.left_out += one.left_out

    def _is_managed(self, cluster: str, peer: ObservedPeer) -> bool:
        if manager := self.stack.manager(cluster, peer):
            self.managed.append(messages.already_managed(cluster, peer.name, manager))
        return manager is not None
