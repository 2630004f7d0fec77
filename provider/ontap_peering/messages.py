"""
Every sentence that this package says to a user, so that they are read, and reviewed, in one place.

tests/unit/messages.txt has each of them with sample values. A sentence names the cluster and the peer, says what
happened and why, and ends with what to do. It never holds a passphrase, a password or any other secret.
"""

from collections.abc import Iterable


def bad_host() -> str:
    return "must be a host name or an address, with an optional :port"


def credentials_incomplete() -> str:
    return "give username and password, or client_cert and client_key, or token"


def clusters_not_a_map(key: str) -> str:
    return (
        f"config {key} must be a map of cluster aliases: "
        f"set it with `pulumi config set --path {key}.<alias>.host <host>`"
    )


def cluster_not_configured(cluster: str, key: str, known: Iterable[str], variable: str) -> str:
    return (
        f"{cluster}: no such cluster is configured (known: {', '.join(sorted(known)) or 'none'}): set it with "
        f"`pulumi config set --path {key}.{cluster}.host <host>` or the environment variable {variable}"
    )


def bad_setting(path: str, problem: str, command: str, variable: str) -> str:
    return f"{path}: {problem}; set it with `{command}` or the environment variable {variable}"


def tls_not_verified(cluster: str) -> str:
    return f"{cluster}: verify_tls is false: the cluster's TLS certificate is NOT verified"


def credentials_rejected(cluster: str) -> str:
    return (
        f"{cluster}: the cluster rejected the credentials (HTTP 401): check the user name and password, token "
        f"or client "
        f"certificate in ontap:clusters.{cluster}, or in the environment (ONTAP_<ALIAS>_<SETTING>)"
    )


def refused(call: str, code: str, target: str, meaning: str) -> str:
    return f"{call} refused ({code}){f' [{target}]' if target else ''}: {meaning}"


def busy() -> str:
    return "the cluster is busy; run `pulumi up` again later"


def unreachable(cluster: str, host: str, problem: str, seconds: float) -> str:
    return (
        f"{cluster}: cannot reach {host} ({problem}, tried for {seconds:.0f} s): check "
        f"ontap:clusters.{cluster}.host and "
        f"that the cluster's management address answers"
    )


def certificate_not_trusted(cluster: str, host: str) -> str:
    return (
        f"{cluster}: the TLS certificate of {host} is not trusted: set ontap:clusters.{cluster}.ca_file to the "
        f"certificate "
        f"of the CA that signed it"
    )


def connection_lost(call: str, host: str, seconds: float) -> str:
    return f"{call}: the connection to {host} was lost after {seconds:.0f} s; it may or may not have taken effect"


def reply_cut_short(call: str) -> str:
    return f"{call}: the reply was cut short; it may or may not have taken effect"


def reply_without_uuid(call: str) -> str:
    return f"{call}: the reply holds no uuid; it may or may not have taken effect"


def reply_of_wrong_shape(call: str, where: str) -> str:
    return f"{call}: the reply does not have the documented shape at {where!r}"


def endless_pages(call: str) -> str:
    return f"{call}: the cluster sends one page after another without end"


def cancelled_request(call: str, *, is_write: bool) -> str:
    unknown = "; it may or may not have taken effect" if is_write else ""
    return f"{call}: the run was cancelled before the reply came{unknown}"


def run_cancelled() -> str:
    return "the run was cancelled"


def cancelled_before_start(cluster: str) -> str:
    return f"{cluster}: the run was cancelled before this operation started"


def cancelled_while_busy(cluster: str, name: str) -> str:
    return (
        f"{cluster}: the run was cancelled while the cluster was busy, before peer {name!r} was created; "
        f"the next `pulumi up` creates it"
    )


def own_bug(kind: str, operation: str, switch: str, *, is_shown: bool) -> str:
    where = "its traceback is in the diagnostics" if is_shown else f"set {switch}=1 to see where"
    return f"this is a bug in ontap-peering: {kind} in {operation}; {where}"


def no_such_input(path: str) -> str:
    return f"{path}: there is no such input"


