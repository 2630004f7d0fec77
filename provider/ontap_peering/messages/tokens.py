"""What is wrong with the input `token`. No sentence has any part of it."""

_ASK = "ask the team that offers the peering for another one"


def token_empty() -> str:
    return (
        "token: is empty: the other stack was destroyed or has not been up yet, exports no such output, or does not "
        "know the passphrase of its ClusterPeer. Look at the outputs of the other stack"
    )


def not_a_token() -> str:
    return (
        "token: is not a token; it may be a passphrase, or something else that was pasted. Give what the output "
        "`token` of the offering ClusterPeer has"
    )


def token_damaged() -> str:
    return "token: is incomplete or damaged, as after a copy that missed some characters; copy it again, as a whole"


def token_of_newer_version(version: int) -> str:
    return f"token: is of version {version}, which this ontap-peering does not know: update ontap-peering"


def token_says(name: str) -> str:
    return f"{name}: the token says it already; give either token or {name}"


def token_follows(name: str) -> str:
    return f"{name}: the offering side generates the passphrase; with token, leave {name} out, and change it there"


def token_expired(cluster: str | None, expiry: str) -> str:
    return (
        f"token: this token{_of(cluster)} expired at {expiry}; {_ASK}. Nothing was sent. If this cluster has the peer "
        f"already, take it over with adopt='existing'"
    )


def new_token_expired(cluster: str | None, expiry: str) -> str:
    return (
        f"token: the new passphrase in this token{_of(cluster)} lapsed at {expiry}; {_ASK}, by another value of "
        f"`rotation` there. Nothing was sent; the peering continues with the old one"
    )


def token_used(cluster: str | None) -> str:
    return (
        f"token: the offer of this token{_of(cluster)} was accepted already, and it counts only once; ask the team "
        f"that offers the peering to open it again, by `pulumi up --refresh` or by another value of `rotation`. "
        f"Nothing was sent. If this cluster has the peer already, take it over with adopt='existing'"
    )


def token_encryption(cluster: str | None, proposed: str, wanted: str) -> str:
    return (
        f"encryption.proposed: is {wanted!r}, but the token{_of(cluster)} proposes {proposed!r}: the peering would "
        f"not be encrypted. Let both sides propose the same"
    )


def own_token(cluster: str, name: str) -> str:
    return (
        f"{cluster}: expected_remote, or the token, names cluster {name!r}, which is this cluster itself: it cannot be "
        f"its own peer. Give the token of the other cluster. Nothing was sent"
    )


def _of(cluster: str | None) -> str:
    return f" of cluster {cluster!r}" if cluster else ""
