"""What is the matter with a peering, in one word."""

from collections.abc import Mapping
from typing import Final

from ontap_peering import messages
from ontap_peering.pairing.model import PeeringState
from ontap_peering.peer.model import ObservedPeer

IN_SYNC = "in_sync"
UNREACHABLE = "unreachable"
PAUSED = "paused"
MISSING = "..._missing"
MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    PAUSED: (
        "the program or the fleet file says so, with a reason, so that nobody looked",
        "take the pause away once the reason is gone; the next run does what waits",
    ),
    UNREACHABLE: (
        "a cluster did not answer, or has the setting `offline`",
        "once the cluster is back, take the setting away, if it is there; the next run finishes what waits",
    ),
    MISSING: (
        "that cluster has no peer for this peering",
        "`pulumi up` creates it, and gives both sides a new passphrase",
    ),
    "auth_problem": (
        "the two sides do not authenticate each other: another passphrase, or one side revoked it",
        "`pulumi up` gives both sides a new passphrase",
    ),
    "auth_pending": (
        "one side has not taken the passphrase of the other one yet",
        "wait a moment, or run `pulumi up`",
    ),
    "partial": (
        "some nodes of the two clusters do not reach each other",
        "check the routes between the intercluster interfaces",
    ),
    "unavailable": (
        "no node reaches the other cluster; replication has stopped",
        "check the network between the clusters, and that both are up",
    ),
    IN_SYNC: ("both sides work", "nothing"),
}
"""Of each word: what it means, and what to do."""


def sync(state: PeeringState) -> str:
    """The most serious thing first: what is not known, then what is missing, then authentication, then connectivity."""
    if state.is_paused:
        return PAUSED
    if state.unseen or state.is_unreached:
        return UNREACHABLE
    missing = [alias for alias in state.applied.clusters if alias not in state.peers]
    if missing:
        return "both_missing" if len(missing) > 1 else f"{missing[0]}_missing"
    peers = state.peers.values()
    if any(peer.authentication not in ("ok", "pending") or peer.in_use == "revoked" for peer in peers):
        return "auth_problem"
    if not all(is_agreed(peer) for peer in peers):
        return "auth_pending"
    statuses = {peer.status for peer in peers}
    return IN_SYNC if statuses == {"available"} else "partial" if "partial" in statuses else "unavailable"


def is_agreed(peer: ObservedPeer) -> bool:
    """Whether both sides work with one passphrase and no other one is on offer."""
    return peer.authentication == "ok" and peer.expiry_time is None and peer.in_use != "revoked"


def trouble_of(peer: ObservedPeer) -> messages.Trouble:
    """What is the matter with the authentication of a side that is not agreed."""
    if peer.in_use == "revoked":
        return "revoked"
    match peer.authentication:
        case "ok":
            return "half rotated"
        case "pending" | "absent" as found:
            return found
        case _:
            return "problem"