def required(path: str) -> str:
    return f"{path}: required"


def empty(path: str) -> str:
    return f"{path}: must not be empty"


def bad_value(path: str, problem: str, value: str = "") -> str:
    return f"{path}{f' {value}' if value else ''}: {problem}"


def bad_duration() -> str:
    return 'must be an ISO 8601 duration such as "PT2H", "P1DT12H" or "P1W"'


def no_utc_offset() -> str:
    return "must have a UTC offset"


def bad_expiry() -> str:
    return (
        'must be an ISO 8601 duration ("PT2H", at most "P7D") or an instant with a UTC offset '
        '("2026-01-31T12:00:00Z"); '
        "a time without offset would depend on the cluster's time zone"
    )


def bad_name(length: int) -> str:
    return (
        f"must follow ONTAP's rules for cluster names: a letter first, then letters, digits, '.', '_' or '-', "
        f"at most {length} characters"
    )


def name_or_uuid() -> str:
    return "give either name or uuid"


def passphrase_without_remote() -> str:
    return "passphrase: needs remote.ip_addresses; without it, ONTAP generates the passphrase of an offer (4656069)"


def two_passphrases() -> str:
    return "passphrase: give either passphrase or generate_passphrase=True, not both"


def no_passphrase() -> str:
    return "generate_passphrase: is False and there is no passphrase; give one of the two (4656077)"


def encryption_without_authentication() -> str:
    return "encryption.proposed: needs authentication, but in_use is 'absent' (4656070)"


def offer_without_authentication() -> str:
    return (
        "in_use: is 'absent', but without remote.ip_addresses an offer can only be accepted by passphrase; "
        "give remote.ip_addresses or leave in_use out (4656077)"
    )


def mixed_address_families() -> str:
    return "remote.ip_addresses: mixes IPv4 and IPv6; give addresses of one family (4653708)"


def nobody_to_wait_for(wait_for: str) -> str:
    return f"wait_for: is {wait_for!r}, but without remote.ip_addresses there is no remote cluster to wait for"


def offer_too_long(expiry: str, longest: str) -> str:
    return f"expiry_time {expiry!r}: must be more than zero and at most {longest} (4655058)"


def expiry_too_far(expiry: str, longest: str) -> str:
    return f"expiry_time {expiry!r}: must be at most {longest} ahead (4655058)"


def expiry_in_the_past(expiry: str) -> str:
    return f"expiry_time {expiry!r}: is in the past; give a later instant or a duration (4653229)"


def renew_before_too_long(renew_before: str, lifetime: str) -> str:
    return (
        f"renew_before {renew_before!r}: must be shorter than the offer's lifetime of {lifetime}, "
        f"or every run would renew it"
    )


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


def file_exists(path: str) -> str:
    return f"{path}: already exists; name another file with --file or --program"


def no_stack_selected() -> str:
    return "no stack is selected here: run `pulumi stack select` first"


def stack_unreadable(problem: str) -> str:
    return f"cannot read the stack: {problem}; run this command in the project's folder"


def no_such_peer(cluster: str, name: str, known: Iterable[str]) -> str:
    return f"{cluster}: there is no peer {name!r}; there are: {', '.join(known) or 'none'}"


def offer_not_importable(cluster: str, name: str) -> str:
    return (
        f"{cluster}: skipped {name!r}: it is an offer that no cluster has accepted, and only its creator knows its "
        f"passphrase; delete it and let the program create one"
    )


def not_declarable(cluster: str, name: str, problems: str) -> str:
    return f"{cluster}: skipped {name!r}: a program cannot declare it: {problems}"


def nothing_to_import(cluster: str) -> str:
    return f"{cluster}: there is no peer to import; nothing was written"


def imported(count: int, cluster: str, file: str, program: str) -> str:
    return (
        f"{cluster}: wrote {count} {'peer' if count == 1 else 'peers'} to {file} and {program}. Next:\n"
        f"  pulumi import --file {file} --generate-code=false --protect=false\n"
        f"  add the content of {program} to your program, then run: pulumi preview --expect-no-changes"
    )
