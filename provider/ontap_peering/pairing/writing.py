"""Writes what a plan says to both sides, one after the other, and takes back what it created."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.errors import ApiError, BusyError, PeerError, PlanError, ReplyLostError
from ontap_peering.pairing.model import DesiredPeering, PeeringState
from ontap_peering.pairing.plan import PeeringPlan
from ontap_peering.pairing.steps import Create, Step, steps
from ontap_peering.peer.model import DesiredPeer, ObservedPeer
from ontap_peering.peer.obstacles import explained, policy_of
from ontap_peering.peer.side import Side


@dataclass
class Writing:
    """
    The writes of one operation. `state` is what was last seen, with what was written since.

    `posted` are the clusters on which a peer was created, or may have been. `confirmed` are those that have the last
    new passphrase for sure.
    """

    sides: Mapping[str, Side]
    desired: DesiredPeering
    new_passphrase: Callable[[int], SecretStr]
    state: PeeringState
    posted: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)

    def carry_out(self, planned: PeeringPlan, now: datetime) -> None:
        """Raises ReplyLostError or BusyError if it is worth to look again, any other PeerError for good."""
        passphrase = self._passphrase() if planned.renews else None
        if passphrase is not None:
            self.confirmed.clear()
        for step in list(steps(self.state, self.desired, planned, now, passphrase)):
            alias, peer = step.cluster, self._carried_out(step)
            if passphrase is not None:
                self.confirmed.add(alias)
            written = replace(self.state.sides[alias], peer=peer)
            self.state = replace(self.state, sides={**self.state.sides, alias: written})

    def _carried_out(self, step: Step) -> ObservedPeer:
        """The peer as far as it is known now."""
        if isinstance(step, Create):
            return self._create(step.wanted)
        self.sides[step.cluster].api.modify(step.peer.uuid, step.peer.name, step.patch)
        return step.peer

    def take_back(self, problem: PeerError) -> PeerError:
        """The error to raise, once the sides that this operation created are deleted again."""
        line = str(problem)
        for alias in [each for each in self.desired.order() if each in self.posted]:
            side, name = self.sides[alias], self.desired.side(alias, ()).name
            try:
                if (found := side.api.find(name)) is not None:
                    side.api.delete(found.uuid, name)
            except PeerError as error:
                line = messages.undo_failed(alias, str(error), line)
            else:
                self.posted.discard(alias)
                line = messages.second_side_failed(alias, line)
        return PlanError(line)

    def _create(self, wanted: DesiredPeer) -> ObservedPeer:
        side = self.sides[wanted.cluster]
        self.posted.add(wanted.cluster)
        try:
            return ObservedPeer(uuid=side.api.create(wanted).uuid)
        except (ReplyLostError, BusyError):
            raise
        except PeerError as error:
            self.posted.discard(wanted.cluster)
            raise (explained(error, wanted, side.api, side.cluster) if isinstance(error, ApiError) else error) from None

    def _passphrase(self) -> SecretStr:
        return self.new_passphrase(
            max(policy_of(side.cluster).minimum_passphrase_length for side in self.sides.values())
        )
