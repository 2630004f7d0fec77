"""What is the matter with a peer, and what will be, or was, done about it."""

from typing import Literal

Symptom = Literal["rejected", "lost"]


def about_peer(resource: str, cluster: str, name: str, line: str) -> str:
    return f"{resource} (peer {name!r} on {cluster}): {line}"


def no_effect(name: str) -> str:
    return f"a change of {name} has no effect on a peer that exists: it is used only when a peer is created"


def offer_expired(expiry: str) -> str:
    return f"the offer expired at {expiry}, and no cluster is known to have accepted it; an update renews it"


def offer_expires_soon(expiry: str, renew_before: str) -> str:
    return f"the offer expires at {expiry}, within renew_before {renew_before}; an update renews it"


def expiry_is_spent(reason: str, expiry: str) -> str:
    return f"{reason}, but expiry_time {expiry} is past: give a later instant, or a duration such as 'PT2H'"


def passphrase_repair(remedy: str, symptom: Symptom) -> str:
    seen = {
        "rejected": "authentication is 'problem': the other cluster deleted or revoked its side, or has another "
        "passphrase",
        "lost": "the passphrase of the offer left by an interrupted run is unknown",
    }
    repair = {
        "send again": "an update sends the passphrase again",
        "generate": "an update generates a new one",
        "ask": "give both sides a new one as `passphrase`",
    }
    return f"{seen[symptom]}; {repair[remedy]}"


def waiting_again(authentication: str | None, status: str | None, wait_for: str) -> str:
    seen = f"authentication is {authentication!r} and status {status!r}"
    return f"{seen}, but wait_for is {wait_for!r}; an update waits again"


def unexpected_remote(expected: str, name: str | None, serial_number: str | None, uuid: str) -> str:
    serial = f"serial number {serial_number}, " if serial_number else ""
    return f"ALARM: expected_remote is {expected!r}, but the peer is cluster {name!r} ({serial}uuid {uuid})"


def encryption_off(name: str | None, uuid: str) -> str:
    return (
        f"ALARM: encryption is off although encryption.proposed is 'tls_psk': cluster {name!r} (uuid {uuid}) does "
        f"not propose it. Have it proposed there, then give both sides a new passphrase"
    )


def remote_unverified(cluster: str, expected: str, name: str | None, uuid: str) -> str:
    return (
        f"{cluster}: expected_remote is {expected!r}, but the cluster of that alias could not be asked whether it is "
        f"{name!r} (uuid {uuid}), to which the peer leads. Nothing was changed: give that uuid as expected_remote, or "
        f"run again once the cluster answers"
    )


def remote_refused(cluster: str, alarm: str) -> str:
    return f"{cluster}: {alarm}. Nothing was changed: delete that peer on the cluster, or change expected_remote"


def new_side_removed(cluster: str, alarm: str) -> str:
    return (
        f"{cluster}: {alarm}. The new side was deleted: give the addresses of the right cluster, "
        f"or change expected_remote"
    )


def nothing_changed(cluster: str, alarm: str) -> str:
    return f"{cluster}: {alarm}. Nothing was changed"


def passphrase_needed(cluster: str, name: str) -> str:
    return (
        f"{cluster}: peer {name!r}: encryption.proposed and in_use cannot change without a passphrase, and it is "
        f"unknown: give both sides a new one as `passphrase`"
    )


def cannot_read_by_id(id_: str) -> str:
    return (
        f"{id_}: this resource cannot be read by id alone; to adopt an existing peer use adopt='existing' "
        f"or `ontap-peering import`"
    )


def another_offer(uuid: str) -> str:
    return f"another offer has its name now, left by an interrupted run (uuid {uuid})"


def offer_accepted(remote: str | None, old_uuid: str, new_uuid: str) -> str:
    return f"cluster {remote!r} accepted the offer: uuid {old_uuid} -> {new_uuid}"


def acceptance_uncertain(cluster: str, name: str, remote: str | None, uuid: str) -> str:
    return (
        f"{cluster}: the offer {name!r} is gone, and cluster {remote!r} (uuid {uuid}) may have accepted it. "
        f"Look at it with `pulumi refresh`, then run again"
    )


def acceptance_ambiguous(cluster: str, name: str, candidates: str) -> str:
    return (
        f"{cluster}: the offer {name!r} was accepted, but by which of these clusters is unclear: {candidates}. "
        f"Set expected_remote to the name, serial number or uuid of the right cluster, "
        f"then run `pulumi up --refresh=false`"
    )


def offer_gone(expiry: str, *, has_expired: bool) -> str:
    how = (
        f"it expired at {expiry} and no cluster accepted it"
        if has_expired
        else f"it would have expired only at {expiry}, so somebody deleted it, or a wrong passphrase did"
    )
    return f"the offer is gone: {how}; `pulumi up` creates a new one with a new passphrase"


def peer_gone(uuid: str) -> str:
    return f"it is gone from the cluster (uuid {uuid}); `pulumi up` creates it again"


def leftover_deleted(uuid: str) -> str:
    return f"an interrupted run left this peer unfinished (uuid {uuid}); it will be deleted and created again"


def leftover_adopted(uuid: str) -> str:
    return f"an interrupted run left this peer (uuid {uuid}); this run continues with it"


def name_taken(name: str, uuid: str) -> str:
    return f"another peer has its name {name!r} now (uuid {uuid}), which is left alone"


def generated_not_returned(cluster: str, name: str) -> str:
    return (
        f"{cluster}: peer {name!r}: this ONTAP release does not return the passphrase that it generates for an "
        f"existing peer, so the other side cannot be given it. The peering continues with the old one: give both "
        f"sides a `passphrase` of your own"
    )


def recreated_for_passphrase() -> str:
    return "the passphrase that ONTAP generated did not arrive; the offer is deleted and created again"
