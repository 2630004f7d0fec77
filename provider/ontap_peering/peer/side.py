"""One side of peerings: the peers of one cluster, which of them is ours, and whether it is still the same cluster."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError, AmbiguousError, PeerError, RunCancelledError, WrongClusterError
from ontap_peering.peer.addresses import as_dialled, families, family
from ontap_peering.peer.identity import accepted_offer, is_expected, is_ours_by_name
from ontap_peering.peer.model import DesiredPeer, LocalCluster, ObservedPeer, PeerState, instant_text
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE
from ontap_peering.peer.ports import Clock, ClusterApi, Listing, PeerApi, Surroundings

POLL_INTERVAL: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
NO_LISTING: Final = Listing()


@dataclass(frozen=True)
class Side:
    api: PeerApi
    cluster: ClusterApi
    clock: Clock
    around: Surroundings = field(default_factory=Surroundings)
    poll_interval: timedelta = POLL_INTERVAL

    def here(self, alias: str) -> LocalCluster | None:
        """The cluster that answers, None if it may not be asked. Raises WrongClusterError if the settings forbid it."""
        here = self.cluster.identity()
        if skew := self._skew():
            self.around.tell_of_cluster(messages.clock_skew(alias, skew // MINUTE))
        confirmed = self.around.confirmed_uuid
        if here is not None and confirmed is not None and here.uuid != confirmed:
            raise WrongClusterError(messages.not_the_confirmed_cluster(alias, confirmed, here.name, here.uuid))
        return here

    def _skew(self) -> timedelta:
        """The cluster's clock less ours, to the nearest minute; nothing below one."""
        skew = self.cluster.now() - self.clock.now()
        return round(skew / MINUTE) * MINUTE if abs(skew) >= MINUTE else timedelta()

    def at(self, state: PeerState) -> PeerState:
        """The state of a peer on the cluster that answers. Raises WrongClusterError if it is on another one."""
        return replace(state, local=self.local(state.cluster, state.name, state.local))

    def local(self, alias: str, name: str, known: LocalCluster | None) -> LocalCluster | None:
        """
        The cluster of the peer of this name, as it is now. `known` is the one in the state, if it has one.

        Raises WrongClusterError if another one answers and is not confirmed to be in its place.
        """
        here = self.here(alias)
        if here is None or known is None or known.uuid == here.uuid:
            return here or known
        if self.around.confirmed_uuid is None:
            raise WrongClusterError(
                messages.another_cluster(
                    alias, name, old=known.name, old_uuid=known.uuid, new=here.name, new_uuid=here.uuid
                )
            )
        return known

    def is_replaced(self, state: PeerState) -> bool:
        """Whether the peer's cluster is gone: another one is confirmed to be in its place."""
        here = self.cluster.identity()
        return here is not None and state.local is not None and state.local.uuid != here.uuid

    def seeing(self, state: PeerState, live: ObservedPeer) -> PeerState:
        state = replace(state, clock_skew=self._skew())
        return self.expecting(state, live).seeing(live)

    def offering(self, state: PeerState) -> PeerState:
        """
        The state with the addresses that another team's cluster may dial, if this side generates the passphrase.

        All of one family, that of the address that ONTAP names for the offer, if there are both. Without permission to
        look, just that one.
        """
        if not state.declared.get("generate_passphrase"):
            return replace(state, addresses=())
        own = as_dialled([state.observed.ip_address or ""])
        try:
            ipspace = state.observed.ipspace_name or DEFAULT_IPSPACE
            found = as_dialled(self.cluster.intercluster_addresses(ipspace))
        except RunCancelledError:
            raise
        except PeerError:
            return replace(state, addresses=state.addresses or own)
        kind = min(families(own) or families(found), default=None)
        return replace(state, addresses=tuple(each for each in found if family(each) == kind) or own)

    def expecting(self, state: PeerState, live: ObservedPeer | None = None) -> PeerState:
        """The state with the cluster that `expected_remote` names, if that is an alias and not known yet."""
        expected = state.declared.get("expected_remote")
        is_settled = state.expected_uuid is not None or (live is not None and live.is_identified_by(expected))
        if expected is None or is_settled or (live is not None and live.is_offer):
            return state
        identity = self.around.identity_of(expected)
        return state if identity is None else replace(state, expected_uuid=identity.uuid)

    def locate(
        self, state: PeerState, listing: Listing = NO_LISTING, *, certainly: bool = False
    ) -> ObservedPeer | None:
        """
        The live peer, or None if it is certainly gone: what a listing lacks is requested by itself.

        `certainly` refuses a peer that is only probably ours, before it is changed or deleted.
        """
        uuid, name = state.observed.uuid, state.observed.name
        if found := listing.by_uuid.get(uuid) or self.api.get(uuid):
            return found
        if (found := listing.by_name.get(name) or self.api.find(name)) and is_ours_by_name(state, found):
            return found
        if not state.observed.is_offer:
            return None
        state = self.expecting(state)
        accepted = accepted_offer(state, self.api.list())
        if accepted is not None and certainly and not is_expected(state, accepted):
            raise AmbiguousError(
                messages.acceptance_uncertain(state.cluster, name, accepted.remote_name, accepted.uuid)
            )
        return accepted

    def delete(self, state: PeerState) -> bool:
        """
        Whether there was a peer to delete.

        A recent listing that has it under the uuid and the name of the state is enough to delete it; of any other, the
        cluster is asked.
        """
        state = self.at(state)
        if self.is_replaced(state):
            return False
        listed = self.api.recent().by_uuid.get(state.observed.uuid)
        is_as_stored = listed is not None and listed.name == state.observed.name
        live = listed if is_as_stored else self.locate(state, certainly=True)
        if live is not None:
            self.api.delete(live.uuid, live.name, is_certain=is_as_stored)
        return live is not None

    def gone_notice(self, state: PeerState) -> str:
        if self.is_replaced(state):
            return messages.peer_gone(state.observed.uuid)
        found = self.api.find(state.observed.name)
        if found is not None:
            return f"{messages.peer_gone(state.observed.uuid)}; {messages.name_taken(found.name, found.uuid)}"
        expiry = state.observed.expiry_time
        if state.observed.is_offer and expiry is not None:
            return messages.offer_gone(instant_text(expiry), has_expired=expiry <= self.cluster.now())
        return messages.peer_gone(state.observed.uuid)

    def settled(self, state: PeerState) -> ObservedPeer | None:
        """The peer that was just created or changed. A new one must have its name: a reply may name another's uuid."""
        live = self.api.get(state.observed.uuid)
        is_new = not state.observed.name
        is_another = live is not None and is_new and live.name != state.name
        return self.api.find(state.name) if live is None or is_another else live

    def require_no_rival(self, desired: DesiredPeer) -> None:
        """
        Raises AlreadyExistsError if another resource of this program has the same key, so that the peer may be its.

        Other resources may not have been registered yet, so it waits a moment before it looks.
        """
        self.sleep(desired, self.poll_interval)
        if rival := self.around.rival():
            raise AlreadyExistsError(messages.same_key(desired.key, rival))

    def sleep(self, desired: DesiredPeer, span: timedelta) -> None:
        """Raises RunCancelledError, with a line about the peer, as soon as the run is cancelled."""
        try:
            self.clock.sleep(span)
        except RunCancelledError:
            raise RunCancelledError(messages.cancelled_while_busy(desired.cluster, desired.name)) from None
