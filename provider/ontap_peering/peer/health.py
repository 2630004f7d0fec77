"""
What is the matter with a peer that a person should know and nothing here could mend: no drift, and no reason to update.

One line each, from what was last observed.
"""

from collections.abc import Iterator
from datetime import datetime

from ontap_peering import messages
from ontap_peering.peer.addresses import UNSPECIFIED
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, instant_text


def concerns(observed: ObservedPeer, desired: DesiredPeer, now: datetime) -> Iterator[str]:
    if observed.in_use == "revoked" and desired.in_use is None:
        yield messages.revoked_here()
    elif observed.is_offer:
        if observed.ip_address is None or observed.ip_address in UNSPECIFIED:
            yield messages.offer_without_address(observed.ipspace_name)
    elif observed.authentication == "pending":
        expiry = observed.expiry_time
        yield messages.not_accepted_yet(observed.remote_name, instant_text(expiry) if expiry else None)
    elif observed.is_accepted:
        yield from _of_accepted(observed, desired, now)


def _of_accepted(observed: ObservedPeer, desired: DesiredPeer, now: datetime) -> Iterator[str]:
    since = observed.status_update_time
    match observed.status:
        case "unavailable":
            yield messages.unavailable(observed.remote_name, since)
        case "partial":
            yield messages.partly_reachable(observed.remote_name, since)
        case "pending":
            yield messages.connectivity_unknown(observed.remote_name)
    expiry = observed.expiry_time
    if expiry is not None and observed.authentication == "ok":
        yield messages.passphrase_not_taken(observed.remote_name, instant_text(expiry), has_lapsed=expiry <= now)
    if observed.encryption == "none" and observed.authentication == "ok" and desired.encryption is None:
        yield messages.not_encrypted(observed.remote_name)
