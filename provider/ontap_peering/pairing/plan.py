"""What a peering needs: the plans of its two sides, and whether both need a new passphrase."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.pairing.diagnosis import is_agreed, trouble_of
from ontap_peering.pairing.model import DesiredPeering, PeeringState, SideState
from ontap_peering.peer.health import of_connectivity
from ontap_peering.peer.model import DesiredPeer
from ontap_peering.peer.plan import Plan, is_unencrypted, plan

OF_A_SIDE: Final = ("name", "ipspace", "remote", "initial_allowed_svms")
"""What the input `sides` decides about a peer."""


@dataclass(frozen=True)
class PeeringPlan:
    """
    `sides` has the plan of each peer that exists; a cluster without one needs a new one.

    `renews`: both sides get a new passphrase. `looks_again`: a cluster could not be reached. `is_paused`: nothing is
    done, except that the state is to know it, or to know another reason, if `is_due`. `stranger`: the alarm that keeps
    everything as it is. The rest is as in `ontap_peering.peer.plan.Plan`; each line names its cluster.
    """

    sides: Mapping[str, Plan] = field(default_factory=dict)
    renews: bool = False
    stranger: str | None = None
    replaces: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_paused: bool = False
    looks_again: bool = False

    @property
    def is_due(self) -> bool:
        """Whether there is something to do that the inputs alone do not show."""
        return bool(self.stranger or self.reasons or self.looks_again)


def plan_peering(
    state: PeeringState,
    desired: DesiredPeering,
    now: datetime,
    unknown: Collection[str] = (),
    *,
    passphrase: SecretStr | None = None,
) -> PeeringPlan:
    """
    The plan for both sides, from what was last seen.

    `unknown` are inputs whose values are not known yet. `passphrase` is the new one, once there is one to send.
    """
    if desired.paused is not None:
        is_known = desired.paused == state.declared.get("paused")
        return PeeringPlan(is_paused=True, reasons=() if is_known else (messages.peering_paused(desired.paused),))
    seen = [alias for alias in desired.clusters if alias not in state.unseen]
    plans = {
        alias: _plan_side(state, wanted_side(state, desired, alias, passphrase), now, unknown)
        for alias in seen
        if alias in state.peers
    }
    if replaces := tuple(_replaced(state, desired, plans, unknown)):
        is_live = any(peer.is_accepted for peer in state.peers.values())
        interrupted = messages.peering_interrupted(state.declared["clusters"])
        return PeeringPlan(plans, replaces=replaces, warnings=(interrupted,) if is_live else ())
    symptoms = tuple(_symptoms(state, desired, seen))
    is_rotated = "rotation" not in unknown and desired.rotation != state.declared.get("rotation")
    needs_both = bool(symptoms) or is_rotated or any(each.refusal for each in plans.values())
    of_both = () if state.unseen else _of_both(state, symptoms)
    stranger = next(_strangers(state, desired), None)
    reasons = () if stranger else (*_moved(plans, desired), *of_both)
    return PeeringPlan(
        sides=plans,
        renews=needs_both and not state.unseen,
        stranger=stranger,
        reasons=reasons,
        looks_again=state.is_unreached,
        warnings=() if reasons else (*_waiting(state, plans, needs_both=needs_both), *_warnings(state, seen)),
    )


def what_waits(state: PeeringState) -> str:
    """The line for something to do while a cluster is not to be contacted."""
    reachable = [alias for alias in state.peers if alias not in state.unseen]
    offline = sorted(state.unseen)
    return messages.waits_for_offline(offline[0], reachable[0]) if reachable else messages.nothing_done_offline(offline)


def wanted_side(
    state: PeeringState, desired: DesiredPeering, alias: str, passphrase: SecretStr | None = None
) -> DesiredPeer:
    remote = state.sides.get(desired.other(alias), SideState())
    peer = state.peers.get(alias)
    return desired.side(alias, remote.addresses, name=peer.name if peer else None, passphrase=passphrase)


def _plan_side(state: PeeringState, wanted: DesiredPeer, now: datetime, unknown: Collection[str]) -> Plan:
    peer = state.peer(wanted.cluster)
    assert peer is not None  # noqa: S101 - asked only about sides that exist
    without = {*unknown, *(OF_A_SIDE if "sides" in unknown else ()), *(() if wanted.remote else ("remote",))}
    return plan(peer, wanted, now, without)


def _replaced(
    state: PeeringState, desired: DesiredPeering, plans: Mapping[str, Plan], unknown: Collection[str]
) -> Iterator[str]:
    if "clusters" not in unknown and list(desired.clusters) != list(state.declared["clusters"]):
        yield "clusters"
    elif any(each.replaces for each in plans.values()):
        yield "sides"


def _symptoms(state: PeeringState, desired: DesiredPeering, seen: Collection[str]) -> Iterator[str]:
    """A line for each side that is missing, or for which a new passphrase on both would help."""
    wants_encryption = desired.encryption is not None and desired.encryption.proposed == "tls_psk"
    for alias in seen:
        peer = state.peers.get(alias)
        if peer is None:
            yield messages.side_missing(alias, desired.own(alias).name or desired.key)
        elif not is_agreed(peer):
            yield messages.side_not_agreed(alias, trouble_of(peer))
        elif wants_encryption and is_unencrypted(peer):
            yield messages.side_not_agreed(alias, "unencrypted")


def _of_both(state: PeeringState, symptoms: Collection[str]) -> Iterator[str]:
    if symptoms:
        is_complete = len(state.peers) == len(state.applied.clusters)
        yield messages.both_renewed(symptoms, is_complete=is_complete)
    elif state.is_unfinished:
        yield messages.peering_unfinished()


def _strangers(state: PeeringState, desired: DesiredPeering) -> Iterator[str]:
    """A line for each side that leads to another cluster than the one behind the other alias."""
    for alias, peer in state.peers.items():
        expected = state.sides.get(desired.other(alias), SideState()).local
        if expected is not None and not peer.is_offer and peer.uuid != expected.uuid:
            yield messages.side_leads_elsewhere(
                alias, peer.name, remote=peer.remote_name, uuid=peer.uuid, new=expected.name, new_uuid=expected.uuid
            )


def _moved(plans: Mapping[str, Plan], desired: DesiredPeering) -> Iterator[str]:
    """Addresses that the program leaves to the cluster show in no input."""
    for alias, each in plans.items():
        other = desired.other(alias)
        if "remote" in each.changes and desired.own(other).ip_addresses is None:
            yield messages.side_moved(alias, other)


def _waiting(state: PeeringState, plans: Mapping[str, Plan], *, needs_both: bool) -> Iterator[str]:
    is_due = needs_both or state.is_unfinished or any(each.changes for each in plans.values())
    if state.unseen and is_due:
        yield what_waits(state)


def _warnings(state: PeeringState, seen: Collection[str]) -> Iterator[str]:
    for alias in seen:
        if (peer := state.peers.get(alias)) is not None:
            yield from (f"{alias}: {line}" for line in of_connectivity(peer))
    is_off = any(peer.encryption == "none" and is_agreed(peer) for peer in state.peers.values())
    if is_off and "encryption" not in state.declared:
        yield messages.peering_not_encrypted()
