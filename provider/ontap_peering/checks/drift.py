"""
Whether what a stack has in its state is still so, judged by what a refresh and a preview would do.

The same reconcilers read, and the same plans decide; they look at what was read of each cluster once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, Resource, known
from ontap_peering.checks.verdicts import Unseen
from ontap_peering.errors import PeerError
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs as peering_from_outputs
from ontap_peering.pairing.properties import refreshed_inputs as peering_inputs
from ontap_peering.pairing.reconcile import PeeringReconciler
from ontap_peering.peer.carried import without_outputs
from ontap_peering.peer.listed import ListedCluster, ListedPeers
from ontap_peering.peer.model import DesiredPeer, LocalCluster
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.properties import from_outputs, refreshed_inputs
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.side import Side

Does = Literal["drift", "none", "paused", "could not look"]
UNREADABLE: Final = (KeyError, TypeError, ValueError)
"""Of a state that this version did not write, or that is secret where it must be known."""


@dataclass(frozen=True)
class Finding:
    """`why` has a line for each thing that is not as it was declared, or the reason why nobody looks or could look."""

    name: str
    clusters: tuple[str, ...]
    does: Does
    why: tuple[str, ...] = ()


def findings(resources: Sequence[Resource], facts: Mapping[str, ClusterFacts]) -> list[Finding]:
    """`facts` has each cluster of the resources."""
    identities = {alias: each.identity for alias, each in facts.items() if not isinstance(each.identity, Unseen)}
    sides = {alias: _side(each, facts, identities) for alias, each in facts.items() if not each.obstacle}
    return [_finding(each, facts, sides) for each in resources]


def _finding(resource: Resource, facts: Mapping[str, ClusterFacts], sides: Mapping[str, Side]) -> Finding:
    name, clusters = resource.name, resource.clusters
    if paused := resource.inputs.get("paused"):
        return Finding(name, clusters, "paused", (str(paused),))
    if hidden := [each.line for alias in clusters if (each := facts[alias].obstacle)]:
        return Finding(name, clusters, "could not look", tuple(hidden))
    judge = _of_peering if resource.is_peering else _of_peer
    known_sides = {alias: sides[alias] for alias in clusters}
    try:
        why = tuple(judge(resource, known_sides))
    except UNREADABLE:
        return Finding(name, clusters, "could not look", (messages.state_not_understood(),))
    except PeerError as error:
        return Finding(name, clusters, "could not look", (str(error),))
    return Finding(name, clusters, "drift" if why else "none", why)


def _side(facts: ClusterFacts, others: Collection[str], identities: Mapping[str, LocalCluster]) -> Side:
    cluster = ListedCluster(facts.now, known(facts.identity), known(facts.peers), facts.addresses)
    around = Surroundings(is_alias=others.__contains__, identity_of=identities.get, confirmed_uuid=facts.confirmed_uuid)
    return Side(ListedPeers(known(facts.peers)), cluster, cluster, around)


def _of_peering(resource: Resource, sides: Mapping[str, Side]) -> Iterator[str]:
    state = peering_from_outputs(resource.outputs)
    clock = next(iter(sides.values())).clock
    reading = PeeringReconciler(sides, clock, _no_passphrase, lambda _: None).read(state)
    if reading.state is None:
        yield from reading.notices
        return
    seen = replace(reading.state, unseen=frozenset())
    planned = plan_peering(seen, DesiredPeering.model_validate(resource.inputs), clock.now())
    yield from ([planned.stranger] if planned.stranger else ())
    yield from planned.reasons
    if not planned.is_due:
        yield from _differences(resource.inputs, peering_inputs(seen))


def _of_peer(resource: Resource, sides: Mapping[str, Side]) -> Iterator[str]:
    state = from_outputs(resource.outputs)
    side = sides[state.cluster]
    reading = Reconciler(side).read(state)
    if reading.state is None:
        yield reading.notice or ""
        return
    inputs = without_outputs(resource.inputs)
    planned = plan(reading.state, DesiredPeer.model_validate(inputs), side.clock.now())
    yield from (*planned.alarms, *planned.reasons)
    if not planned.is_due:
        yield from _differences(inputs, refreshed_inputs(reading.state))


def _differences(declared: Mapping[str, Any], live: Mapping[str, Any]) -> Iterator[str]:
    names = sorted(name for name in {*declared, *live} if declared.get(name) != live.get(name))
    if names:
        yield messages.not_as_declared(names)


def _no_passphrase(_: int) -> SecretStr:
    raise PeerError(messages.only_looked_at(""))
