"""
The one table of the resource's inputs: what each is for, what a change of it does, and whether ONTAP ever reports it.

check, diff, update, the bodies of requests, the JSON Schema, docs/cluster-peer.md and the resource's docstring come
from it. Only types are elsewhere, in `ontap_peering.model`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

OnChange = Literal["update", "replace", "remember", "nothing"]
Matters = Literal["always", "open offer", "live peer", "creation"]


@dataclass(frozen=True)
class InputField:
    """
    How one input behaves.

    `path` is its place in ONTAP's requests; an input without one concerns this provider only.
    `on_change`: `update` is a PATCH, `replace` removes the peer and makes it again, `remember` is for later operations,
    `nothing` has no effect on a peer that exists.
    `computed` inputs are filled in where the program leaves them out. `reported` ones are read back, so that a change
    made behind our back shows. `matters` is when it means anything: only while the other cluster has not accepted yet
    (`open offer`), only once it has (`live peer`), only when the peer is made (`creation`).
    """

    name: str
    on_change: OnChange
    summary: str
    path: str | None = None
    required: bool = False
    computed: bool = False
    reported: bool = False
    secret: bool = False
    matters: Matters = "always"

    @property
    def is_write_only(self) -> bool:
        return self.path is not None and not self.reported


FIELDS: Final = (
    InputField("cluster", "replace", "alias of the cluster in stack config `ontap:clusters`", required=True),
    InputField(
        "key",
        "remember",
        "identity of the resource, made from project, stack and resource name; not for programs to set",
        computed=True,
    ),
    InputField(
        "name",
        "update",
        "name of the peer on this cluster; by default made from the resource's name",
        path="name",
        computed=True,
        reported=True,
    ),
    InputField(
        "remote",
        "update",
        '{"ip_addresses": [...]} of the cluster to peer with; without it the peer is an offer to any cluster',
        path="remote",
        reported=True,
    ),
    InputField(
        "passphrase",
        "update",
        "the secret both sides share; needs `remote`",
        path="authentication.passphrase",
        secret=True,
    ),
    InputField(
        "generate_passphrase",
        "update",
        "True (the default without `passphrase`): ONTAP makes one, see the output `passphrase`",
        path="authentication.generate_passphrase",
        computed=True,
    ),
    InputField(
        "expiry_time",
        "update",
        'how long the offer stands: ISO 8601 duration ("PT2H", at most "P7D"; ONTAP\'s default is one hour), or an '
        "instant with a UTC offset",
        path="authentication.expiry_time",
        reported=True,
        matters="open offer",
    ),
    InputField(
        "in_use",
        "update",
        '"ok", "absent" or "revoked": whether authentication is used',
        path="authentication.in_use",
        reported=True,
    ),
    InputField("encryption", "update", '{"proposed": "tls_psk" | "none"}', path="encryption", reported=True),
    InputField(
        "ipspace",
        "replace",
        '{"name": ...} or {"uuid": ...} of the local intercluster interfaces',
        path="ipspace",
        reported=True,
    ),
    InputField(
        "initial_allowed_svms",
        "update",
        '[{"name": ...}]: SVMs that may peer at once',
        path="initial_allowed_svms",
        reported=True,
        matters="open offer",
    ),
    InputField("peer_applications", "update", '["snapmirror", "flexcache"]', path="peer_applications", reported=True),
    InputField(
        "local_network",
        "nothing",
        "intercluster interfaces to create first; they stay when the peer is deleted",
        path="local_network",
        matters="creation",
    ),
    InputField(
        "renew_before",
        "remember",
        "duration before its expiry at which an open offer is renewed",
        matters="open offer",
    ),
    InputField(
        "expected_remote",
        "remember",
        "name, serial number or uuid of the cluster that is to accept; any other is an alarm",
        matters="live peer",
    ),
    InputField(
        "adopt",
        "remember",
        'may a peer of this name be taken over: "never", "own" (default: finish what an interrupted run left) or '
        '"existing"',
        matters="creation",
    ),
    InputField("wait_for", "remember", '"created" (default), "authenticated" or "available"'),
    InputField("timeout", "remember", 'duration such a wait may take, "PT5M" by default'),
)

OUTPUTS: Final[Mapping[str, str]] = {
    "uuid": "ONTAP's id of the peer; that of an offer to any cluster changes when one accepts it",
    "name": "as it is on the cluster",
    "passphrase": "secret: the one given or generated; empty where nobody knows it",
    "expiry_time": "instant at which what is on offer lapses; empty where nothing is",
    "authentication": '{state, in_use}; state is "ok", "absent", "pending" or "problem"',
    "encryption": '{state, proposed}; state is "tls_psk" or "none"',
    "status": '{state, update_time}; state is "available", "partial", "unavailable", "pending" or "unidentified"',
    "remote": "{name, serial_number, ip_addresses} of the other cluster",
    "ip_address": "of this cluster, where the other one dials",
    "ipspace": "{name, uuid}",
    "version": "the other cluster's ONTAP release",
    "observed_at": "instant of the last look at the cluster",
}
"""What a resource has beside its inputs as they were declared: the peer as it was last seen."""


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set what stands at a path such as `authentication.in_use`."""
    *parents, last = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = value


def request_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of inputs in ONTAP's own nesting; what only concerns this provider is left out."""
    body: dict[str, Any] = {}
    for field in FIELDS:
        if field.path is not None and field.name in values:
            put(body, field.path, values[field.name])
    return body
