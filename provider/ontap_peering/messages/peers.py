"""What is the matter with a peer, and what will be, or was, done about it."""


def about_peer(cluster: str, name: str, line: str) -> str:
    return f"{cluster}: peer {name!r}: {line}"


def no_effect(name: str) -> str:
    return f"a change of {name} has no effect on a peer that exists: it is used only when a peer is created"


def offer_expired(expiry: str) -> str:
    return f"the offer expired at {expiry}, and no cluster is known to have accepted it; it will be renewed"


def offer_expires_soon(expiry: str, renew_before: str) -> str:
    return f"the offer expires at {expiry}, within renew_before {renew_before}; it will be renewed"


def expiry_is_spent(reason: str, expiry: str) -> str:
    return f"{reason}, but expiry_time {expiry} is past: give a later instant, or a duration such as 'PT2H'"


def passphrase_repair(remedy: str, *, is_rejected: bool) -> str:
    """`is_rejected`: authentication fails; otherwise the passphrase was lost."""
    symptom = (
        "authentication is 'problem': the other cluster deleted or revoked its side, or has another passphrase"
        if is_rejected
        else "the passphrase of the offer left by an interrupted run is unknown"
    )
    repair = {
        "send again": "the passphrase will be sent again",
        "generate": "a new one will be generated",
        "ask": "give both sides a new one as `passphrase`",
    }
    return f"{symptom}; {repair[remedy]}"


def waiting_again(authentication: str | None, status: str | None, wait_for: str) -> str:
    return f"authentication is {authentication!r} and status {status!r}, but wait_for is {wait_for!r}; waiting again"


def unexpected_remote(expected: str, name: str | None, serial_number: str | None, uuid: str) -> str:
    serial = f"serial number {serial_number}, " if serial_number else ""
    return f"ALARM: expected_remote is {expected!r}, but the peer is cluster {name!r} ({serial}uuid {uuid})"


def encryption_off(name: str | None, uuid: str) -> str:
    return (
        f"ALARM: encryption is off although encryption.proposed is 'tls_psk': cluster {name!r} (uuid {uuid}) does not "
        f"propose it. Have it proposed there, then give both sides a new passphrase"
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
        f"{cluster}: peer {name!r}: encryption.proposed and in_use cannot change without a passphrase, and it "
        f"is unknown: "
        f"give both sides a new one as `passphrase`"
    )


def passphrase_empty(cluster: str, name: str) -> str:
    return (
        f"{cluster}: cannot create peer {name!r}: its passphrase is empty, because it comes from a peer that "
        f"was adopted "
        f"without one. Recreate that peer with `pulumi up --replace URN`"
    )


def already_exists(cluster: str, name: str, uuid: str, status: str | None) -> str:
    return (
        f"{cluster}: cannot create peer {name!r}: a peer of this name already exists (uuid {uuid}, status {status}). "
        f"Choose another name, or adopt it with adopt='existing'"
    )


def cannot_read_by_id(id_: str) -> str:
    return (
        f"{id_}: this resource cannot be read by id alone; to adopt an existing peer use adopt='existing' "
        f"or `ontap-peering import`"
    )


def another_offer(cluster: str, name: str, uuid: str) -> str:
    return f"{cluster}: the offer {name!r} is not the one in Pulumi's state (uuid {uuid})"


def offer_accepted(cluster: str, name: str, remote: str | None, old_uuid: str, new_uuid: str) -> str:
    return f"{cluster}: cluster {remote!r} accepted the offer {name!r}: uuid {old_uuid} -> {new_uuid}"


def acceptance_uncertain(cluster: str, name: str, remote: str | None, uuid: str) -> str:
    return (
        f"{cluster}: the offer {name!r} is gone, and cluster {remote!r} (uuid {uuid}) may have accepted it. "
        f"Look at it with `pulumi refresh`, or set expected_remote"
    )


def acceptance_ambiguous(cluster: str, name: str, candidates: str) -> str:
    return (
        f"{cluster}: the offer {name!r} was accepted, but by which of these clusters is unclear: {candidates}. "
        f"Set expected_remote to the name, serial number or uuid of the right cluster"
    )


def offer_gone(cluster: str, name: str, expiry: str, *, has_expired: bool) -> str:
    when = "expired" if has_expired else "was to expire"
    return (
        f"{cluster}: the offer {name!r} is gone: it {when} at {expiry} and no cluster accepted it; "
        f"`pulumi up` will create a new one with a new passphrase"
    )


def peer_gone(cluster: str, name: str, uuid: str) -> str:
    return f"{cluster}: peer {name!r} (uuid {uuid}) is gone from the cluster; `pulumi up` will create it again"


def disappeared(cluster: str, name: str) -> str:
    return f"{cluster}: peer {name!r} disappeared right after it was created or changed; run `pulumi up` again"


def not_ready(  # noqa: PLR0913 - a sentence with six facts
    cluster: str, name: str, wait_for: str, timeout: str, *, authentication: str | None, status: str | None
) -> str:
    return (
        f"{cluster}: peer {name!r} was not {wait_for} within {timeout}: authentication is {authentication!r}, "
        f"status {status!r}. The peer is kept. Fix the cause and run `pulumi up` again to continue"
    )


def cancelled_while_waiting(cluster: str, name: str, wait_for: str) -> str:
    return (
        f"{cluster}: the run was cancelled while it waited for peer {name!r} to be {wait_for}. The peer is kept. "
        f"Run `pulumi up` again to continue"
    )
