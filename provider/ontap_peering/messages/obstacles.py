"""What keeps a peer from being created, changed or ready."""

from collections.abc import Iterable


def already_exists(cluster: str, name: str, uuid: str, status: str | None) -> str:
    return (
        f"{cluster}: cannot create peer {name!r}: a peer of this name already exists (uuid {uuid}, status {status}). "
        f"Choose another name, or adopt it with adopt='existing'"
    )


def passphrase_empty(cluster: str, name: str) -> str:
    return (
        f"{cluster}: cannot create peer {name!r}: its passphrase is empty, because it comes from a peer that was "
        f"adopted without one. Have ONTAP generate a new one there, with rotation='1', or recreate that peer with "
        f"`pulumi up --replace URN`"
    )


def not_ready(cluster: str, name: str, wait_for: str, timeout: str, reason: str) -> str:
    return (
        f"{cluster}: peer {name!r} was not {wait_for} within {timeout}: {reason}. The peer is kept; once the cause "
        f"is fixed, `pulumi up` continues"
    )


def cancelled_while_waiting(cluster: str, name: str, wait_for: str) -> str:
    return (
        f"{cluster}: the run was cancelled while it waited for peer {name!r} to be {wait_for}. The peer is kept. "
        f"Run `pulumi up` again to continue"
    )


def disappeared(cluster: str, name: str) -> str:
    return f"{cluster}: peer {name!r} disappeared right after it was created or changed; run `pulumi up` again"


def not_connected(remote: str | None, status: str | None) -> str:
    return (
        f"cluster {remote!r} has accepted, but its status is {status!r}: check the network between the intercluster "
        f"interfaces of the two clusters"
    )


def own_passphrase_expired(expiry: str) -> str:
    return (
        f"the passphrase of this side expired at {expiry} before the other cluster used it; give both sides a new one"
    )


def passphrase_not_honored(remote: str | None) -> str:
    return (
        f"cluster {remote!r} has nothing open for this passphrase: it is wrong, expired or used already, or the "
        f"other side does not exist yet. This stack cannot look at that cluster, unless it is in ontap:clusters, too"
    )


def no_offer_there(remote: str | None, *, open_offers: int) -> str:
    if open_offers:
        return (
            f"cluster {remote!r} has no side for this cluster, and none of its {open_offers} open offers has this "
            f"passphrase. ONTAP deletes an offer at the first wrong passphrase; take the passphrase from a new one"
        )
    return (
        f"cluster {remote!r} has no side for this cluster and no open offer: the offer expired, was used already, "
        f"or was deleted at a wrong passphrase. Create a new one, and take its passphrase"
    )


def passphrase_expired_there(remote: str | None, expiry: str) -> str:
    return f"the passphrase of the side on cluster {remote!r} expired at {expiry}; give both sides a new one"


def revoked_there(remote: str | None) -> str:
    return f"cluster {remote!r} has revoked authentication on its side"


def authentication_on_one_side(remote: str | None) -> str:
    return f"one side uses authentication and the other, on cluster {remote!r}, does not: give both the same in_use"


def another_passphrase_there(remote: str | None, name: str) -> str:
    return (
        f"each side waits for the other with another passphrase: the one on cluster {remote!r} is peer {name!r}. "
        f"Give both the same"
    )


def one_in_the_way(cluster: str, name: str, code: str, known: Iterable[str]) -> str:
    return (
        f"{cluster}: cannot create peer {name!r} ({code}): one of the peers of this cluster leads to the same "
        f"cluster already ({', '.join(known)}). Name that cluster in expected_remote to learn which"
    )


def in_the_way(  # noqa: PLR0913 - a sentence with six facts
    cluster: str, name: str, code: str, *, other: str, remote: str | None, uuid: str
) -> str:
    return (
        f"{cluster}: cannot create peer {name!r} ({code}): peer {other!r} (to cluster {remote!r}, uuid {uuid}) is in "
        f"the way. Adopt it with adopt='existing', or delete it"
    )


def no_such_ipspace(cluster: str, ipspace: str, known: Iterable[str]) -> str:
    return f"{cluster}: there is no IPspace {ipspace!r}; there are: {', '.join(known)}"


def no_interface(cluster: str, ipspace: str, kind_of_address: str) -> str:
    return f"{cluster}: IPspace {ipspace!r} has no intercluster interface with an {kind_of_address} address"


def passphrase_too_short(cluster: str, shortest: int) -> str:
    return f"{cluster}: the passphrase is shorter than the {shortest} characters that this cluster demands (4653236)"


def encryption_demanded(cluster: str) -> str:
    return f"{cluster}: this cluster demands encryption, so that `encryption.proposed` cannot be 'none' (4653419)"


def authentication_demanded(cluster: str) -> str:
    return f"{cluster}: this cluster demands authentication, so that `in_use` cannot be 'absent'"


def name_of_the_cluster(cluster: str, name: str) -> str:
    return f"{cluster}: {name!r} is the cluster's own name, which no peer of it can have; give another `name` (4656071)"


def nothing_deleted(cluster: str, name: str, problem: str) -> str:
    return f"{cluster}: peer {name!r} was not deleted, since the peer that replaces it cannot be created: {problem}"


def kept_until_other_exists(resource: str, other: str) -> str:
    return (
        f"resource {resource!r} was not deleted, since {other!r} could not be created, which may be meant to take its "
        f"place. `pulumi up` deletes {resource!r} once {other!r} exists"
    )


def left_to_another(clusters: Iterable[str], other: str) -> str:
    return f"not deleted on {' and '.join(clusters)}, since {other!r} has adopted it there"


def same_key(resource: str, rival: str) -> str:
    return (
        f"resources {resource!r} and {rival!r} would be one peer, since one of them was renamed and the other "
        f"has its old name: give the new one another name"
    )


def one_name_of_two_kinds(resource: str) -> str:
    return (
        f"a ClusterPeer and a ClusterPeering are both called {resource!r}, and would be one peer: give one of them "
        f"another name"
    )


def another_cluster(  # noqa: PLR0913 - two clusters, each with name and uuid
    cluster: str, name: str, *, old: str, old_uuid: str, new: str, new_uuid: str
) -> str:
    return (
        f"{cluster}: peer {name!r} is on cluster {old!r} (uuid {old_uuid}), but cluster {new!r} (uuid {new_uuid}) "
        f"answers now. Nothing was changed: correct the host of {cluster!r}; if the cluster was replaced, confirm "
        f"the new one with `pulumi config set --path ontap:clusters.{cluster}.uuid {new_uuid}`"
    )


def not_the_confirmed_cluster(cluster: str, confirmed: str, new: str, new_uuid: str) -> str:
    return (
        f"{cluster}: its setting `uuid` is {confirmed}, but cluster {new!r} (uuid {new_uuid}) answers. "
        f"Nothing was changed: correct its `host` or its `uuid`"
    )
