"""`PeeringMesh`: all relationships of a fleet, each a `ClusterPeering` of its own."""

from collections.abc import Mapping, Sequence
from typing import Final
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import get_root_resource

from ontap_peering import messages
from ontap_peering.engine.program import end_when_interrupted
from ontap_peering.kinds import MESH
from ontap_peering.resources.cluster_peering import ClusterPeering
from ontap_peering.resources.fleet import Fleet

_meshes: Final[WeakKeyDictionary[pulumi.Resource, dict[str, str]]] = WeakKeyDictionary()
"""For each program that this process runs, which mesh has which relationship."""


class PeeringMesh(pulumi.ComponentResource):
    """
    All relationships of a fleet.

    Each is a `ClusterPeering` that is named by its two clusters in alphabetical order, `ams--fra`: it has a line of
    its own in the preview, can be targeted, and fails alone.
    """

    sync: pulumi.Output[Mapping[str, str]]
    """
    By the name of the relationship, its diagnosis in one word; see `ClusterPeering`. "unknown" if its change failed.
    """
    peerings: Mapping[str, ClusterPeering]
    """By the name of the relationship, its resource."""

    def __init__(self, resource_name: str, *, fleet: Fleet, opts: pulumi.ResourceOptions | None = None) -> None:
        """
        Declare all relationships of a fleet.

        :param resource_name: Name of the component in the program.
        :param fleet: Which clusters peer with which others: `Fleet.load("fleet.yaml")`, or the same as Python values.
        :param opts: Options of the component; its peerings inherit what Pulumi lets children inherit.
        """
        end_when_interrupted()
        if not isinstance(fleet, Fleet):
            raise pulumi.RunError(messages.not_a_fleet_of_mesh(resource_name))
        _claim(resource_name, sorted(fleet.relationships))
        super().__init__(MESH, resource_name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        self.peerings = {
            name: ClusterPeering(name, **each.arguments, paused=each.paused, opts=own)
            for name, each in fleet.relationships.items()
        }
        if pauses := {name: each.paused for name, each in fleet.relationships.items() if each.paused}:
            pulumi.log.info(messages.relationships_paused(pauses), self)
        words = {name: each.sync for name, each in self.peerings.items()}
        self.sync = pulumi.Output.all(**words) if words else pulumi.Output.from_input({})
        self.register_outputs({})


def _claim(mesh: str, relationships: Sequence[str]) -> None:
    """Two meshes cannot both have a relationship: two clusters can be peered only once."""
    root = get_root_resource()
    if root is None:
        return
    owners = _meshes.setdefault(root, {})
    taken = [name for name in relationships if name in owners]
    if taken:
        raise pulumi.RunError(messages.relationships_of_two_meshes(mesh, owners[taken[0]], taken))
    owners.update(dict.fromkeys(relationships, mesh))
