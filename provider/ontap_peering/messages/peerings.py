"""What is the matter with a peering, and what will be, or was, done about its two sides."""

from collections.abc import Iterable
from typing import Literal

Trouble = Literal["pending", "problem", "absent", "revoked", "half rotated", "unencrypted"]


def _both(clusters: Iterable[str]) -> str:
    return " and ".join(clusters)


def about_peering(resource: str, clusters: Iterable[str], line: str) -> str:
    return f"{resource} (peering of {_both(clusters)}): {line}"


def not_two_clusters() -> str:
    return "must be the aliases of two different clusters"


def side_of_neither(path: str, clusters: Iterable[str]) -> str:
    return f"{path}: is not one of the two clusters of this peering, {_both(clusters)}"


def cannot_read_peering_by_id(id_: str) -> str:
    return f"{id_}: this resource cannot be read by id alone; to adopt existing peers, use adopt='existing'"


def side_missing(cluster: str, name: str) -> str:
    return f"{cluster}: there is no peer {name!r}"


def side_not_agreed(cluster: str, trouble: Trouble) -> str:
    seen = {
        "pending": "authentication is 'pending', with a passphrase that the other side does not have",
        "problem": "authentication is 'problem'",
        "absent": "this side does not use authentication",
        "revoked": "this side has revoked authentication",
        "half rotated": "a new passphrase was set on this side only",
        "unencrypted": "encryption is off, although both sides propose it",
    }
    return f"{cluster}: {seen[trouble]}"


def both_renewed(symptoms: Iterable[str], *, is_complete: bool) -> str:
    does = "gives" if is_complete else "creates what is missing and gives"
    return f"{'; '.join(symptoms)}. An update {does} both sides a new passphrase"


def side_moved(cluster: str, far: str) -> str:
    return f"{cluster}: cluster {far} has other intercluster addresses now; an update gives them to the peer"


def side_leads_elsewhere(  # noqa: PLR0913 - two clusters, each with name and uuid
    cluster: str, name: str, *, remote: str | None, uuid: str, new: str, new_uuid: str
) -> str:
    return (
        f"ALARM: {cluster}: peer {name!r} leads to cluster {remote!r} (uuid {uuid}), not to {new!r} (uuid {new_uuid}). "
        f"Nothing was changed: if {new!r} replaces that cluster, run `pulumi up --replace URN`; "
        f"otherwise correct the settings of its alias, or delete that peer on the cluster"
    )


def peering_unfinished() -> str:
    return "the last change could not be completed; an update does what is missing"


def peering_interrupted(clusters: Iterable[str]) -> str:
    return f"replacing it deletes both sides first: replication between {_both(clusters)} is interrupted meanwhile"


def peering_not_encrypted() -> str:
    return (
        "replication is not encrypted, although ONTAP's default is 'tls_psk'. Declare "
        "encryption={'proposed': 'tls_psk'} or, if that is intended, encryption={'proposed': 'none'}"
    )


def peering_gone(clusters: Iterable[str]) -> str:
    return f"both sides are gone, on {_both(clusters)}; `pulumi up` creates them again"


def second_side_failed(cluster: str, problem: str) -> str:
    return f"{cluster}: the new side was deleted again; {problem}"


def undo_failed(cluster: str, undo_problem: str, problem: str) -> str:
    return (
        f"{problem}; {cluster}: the new side could not be deleted again ({undo_problem}). It is kept in the state; "
        f"`pulumi up` continues"
    )


def addresses_not_permitted(cluster: str, far: str, problem: str) -> str:
    return (
        f"{problem}. Without this permission give the intercluster addresses of {cluster} that {far} dials as "
        f"sides[{cluster!r}]['ip_addresses']"
    )


def no_address_of_side(cluster: str, far: str) -> str:
    return (
        f"{cluster}: the IPspace of this side has no intercluster interface that {far} could dial. Create one, have "
        f"this resource create it with sides[{cluster!r}]['local_network'], or give "
        f"sides[{cluster!r}]['ip_addresses']"
    )


def sides_left(reasons: Iterable[str], deleted: Iterable[str]) -> str:
    return "; ".join([*(f"{cluster}: its peer is deleted" for cluster in deleted), *reasons])


def continue_without(cluster: str, problem: str) -> str:
    return f"{problem}. If {cluster} stays out of reach, its setting `offline` lets runs continue without it"


def not_read_unreached(cluster: str, problem: str) -> str:
    return (
        f"{problem}. Its peerings stay in the state as they were last seen, with sync 'unreachable'; `pulumi up` looks "
        f"at them again, and fails for each while {cluster} does not answer"
    )


def peering_unreached() -> str:
    return "a cluster could not be reached when this peering was last looked at; it is looked at again now"


def in_another_ipspace(clusters: Iterable[str]) -> str:
    return (
        f"{_both(clusters)} are peered already, but in another IPspace than `sides` says. Nothing was changed: "
        f"declare that IPspace, or have the peering replaced with `pulumi up --replace URN`"
    )


def no_side_deleted(clusters: Iterable[str], problem: str) -> str:
    return (
        f"the peering of {_both(clusters)} was not deleted, since the one that replaces it cannot be created: {problem}"
    )


def peering_not_ready(clusters: Iterable[str], wait_for: str, timeout: str, reasons: Iterable[str]) -> str:
    return (
        f"the peering of {_both(clusters)} was not {wait_for} within {timeout}: {'; '.join(reasons)}. "
        f"Both sides are kept; once the cause is fixed, `pulumi up` continues"
    )


def cancelled_while_peering(clusters: Iterable[str]) -> str:
    return (
        f"the run was cancelled while the peering of {_both(clusters)} was not complete. What exists is kept. "
        f"Run `pulumi up` again to continue"
    )


def peering_paused(reason: str) -> str:
    return f"paused ({reason}): nothing is changed on the clusters, and drift is not looked for"


def not_deleted_paused(clusters: Iterable[str], reason: str) -> str:
    return (
        f"the peering of {_both(clusters)} is paused ({reason}), so that it was not deleted. Declare it without "
        f"`paused`, run `pulumi up`, then delete it; `pulumi state delete URN` only forgets it and leaves both sides"
    )


def waits_for_offline(cluster: str, far: str) -> str:
    return (
        f"{cluster} is offline by its settings, so that only {far} is brought up to date; what needs {cluster} is done "
        f"by `pulumi up` once the setting is gone"
    )


def nothing_done_offline(clusters: Iterable[str]) -> str:
    offline = list(clusters)
    return (
        f"{_both(offline)} {'is' if len(offline) == 1 else 'are'} offline by the settings, so that nothing is done for "
        f"this peering; `pulumi up` does it once the setting is gone"
    )


def left_behind_offline(cluster: str, name: str) -> str:
    return (
        f"{cluster} is offline by its settings, so that its peer {name!r} was not deleted. The peering stays in the "
        f"state: run this again once the setting is gone, or, if that cluster never returns, `pulumi state delete URN`"
    )
