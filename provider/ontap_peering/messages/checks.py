"""What a check saw, each a phrase behind the name of a cluster or a relationship."""

from collections.abc import Iterable


def switched_off(reason: str) -> str:
    return f"switched off: {reason}"


def follows_from(check: str) -> str:
    return f"see {check}"


def not_got_that_far() -> str:
    return "the connection did not get that far"


def identity_not_permitted(cluster: str) -> str:
    return f"{cluster}: this user may not read /api/cluster"


def no_counterpart(cluster: str, far: str, name: str) -> str:
    return f"{cluster} has no peer for its relationship with {far}, whose peer {name!r} is left alone"


def there_is_a_peer() -> str:
    return "a cluster has a peer for it"


def nothing_left(clusters: Iterable[str], resource: str) -> str:
    aliases = list(clusters)
    where = f"neither {aliases[0]} nor {aliases[1]} has" if len(aliases) > 1 else f"{aliases[0]} does not have"
    return f"{where} a peer of the resource {resource!r} any more"


def both_sides_there() -> str:
    return "both clusters have their side"


def may_be_unseen(remote: str | None) -> str:
    return f"its other cluster, {remote!r}, is none of those that could be looked at"


def not_configured(remote: str) -> str:
    return f"cluster {remote!r} is not configured"


def other_side_unknown() -> str:
    return "the other side was not seen"


def offers_nobody_yet() -> str:
    return "an offer that no cluster has accepted"


def authenticated(state: str | None) -> str:
    return f"authentication is {state!r}"


def status_is(status: str | None) -> str:
    return f"status is {status!r}"


def not_agreed_yet() -> str:
    return "the two sides have not agreed"


def replicates_in_clear(remote: str | None) -> str:
    return f"replication with cluster {remote!r} is not encrypted"


def encrypted_by(protocol: str | None) -> str:
    return f"encryption is {protocol!r}"


def named_after_another(name: str, remote: str | None) -> str:
    return f"peer {name!r} has the name of another cluster: it leads to {remote!r}"


def is_named(name: str) -> str:
    return f"peer {name!r}"


def dials_strangers(addresses: Iterable[str], cluster: str) -> str:
    return f"dials {', '.join(addresses)}, which {cluster} does not have"


def dials(addresses: Iterable[str]) -> str:
    return f"dials {', '.join(addresses) or 'no address'}"


def offer_is_open(name: str, expiry: str | None, *, has_lapsed: bool) -> str:
    if has_lapsed:
        return f"offer {name!r} lapsed at {expiry}, and no cluster had accepted it"
    until = f" until {expiry}" if expiry else ""
    return f"offer {name!r}: any cluster that has its passphrase may accept it{until}"


def no_offer() -> str:
    return "no offer"


def no_state_to_compare() -> str:
    return "there is no stack to compare with"


def managed_by(resource: str) -> str:
    return f"the resource {resource!r} manages it"


def nobody_manages(name: str) -> str:
    return f"no resource of this stack manages peer {name!r}"


def rotation_not_dated() -> str:
    return "`rotation` is no date"


def rotated_on(rotation: str, months: int) -> str:
    return f"the month of `rotation` ({rotation!r}) was {months} month{'' if months == 1 else 's'} ago"


def answers_as(name: str) -> str:
    return f"answers as cluster {name!r}" if name else "answers"


def not_verified() -> str:
    return "verify_tls is false: the certificate is not verified"


def verified() -> str:
    return "the certificate is trusted"


def credentials_accepted() -> str:
    return "the credentials are accepted"


def may_read_everything() -> str:
    return "may read cluster, peers, interfaces, IPspaces, policy, nodes and routes"


def release_unknown(release: str) -> str:
    return f"the cluster calls its release {release!r}"


def release_too_old(release: str) -> str:
    return f"{release}: the REST API of this release has no cluster peers"


def nodes_without_interface(ipspace: str, nodes: Iterable[str]) -> str:
    return f"IPspace {ipspace!r} has no intercluster interface that is up on {', '.join(nodes)}"


def interfaces_are(ipspace: str, addresses: Iterable[str]) -> str:
    return f"IPspace {ipspace!r}: {', '.join(addresses)}"


def clock_is_off(minutes: int) -> str:
    return f"the clock is {abs(minutes)} min {'ahead of' if minutes > 0 else 'behind'} this computer's"


def clocks_agree() -> str:
    return "the clock agrees with this computer's"


def one_cluster_twice(cluster: str, far: str, name: str) -> str:
    return f"{cluster} and {far} are one cluster, {name!r}"


def two_clusters(name: str, far: str) -> str:
    return f"{name!r} and {far!r}"


def both_are_called(name: str) -> str:
    return f"both clusters are called {name!r}"


def name_is_taken(name: str, remote: str | None) -> str:
    return f"peer {name!r} leads to another cluster, {remote!r}"


def name_is_free(name: str) -> str:
    return f"the name {name!r} is free"


def peered_already(name: str, authentication: str | None, status: str | None) -> str:
    return f"peer {name!r} exists already (authentication {authentication!r}, status {status!r})"


def no_peer_leads_to(far: str) -> str:
    return f"no peer leads to {far}"


def _of_kinds(families: Iterable[int]) -> str:
    return " and ".join(f"IPv{family}" for family in families)


def family_in_common(families: Iterable[int]) -> str:
    return f"both have {_of_kinds(families)}"


def no_interface_at_all(ipspace: str) -> str:
    return f"IPspace {ipspace!r} has no intercluster interface"


def no_family_in_common(cluster: str, families: Iterable[int], far: str, far_families: Iterable[int]) -> str:
    return f"{cluster} has {_of_kinds(families)} only, {far} has {_of_kinds(far_families)} only"


def interfaces_elsewhere(known: Iterable[str]) -> str:
    return f"intercluster interfaces are in {', '.join(known)} only, and not in 'Default'"


def ipspaces_with_interfaces(known: Iterable[str]) -> str:
    return f"intercluster interfaces are in {', '.join(known) or 'no IPspace'}"


def demands_encryption(far: str) -> str:
    return f"demands encryption, which {far} does not"


def demands(shortest: int) -> str:
    return f"demands a passphrase of {shortest} characters"


def no_route_to(far: str, addresses: Iterable[str]) -> str:
    return f"has no route to {', '.join(addresses)} of {far}"


def routed_to(far: str) -> str:
    return f"has a route to each address of {far}"


def policy_not_in_release() -> str:
    return "this release does not tell its peering policy"
