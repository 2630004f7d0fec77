"""
What is the matter with a peer that a person should know and nothing here could mend: no drift, and no reason to update.

One line each, from what was last observed. What passes by itself is told only if it was read just now: the first side
of a pair is stored before the second one answers.
"""

from collections.abc import Iterator
from datetime import datetime

from ontap_peering import messages
from ontap_peering.peer.addresses import UNSPECIFIED
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, instant_text


def concerns(observed: ObservedPeer, desired: DesiredPeer, now: datetime, *, is_fresh: bool) -> Iterator[str]:
    if is_fresh:
        yield from _that_may_pass(observed, desired, now)
    if observed.in_use == "revoked" and desired.in_use is None:
        yield messages.revoked_here()
    elif observed.is_offer:
        if observed.ip_address is None or observed.ip_address in UNSPECIFIED:
            yield messages.offer_without_address(observed.ipspace_name)
    elif observed.is_accepted:
        yield from _of_accepted(observed, desired)


def has_open_passphrase(observed: ObservedPeer, now: datetime) -> bool:
    """Whether this side has a passphrase that the other side may still take."""
    return observed.expiry_time is not None and now < observed.expiry_time


def of_connectivity(observed: ObservedPeer) -> Iterator[str]:
    """What keeps an accepted peer from replicating."""
    since = observed.status_update_time
    match observed.status:
        case "unavailable":
            yield messages.unavailable(observed.remote_name, since)
        case "partial":
            yield messages.partly_reachable(observed.remote_name, since)


def _of_accepted(observed: ObservedPeer, desired: DesiredPeer) -> Iterator[str]:
    yield from of_connectivity(observed)
    if observed.encryption == "none" and observed.authentication == "ok" and desired.encryption is None:
        yield messages.not_encrypted(observed.remote_name)


def _that_may_pass(observed: ObservedPeer, desired: DesiredPeer, now: datetime) -> Iterator[str]:
    expiry, remote = observed.expiry_time, observed.remote_name
    if observed.authentication == "pending" and not observed.is_offer:
        yield messages.not_accepted_yet(remote, instant_text(expiry) if expiry else None)
    if observed.is_accepted and observed.status == "pending":
        yield messages.connectivity_unknown(remote)
    if expiry is not None and observed.authentication == "problem" and has_open_passphrase(observed, now):
        yield messages.passphrase_waits(remote, instant_text(expiry))
    if expiry is not None and observed.authentication == "ok":
        is_given = desired.passphrase is not None
        yield messages.passphrase_not_taken(remote, instant_text(expiry), has_lapsed=expiry <= now, is_given=is_given)
