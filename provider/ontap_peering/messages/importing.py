"""What `ontap-peering import` found and wrote."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

MOST_NAMED: Final = 5


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


def not_the_same_on_both(clusters: Iterable[str], name: str, values: Iterable[object]) -> str:
    found = " and ".join(f"{cluster} has {value}" for cluster, value in zip(clusters, values, strict=True))
    return f"{' and '.join(clusters)}: {name} is left out, and stays as it is: {found}"


def proposed_in_vain(clusters: Iterable[str]) -> str:
    return (
        f"{' and '.join(clusters)}: encryption is left out, and stays as it is: both propose 'tls_psk', but the "
        f"peering runs without encryption"
    )


def counterpart_missing(cluster: str, name: str, other: str) -> str:
    return (
        f"{cluster}: skipped {name!r}: it leads to {other}, which has no peer for it; delete it, or declare it with "
        f"ClusterPeering(..., adopt='existing'), which completes it"
    )


def other_sides_unread(peers: Iterable[tuple[str, str]]) -> str:
    return (
        f"skipped, since each may lead to a cluster that could not be read: "
        f"{', '.join(f'{cluster} {name!r}' for cluster, name in peers)}; run this again once every cluster can be "
        f"read, or without that one: --cluster ALIAS for each other one"
    )


def cluster_skipped(line: str) -> str:
    return f"skipped a cluster: {line}"


def same_cluster(alias: str, first: str) -> str:
    return f"{alias}: skipped: it is the same cluster as {first}; remove one of the two aliases"


def managed_already(count: int) -> str:
    return f"skipped {count} {'peer' if count == 1 else 'peers'} that this stack manages already"


def clusters_to_import() -> str:
    return "give either --all-clusters or each --cluster"


def fleet_of_several_clusters() -> str:
    return "--fleet is about the relationships of several clusters, so without --sides and --name"


def identity_needed(cluster: str) -> str:
    return (
        f"{cluster}: this user may not read /api/cluster, so that no relationship can be found; "
        f"import one cluster at a time"
    )


def names_of_one_cluster() -> str:
    return "--name is about the peers of one --cluster"


def _named(clusters: Collection[str]) -> str:
    return ", ".join(clusters) if len(clusters) <= MOST_NAMED else f"{len(clusters)} clusters"


def nothing_to_import(clusters: Collection[str]) -> str:
    return f"{_named(clusters) or 'no cluster'}: there is no peer to import; nothing was written"


def imported(count: int, peerings: int, clusters: Collection[str], files: Sequence[str]) -> str:
    of_one = f"{count} {'peer' if count == 1 else 'peers'}"
    of_both = f"{peerings} {'peering' if peerings == 1 else 'peerings'}"
    wrote = " and ".join([of_both] * bool(peerings) + [of_one] * bool(count))
    file, program, *_ = files
    return (
        f"{_named(clusters)}: wrote {wrote} to {', '.join(files[:-1])} and {files[-1]}. Next:\n"
        f"  pulumi import --file {file} --generate-code=false\n"
        f"  add the content of {program} to your program, then run: pulumi preview --expect-no-changes"
    )
