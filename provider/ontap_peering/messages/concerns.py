"""What a person should know about a peer, its cluster or the other cluster, and nothing here could mend."""


def replication_interrupted(local: str, remote: str | None) -> str:
    return (
        f"replacing it deletes an accepted peer first: replication between clusters {local!r} and {remote!r} is "
        f"interrupted until {remote!r} accepts the new one"
    )


def unavailable(remote: str | None, since: str | None) -> str:
    return (
        f"cluster {remote!r} is unavailable{f' since {since}' if since else ''}: no node reaches it, and "
        f"replication has stopped. Check the network between the two clusters, and that {remote!r} still has its side"
    )


def partly_reachable(remote: str | None, since: str | None) -> str:
    return (
        f"cluster {remote!r} is only partly reachable{f' since {since}' if since else ''}: some nodes do not reach "
        f"each other. Check the routes between the intercluster interfaces"
    )


def connectivity_unknown(remote: str | None) -> str:
    return f"cluster {remote!r} has accepted, and ONTAP has not determined yet whether all nodes reach each other"


def not_accepted_yet(remote: str | None, expiry: str | None) -> str:
    until = f", before {expiry}" if expiry else ""
    return f"cluster {remote!r} has not accepted yet: it needs a peer to this cluster with the same passphrase{until}"


def passphrase_not_taken(remote: str | None, expiry: str, *, has_lapsed: bool, is_given: bool) -> str:
    """`is_given`: this side has it from its program, or from a token, and not from ONTAP."""
    if has_lapsed:
        return (
            f"cluster {remote!r} did not take the new passphrase before it lapsed at {expiry}; the old one is "
            f"still in use. Give both sides a new one"
        )
    if is_given:
        return (
            f"this side has a new passphrase, and waits until {expiry} for cluster {remote!r} to have the same one; "
            f"until then the old one is in use. If it came in a token, ask whether there is a newer token"
        )
    return (
        f"cluster {remote!r} has not taken the new passphrase yet, which lapses at {expiry}; until then the old "
        f"one is in use. Give it, or the new token, to the other side"
    )


def passphrase_waits(remote: str | None, expiry: str) -> str:
    return (
        f"authentication is 'problem'; this side has sent its passphrase again, which cluster {remote!r} may take "
        f"until {expiry}. If it has revoked or deleted its side, restore that there"
    )


def revoked_here() -> str:
    return "this side revoked authentication (in_use is 'revoked'); to restore it, declare in_use='ok'"


def offer_without_address(ipspace: str | None) -> str:
    return (
        f"no cluster can accept this offer, since IPspace {ipspace!r} has no intercluster interface here. Create "
        f"one, then run `pulumi up --replace URN`"
    )


def not_encrypted(remote: str | None) -> str:
    return (
        f"replication is not encrypted, although ONTAP's default is 'tls_psk': cluster {remote!r} does not propose "
        f"it. Have it proposed there or, if that is intended, declare encryption={{'proposed': 'none'}}; "
        f"then give both sides a new passphrase"
    )


def remote_renamed(old: str | None, new: str | None) -> str:
    return f"the other cluster, {old!r}, is now called {new!r}; it is the same cluster"


def clock_skew(cluster: str, minutes: int) -> str:
    where = f"{abs(minutes)} min {'ahead of' if minutes > 0 else 'behind'}"
    return (
        f"{cluster}: the cluster's clock is {where} this computer's; expiry is judged by the cluster's. Check the "
        f"time servers of both"
    )
