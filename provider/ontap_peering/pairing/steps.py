"""
The writes that make a peering what the program says, in their order, as data.

`up` carries them out, and `ontap-peering plan` says them: what is said is what is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from ontap_peering.pairing.model import DesiredPeering, PeeringState
from ontap_peering.pairing.plan import PeeringPlan, plan_peering, wanted_side
from ontap_peering.peer.model import DesiredPeer, ObservedPeer
from ontap_peering.peer.ports import PeerPatch


@dataclass(frozen=True)
class Create:
    """Create the peer of one side."""

    wanted: DesiredPeer

    @property
    def cluster(self) -> str:
        return self.wanted.cluster


@dataclass(frozen=True)
class Modify:
    """Change the peer of one side, which exists."""

    cluster: str
    peer: ObservedPeer
    patch: PeerPatch


Step = Create | Modify


def steps(
    state: PeeringState,
    desired: DesiredPeering,
    planned: PeeringPlan,
    now: datetime,
    passphrase: SecretStr | None,
) -> Iterator[Step]:
    """`passphrase` is the new one for both sides, None if `planned` gives them none."""
    if passphrase is not None:
        planned = plan_peering(state, desired, now, passphrase=passphrase)
    for alias in desired.order():
        peer = state.peers.get(alias)
        if alias in state.unseen:
            continue
        if peer is not None and (patch := planned.sides[alias].patch):
            yield Modify(alias, peer, patch)
        elif peer is None and passphrase is not None:
            yield Create(wanted_side(state, desired, alias, passphrase))
