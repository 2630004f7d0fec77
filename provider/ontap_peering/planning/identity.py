"""Which live peer is ours? The uuid of an anonymous offer changes when it is accepted, so a uuid alone does not say."""

from collections.abc import Iterable

from ontap_peering.errors import AmbiguousError
from ontap_peering.model import ObservedPeer, PeerState


def accepted_offer(state: PeerState, peers: Iterable[ObservedPeer]) -> ObservedPeer | None:
    """
    The peer that our open anonymous offer became, where neither its uuid nor its name is there any more.

    With `expected_remote` it is the peer of that identity. Else it is the one peer that was not there before the offer
    was made, is in its IPspace, and bears its cluster's own name, as one does whose temporary name was replaced
    (evidence: inferred). Where another than the expected cluster accepted, that is the one, too.

    Raises AmbiguousError for more than one, unless it is known that none of them is right: nothing is guessed.
    """
    if not state.observed.is_unaccepted:
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
    if right := next((peer for peer in new if expected and peer.is_identified_by(expected)), None):
        return right
    candidates = [peer for peer in new if peer.name == peer.remote_name]
    if len(candidates) > 1 and not expected:
        found = ", ".join(f"{peer.remote_name} (uuid {peer.uuid})" for peer in candidates)
        raise AmbiguousError(
            f"{state.cluster}: the offer {state.name!r} was accepted, but by which of these cannot be told: {found}. "
            f"Set expected_remote to the name, serial number or uuid of the right cluster"
        )
    return candidates[0] if len(candidates) == 1 else None
