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


def nothing_to_import(cluster: str) -> str:
    return f"{cluster}: there is no peer to import; nothing was written"


def imported(count: int, cluster: str, file: str, program: str) -> str:
    return (
        f"{cluster}: wrote {count} {'peer' if count == 1 else 'peers'} to {file} and {program}. Next:\n"
        f"  pulumi import --file {file} --generate-code=false --protect=false\n"
        f"  add the content of {program} to your program, then run: pulumi preview --expect-no-changes"
    )
