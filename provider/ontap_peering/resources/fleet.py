"""`Fleet`: a fleet file, or the same as Python values, for `PeeringMesh`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import Any, NotRequired, Self, TypedDict

import pulumi

from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import Relationship, fleet_of_values
from ontap_peering.fleet_file import load_fleet
from ontap_peering.peer.model import Adopt, PeerApplication, WaitFor
from ontap_peering.resources.cluster_peer import EncryptionArgs, LocalNetworkArgs, NameOrUuidArgs


class _OfBothArgs(TypedDict):
    encryption: NotRequired[EncryptionArgs]
    peer_applications: NotRequired[Sequence[PeerApplication]]
    rotation: NotRequired[str]
    adopt: NotRequired[Adopt]
    wait_for: NotRequired[WaitFor]
    timeout: NotRequired[str]


class FleetDefaultsArgs(_OfBothArgs):
    """What every relationship has, unless others say it."""

    ipspace: NotRequired[NameOrUuidArgs]
    initial_allowed_svms: NotRequired[Sequence[NameOrUuidArgs]]


class FleetGroupArgs(FleetDefaultsArgs):
    """Clusters that have something in common."""

    clusters: Sequence[str]


class FleetClusterArgs(FleetDefaultsArgs):
    """What one cluster has of its own."""

    ip_addresses: NotRequired[Sequence[str]]
    local_network: NotRequired[LocalNetworkArgs]


class TopologySideArgs(TypedDict):
    """What one cluster has of its own in the relationships of an entry."""

    ipspace: NotRequired[NameOrUuidArgs]
    initial_allowed_svms: NotRequired[Sequence[NameOrUuidArgs]]
    ip_addresses: NotRequired[Sequence[str]]


class TopologyEntryArgs(_OfBothArgs):
    """One word of the topology (`hub` goes with `spokes`), and what its relationships have of their own."""

    mesh: NotRequired[Sequence[str]]
    hub: NotRequired[str]
    spokes: NotRequired[Sequence[str]]
    ring: NotRequired[Sequence[str]]
    pairs: NotRequired[Sequence[Sequence[str]]]
    sides: NotRequired[Mapping[str, TopologySideArgs]]


class FleetSafetyArgs(TypedDict):
    """What one change may do without another word."""

    max_removed: NotRequired[int | str]


class Fleet:
    """
    Which clusters peer with which others: `Fleet.load("fleet.yaml")`, or the same as arguments.

    See docs/fleet.md. A mistake ends the program with a line for each.
    """

    relationships: Mapping[str, Relationship]
    """By name, which is the two aliases in alphabetical order: `ams--fra`."""

    def __init__(  # noqa: PLR0913 - one for each key of the file but `checks`, which only commands heed
        self,
        *,
        topology: Sequence[TopologyEntryArgs],
        defaults: FleetDefaultsArgs | None = None,
        groups: Mapping[str, FleetGroupArgs] | None = None,
        clusters: Mapping[str, FleetClusterArgs] | None = None,
        paused: Mapping[str, str] | None = None,
        safety: FleetSafetyArgs | None = None,
    ) -> None:
        values: dict[str, Any] = {
            "defaults": defaults,
            "groups": groups,
            "clusters": clusters,
            "topology": topology,
            "paused": paused,
            "safety": safety,
        }
        with _mistakes_end_the_program():
            self.relationships = fleet_of_values(values).relationships

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The fleet of a file; its path is relative to the folder in which Pulumi runs the program."""
        fleet = cls.__new__(cls)
        with _mistakes_end_the_program():
            fleet.relationships = load_fleet(path).relationships
        return fleet


@contextmanager
def _mistakes_end_the_program() -> Iterator[None]:
    """With their lines, and no traceback."""
    try:
        yield
    except FleetError as error:
        raise pulumi.RunError(str(error)) from None
