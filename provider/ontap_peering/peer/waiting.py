"""Waiting for a peer, and why it is not ready when the wait is over."""

from datetime import datetime

from ontap_peering import messages
from ontap_peering.errors import PeerError
from ontap_peering.peer.model import DesiredPeer, LocalCluster, ObservedPeer, PeerState, instant_text
from ontap_peering.peer.ports import SeenPeers


class NotReadyError(PeerError):
    """A wait ended, by its deadline or by Ctrl-C, before the peer was ready. The peer exists, as in `state`."""

    def __init__(self, line: str, state: PeerState) -> None:
        super().__init__(line)
        self.state = state


def is_ready(peer: ObservedPeer, wait_for: str) -> bool:
    authenticated = peer.authentication in ("ok", "absent")
    return wait_for == "created" or (authenticated and (wait_for == "authenticated" or peer.status == "available"))


def why_not_ready(
    live: ObservedPeer,
    desired: DesiredPeer,
    here: LocalCluster | None,
    there: SeenPeers | None,
    now: datetime,
) -> str:
    """
    What keeps the peer from being ready, as far as it shows.

    `there` is the other cluster, None if this stack cannot look at it: then a wrong, an expired and a used passphrase
    look the same. Each cluster's own clock decides what has expired there.
    """
    if live.in_use == "revoked":
        return messages.revoked_here()
    if live.is_accepted:
        return messages.not_connected(live.remote_name, live.status)
    if live.expiry_time is not None and live.expiry_time <= now:
        return messages.own_passphrase_expired(instant_text(live.expiry_time))
    if there is None or here is None:
        return messages.passphrase_not_honored(live.remote_name)
    far = next((peer for peer in there.peers if peer.uuid == here.uuid), None)
    if far is None:
        return messages.no_offer_there(live.remote_name, open_offers=sum(peer.is_offer for peer in there.peers))
    return _what_the_other_side_lacks(far, desired, live.remote_name, there.now)


def _what_the_other_side_lacks(far: ObservedPeer, desired: DesiredPeer, remote: str | None, now: datetime) -> str:
    if far.in_use == "revoked":
        return messages.revoked_there(remote)
    if far.expiry_time is not None and far.expiry_time <= now:
        return messages.passphrase_expired_there(remote, instant_text(far.expiry_time))
    if (desired.in_use == "absent") != (far.in_use == "absent"):
        return messages.authentication_on_one_side(remote)
    return messages.another_passphrase_there(remote, far.name)
