"""Which live peer is ours? The uuid of an anonymous offer changes on acceptance, so a uuid alone does not decide."""

from collections.abc import Iterable

from ontap_peering import messages
from ontap_peering.errors import AmbiguousError
from ontap_peering.peer.model import ObservedPeer, PeerState


def is_ours_by_name(state: PeerState, found: ObservedPeer) -> bool:
    """
    Whether the peer that has our name, but another uuid than we knew, is ours.

    It is if the name is derived from the key, which nobody else has, or if it can be what our offer became. Otherwise
    somebody else has created a peer of that name.
    """
    if found.name == state.declared["key"]:
        return True
    return state.observed.is_offer and not found.is_open and found.uuid not in state.peers_before


def is_expected(state: PeerState, peer: ObservedPeer) -> bool:
    """Whether it is the cluster that `expected_remote` names."""
    if state.expected_uuid is not None:
        return peer.uuid == state.expected_uuid
    return peer.is_identified_by(state.declared.get("expected_remote"))


def accepted_offer(state: PeerState, peers: Iterable[ObservedPeer]) -> ObservedPeer | None:
    """
    The peer that our open anonymous offer became, if the cluster has neither its uuid nor its name any more.

    With `expected_remote` it is the peer of that identity. Otherwise it is the one peer that did not exist before the
    offer, is in its IPspace, and has its cluster's own name, as a peer has whose temporary name was replaced (evidence:
    inferred). That includes a cluster other than the expected one.

    Raises AmbiguousError for more than one, unless none of them can be right: it never guesses.
    """
    if not state.observed.is_offer:
        return None
    expected = state.declared.get("expected_remote")
    ipspace = state.observed.ipspace_uuid
    new = [
        peer
        for peer in peers
        if not peer.is_open
        and peer.uuid not in state.peers_before
        and (ipspace is None or peer.ipspace_uuid in (None, ipspace))
    ]
    if right := next((peer for peer in new if is_expected(state, peer)), None):
        return right
    candidates = [peer for peer in new if peer.name == peer.remote_name]
    if len(candidates) > 1 and not expected:
        found = ", ".join(f"{peer.remote_name} (uuid {peer.uuid})" for peer in candidates)
        raise AmbiguousError(messages.acceptance_ambiguous(state.cluster, state.name, found))
    return candidates[0] if len(candidates) == 1 else None
