"""What `ontap-peering import` found and wrote."""

from collections.abc import Iterable


def no_such_peer(cluster: str, name: str, known: Iterable[str]) -> str:
    return f"{cluster}: there is no peer {name!r}; there are: {', '.join(known) or 'none'}"


def offer_not_importable(cluster: str, name: str) -> str:
    return (
        f"{cluster}: skipped {name!r}: it is an offer that no cluster has accepted, and only its creator knows its "
        f"passphrase; delete it and let the program create one"
    )


def not_declarable(cluster: str, name: str, problems: str) -> str:
    return f"{cluster}: skipped {name!r}: a program cannot declare it: {problems}"


def already_managed(cluster: str, name: str, resource: str) -> str:
    return f"{cluster}: skipped {name!r}: the resource {resource!r} of this stack manages it already"


def encryption_not_declared(cluster: str, name: str) -> str:
    return (
        f"{cluster}: peer {name!r}: encryption.proposed is left out: this side proposes 'tls_psk', but the peering "
        f"runs without encryption, since the other cluster does not propose it"
    )


def peering_not_agreed(clusters: Iterable[str], troubled: Iterable[str]) -> str:
    return (
        f"{' and '.join(clusters)}: skipped their peering: authentication is not 'ok' on {' and '.join(troubled)}; "
        f"repair it, or declare it with ClusterPeering(..., adopt='existing'), which repairs it"
    )


def peering_not_declarable(clusters: Iterable[str], problems: str) -> str:
    return f"{' and '.join(clusters)}: skipped their peering: a program cannot declare it: {problems}"


def not_the_same_on_both(clusters: Iterable[str], name: str) -> str:
    return f"{' and '.join(clusters)}: {name} is left out: it is not the same on both sides"


def identity_needed(cluster: str) -> str:
    return (
        f"{cluster}: this user may not read /api/cluster, so that no relationship can be found; "
        f"import one cluster at a time"
    )


def name_or_all() -> str:
    return "give either --all or the --name of each peer"


def names_of_one_cluster() -> str:
    return "--name is about the peers of one --cluster; give --all to import relationships"


def nothing_to_import(cluster: str) -> str:
    return f"{cluster}: there is no peer to import; nothing was written"


def imported(count: int, peerings: int, cluster: str, file: str, program: str) -> str:
    of_one = f"{count} {'peer' if count == 1 else 'peers'}"
    of_both = f"{peerings} {'peering' if peerings == 1 else 'peerings'}"
    wrote = " and ".join([of_both] * bool(peerings) + [of_one] * bool(count))
    return (
        f"{cluster}: wrote {wrote} to {file} and {program}. Next:\n"
        f"  pulumi import --file {file} --generate-code=false --protect=false\n"
        f"  add the content of {program} to your program, then run: pulumi preview --expect-no-changes"
    )
