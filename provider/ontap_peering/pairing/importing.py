"""Peers that belong together, as the inputs and outputs of a `ClusterPeering` that Pulumi imports. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.pairing.check import combination_failures
from ontap_peering.pairing.diagnosis import is_agreed
from ontap_peering.pairing.fields import FIELDS
from ontap_peering.pairing.looking import of_one_family
from ontap_peering.pairing.model import DesiredPeering, PeeringState, SideState
from ontap_peering.pairing.properties import OF_BOTH, to_outputs
from ontap_peering.peer.addresses import as_reported
from ontap_peering.peer.check import validate, with_defaults
from ontap_peering.peer.fields import FIELDS as PEER_FIELDS
from ontap_peering.peer.importing import ImportedPeer
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.peer.observed_inputs import observed
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE
from ontap_peering.peer.plan import is_unencrypted

KIND: Final = "ClusterPeering"


def imported_peering(key: str, resource: str, sides: Mapping[str, SideState]) -> ImportedPeer:
    """
    What puts a live peering into the state as if this package had created it.

    `sides` have their peers, the addresses that the cluster has in the peer's IPspace, and the clusters themselves.
    Raises PlanError for a peering that does not work with one passphrase, or that no program can declare.
    """
    peers = {alias: side.peer for alias, side in sides.items() if side.peer is not None}
    if troubled := [alias for alias, peer in peers.items() if not is_agreed(peer)]:
        raise PlanError(messages.peering_not_agreed(peers, troubled))
    sides = of_one_family(sides)
    arguments: dict[str, Any] = {"clusters": sorted(peers)}
    if own := {alias: each for alias in sorted(peers) if (each := _own(alias, peers, sides))}:
        arguments["sides"] = own
    left_out = []
    for name in OF_BOTH:
        values = [_of_side(name, peer) for peer in peers.values()]
        is_one_sided = name == "encryption" and any(map(is_unencrypted, peers.values()))
        if values[0] != values[1]:
            left_out.append(messages.not_the_same_on_both(peers, name, values))
        elif is_one_sided:
            left_out.append(messages.proposed_in_vain(peers))
        elif values[0]:
            arguments[name] = values[0]
    inputs, failures = validate({"key": key, **arguments}, (), DesiredPeering, FIELDS)
    failures = failures or combination_failures(DesiredPeering.model_validate(inputs), ())
    failures = failures or [line for alias, peer in peers.items() for line in _name_failures(alias, peer)]
    if failures:
        raise PlanError(messages.peering_not_declarable(peers, "; ".join(failures)))
    desired = DesiredPeering.model_validate(inputs)
    addresses = {alias: desired.own(alias).ip_addresses or side.addresses for alias, side in sides.items()}
    seen = {alias: SideState(side.peer, addresses[alias], side.local) for alias, side in sides.items()}
    outputs = to_outputs(PeeringState(desired.declared(), seen))
    return ImportedPeer(resource, arguments, inputs, outputs, tuple(left_out), KIND)


def _name_failures(alias: str, peer: ObservedPeer) -> list[str]:
    """A peer keeps its name, although no program says it, but only one that ONTAP's rules allow."""
    _, failures = validate(with_defaults({}, {"cluster": alias, "key": alias, "name": peer.name}), ())
    return [f"{alias}: peer {peer.name!r}: {line}" for line in failures]


def _own(alias: str, peers: Mapping[str, ObservedPeer], sides: Mapping[str, SideState]) -> dict[str, Any]:
    """What is not as it is by itself: the IPspace, and the addresses that the other cluster dials."""
    (other,) = (peer for each, peer in peers.items() if each != alias)
    own: dict[str, Any] = {}
    if peers[alias].ipspace_name != DEFAULT_IPSPACE:
        own["ipspace"] = {"name": peers[alias].ipspace_name}
    dialled = list(as_reported(other.remote_addresses))
    if dialled and dialled != sorted(sides[alias].addresses):
        own["ip_addresses"] = dialled
    return own


def _of_side(name: str, peer: ObservedPeer) -> Any:
    (field,) = (each for each in PEER_FIELDS if each.name == name)
    return observed(field, None, peer)
