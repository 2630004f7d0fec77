"""
What `up` would do to each relationship of a fleet, from what the clusters have now.

There is no state to look into. A peer is the relationship's if it leads to the other cluster or has the relationship's
name. What only a state knows, such as the last word of `rotation`, is taken as it is in the fleet file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.fleet.fleet import Fleet, Relationship
from ontap_peering.pairing.looking import of_one_family
from ontap_peering.pairing.model import DesiredPeering, PeeringState, SideState
from ontap_peering.pairing.plan import PeeringPlan, plan_peering
from ontap_peering.pairing.steps import Create, Step, steps
from ontap_peering.peer.model import LocalCluster, ObservedPeer
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE

Does = Literal["create", "change", "nothing", "refuse", "paused", "not known"]
NEW: Final = SecretStr("a new one")
"""In place of the passphrase that `up` makes; it is never shown."""


@dataclass(frozen=True)
class Seen:
    """What one cluster has; `addresses` are those of its intercluster interfaces, by name and uuid of the IPspace."""

    local: LocalCluster | None
    peers: Sequence[ObservedPeer]
    addresses: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Prospect:
    """What `up` would do to one relationship, why, and with which writes."""

    relationship: str
    does: Does
    why: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def prospects(fleet: Fleet, seen: Mapping[str, Seen], unseen: Mapping[str, str], now: datetime) -> list[Prospect]:
    """`unseen` says why a cluster could not be looked at."""
    found = []
    for name, each in fleet.relationships.items():
        if each.paused is not None:
            found.append(Prospect(name, "paused", (each.paused,)))
        elif hidden := [unseen[alias] for alias in each.clusters if alias in unseen]:
            found.append(Prospect(name, "not known", tuple(hidden)))
        else:
            found.append(_prospect(each, seen, now))
    return found


def desired_of(relationship: Relationship) -> DesiredPeering:
    return DesiredPeering.model_validate({**relationship.arguments, "key": relationship.name})


def _prospect(relationship: Relationship, seen: Mapping[str, Seen], now: datetime) -> Prospect:
    desired = desired_of(relationship)
    state = _state(desired, seen)
    planned = plan_peering(state, desired, now)
    name = relationship.name
    if planned.stranger:
        return Prospect(name, "refuse", (planned.stranger,))
    if planned.replaces:
        return Prospect(name, "refuse", (messages.in_another_ipspace(desired.clusters),))
    for alias in desired.clusters:
        if not state.sides[alias].addresses:
            return Prospect(name, "refuse", (messages.no_address_of_side(alias, desired.other(alias)),))
    writes = tuple(steps(state, desired, planned, now, NEW if planned.renews else None))
    if not writes:
        return Prospect(name, "nothing", planned.warnings)
    does: Does = "change" if state.peers else "create"
    return Prospect(name, does, tuple(_why(desired, state, planned, writes)), writes)


def _why(desired: DesiredPeering, state: PeeringState, planned: PeeringPlan, writes: Sequence[Step]) -> Iterator[str]:
    if not state.peers:
        yield messages.neither_side_exists()
        return
    yield from planned.reasons
    for alias, each in planned.sides.items():
        dialled = desired.own(desired.other(alias)).ip_addresses
        if said := [change for change in each.changes if change != "remote" or dialled]:
            yield messages.side_is_changed(alias, said)
    if planned.renews and not planned.reasons and not any(isinstance(each, Create) for each in writes):
        yield messages.both_get_passphrase()


def _state(desired: DesiredPeering, seen: Mapping[str, Seen]) -> PeeringState:
    sides = {}
    for alias in desired.clusters:
        own = desired.own(alias)
        ipspace = (own.ipspace.name or str(own.ipspace.uuid)) if own.ipspace else DEFAULT_IPSPACE
        addresses = own.dialled or tuple(seen[alias].addresses.get(ipspace, ()))
        peer = _peer(seen[alias], seen[desired.other(alias)].local, own.name or desired.key)
        sides[alias] = SideState(peer, addresses, seen[alias].local)
    return PeeringState(desired.declared(), of_one_family(sides))


def _peer(seen: Seen, far: LocalCluster | None, name: str) -> ObservedPeer | None:
    by_uuid = {peer.uuid: peer for peer in seen.peers}
    if far is not None and far.uuid in by_uuid:
        return by_uuid[far.uuid]
    return next((peer for peer in seen.peers if peer.name == name), None)
