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
    arguments: dict[str, Any] = {"clusters": sorted(peers)}
    if own := _own(peers, sides):
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
    failures = failures or [line for alias, peer in peers.items() for line in _name_failures(key, alias, peer)]
    if failures:
        raise PlanError(messages.peering_not_declarable(peers, "; ".join(failures)))
    desired = DesiredPeering.model_validate(inputs)
    declared = {alias: desired.own(alias).ip_addresses for alias in peers}
    outputs = to_outputs(PeeringState(desired.declared(), _dialled(sides, declared)))
    return ImportedPeer(resource, arguments, inputs, outputs, tuple(left_out), KIND)


def _name_failures(key: str, alias: str, peer: ObservedPeer) -> list[str]:
    """A peer keeps its name, although no program says it, but only one that ONTAP's rules allow."""
    _, failures = validate(with_defaults({}, {"cluster": alias, "key": key, "name": peer.name}), ())
    return [f"{alias}: peer {peer.name!r}: {line}" for line in failures]


def _own(peers: Mapping[str, ObservedPeer], sides: Mapping[str, SideState]) -> dict[str, dict[str, Any]]:
    """By alias what is not as it is by itself: the IPspace, and the addresses that the other cluster dials."""
    first, second = peers
    reported = {first: as_reported(peers[second].remote_addresses), second: as_reported(peers[first].remote_addresses)}
    declared: dict[str, tuple[str, ...]] = {}
    for _ in peers:  # what one side declares may decide the family of the other's addresses
        found = _dialled(sides, declared)
        declared |= {alias: each for alias, each in reported.items() if each and each != found[alias].addresses}
    own: dict[str, dict[str, Any]] = {}
    for alias, peer in sorted(peers.items()):
        of_side: dict[str, Any] = {}
        if peer.ipspace_name != DEFAULT_IPSPACE:
            of_side["ipspace"] = {"name": peer.ipspace_name}
        if alias in declared:
            of_side["ip_addresses"] = list(declared[alias])
        if of_side:
            own[alias] = of_side
    return own


def _dialled(sides: Mapping[str, SideState], declared: Mapping[str, tuple[str, ...] | None]) -> dict[str, SideState]:
    """The sides with the addresses by which the other cluster dials them if these are declared."""
    return of_one_family(
        {
            alias: SideState(side.peer, declared.get(alias) or tuple(sorted(side.addresses)), side.local)
            for alias, side in sides.items()
        }
    )


def _of_side(name: str, peer: ObservedPeer) -> Any:
    (field,) = (each for each in PEER_FIELDS if each.name == name)
    return observed(field, None, peer)
