"""
The one table of the resource's inputs: what each is for, what a change of it does, and whether ONTAP ever reports it.

check, diff, update, the bodies of requests, the JSON Schema, docs/cluster-peer.md and the resource's docstring come
from it. Only types are elsewhere, in `ontap_peering.peer.model`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NotRequired

from ontap_peering.peer.model import AuthenticationInUse, AuthenticationState, EncryptionProtocol, StatusState

OnChange = Literal["update", "replace", "remember", "nothing"]
Applies = Literal["always", "open offer", "live peer", "creation"]


@dataclass(frozen=True)
class InputField:
    """
    How one input behaves.

    `path` is its place in ONTAP's requests; an input without one concerns this provider only.
    `on_change`: `update` is a PATCH, `replace` deletes the peer and creates it again, `remember` is for later
    operations, `nothing` has no effect on a peer that exists.
    `computed` inputs are filled in if the program leaves them out. `reported` ones are read back, so that a change by
    somebody else shows. `applies` is when it has a meaning: only until the other cluster accepts (`open offer`), only
    once it has (`live peer`), only when the peer is created (`creation`).
    `form` is what a structured value looks like, for the reference and for messages.
    `default` is what ONTAP uses if the input is left out, so that import need not declare it.
    """

    name: str
    on_change: OnChange
    summary: str
    path: str | None = None
    required: bool = False
    computed: bool = False
    reported: bool = False
    secret: bool = False
    applies: Applies = "always"
    form: str = ""
    default: Any = None

    @property
    def is_write_only(self) -> bool:
        return self.path is not None and not self.reported


FIELDS: Final = (
    InputField("cluster", "replace", "alias of the cluster in the stack config `ontap:clusters`", required=True),
    InputField(
        "key",
        "remember",
        "identity of the resource, derived from project, stack and resource name; not for programs to set",
        computed=True,
    ),
    InputField(
        "name",
        "update",
        "name of the peer on this cluster; by default derived from project, stack and resource name",
        path="name",
        computed=True,
        reported=True,
    ),
    InputField(
        "token",
        "update",
        "secret: the output `token` of the ClusterPeer that offers the peering, in another team's stack; stands for "
        "`remote`, `passphrase` and `expected_remote`",
        secret=True,
    ),
    InputField(
        "remote",
        "update",
        "the cluster to peer with; without it, any cluster with the passphrase may accept",
        form='{"ip_addresses": [...]}',
        path="remote",
        reported=True,
    ),
    InputField(
        "passphrase",
        "update",
        "secret that both sides share; requires `remote`",
        path="authentication.passphrase",
        secret=True,
    ),
    InputField(
        "generate_passphrase",
        "update",
        "whether ONTAP generates the passphrase (default: only without `passphrase`); see the output `passphrase`",
        path="authentication.generate_passphrase",
        computed=True,
    ),
    InputField(
        "rotation",
        "update",
        "any text; another value makes ONTAP generate another passphrase in place, for which `passphrase` must be "
        "left out",
    ),
    InputField(
        "expiry_time",
        "update",
        'when the offer expires: ISO 8601 duration ("PT2H", at most "P7D"; ONTAP\'s default is one hour) or instant '
        "with a UTC offset",
        path="authentication.expiry_time",
        reported=True,
        applies="open offer",
    ),
    InputField(
        "in_use",
        "update",
        'whether to use authentication: "ok", "absent" or "revoked"',
        path="authentication.in_use",
        reported=True,
        default="ok",
    ),
    InputField(
        "encryption",
        "update",
        "what this side proposes",
        path="encryption",
        reported=True,
        form='{"proposed": "tls_psk" | "none"}',
    ),
    InputField(
        "ipspace",
        "replace",
        "the IPspace of the local intercluster interfaces",
        form='{"name": ...} or {"uuid": ...}',
        path="ipspace",
        reported=True,
        default={"name": "Default"},
    ),
    InputField(
        "initial_allowed_svms",
        "update",
        "local SVMs that may peer with SVMs of the other cluster",
        form='[{"name": ...}]',
        path="initial_allowed_svms",
        reported=True,
        applies="open offer",
    ),
    InputField(
        "peer_applications",
        "update",
        "applications that the allowed SVMs may use",
        form='["snapmirror", "flexcache"]',
        path="peer_applications",
        reported=True,
        default=[],
    ),
    InputField(
        "local_network",
        "nothing",
        "intercluster interfaces to create first; they remain when the peer is deleted",
        form='{"interfaces": [{"ip_address": ...}]}',
        path="local_network",
        applies="creation",
    ),
    InputField(
        "renew_before",
        "remember",
        "how long before its expiry to renew an open offer (ISO 8601 duration)",
        applies="open offer",
    ),
    InputField(
        "expected_remote",
        "remember",
        "the other cluster that you expect, by its name, serial number or uuid, or by its alias in "
        "`ontap:clusters`; any other raises an alarm",
        applies="live peer",
    ),
    InputField(
        "adopt",
        "remember",
        'whether to adopt an existing peer of this name: "never", "own" (default: only what an interrupted run left) '
        'or "existing"',
        applies="creation",
    ),
    InputField("wait_for", "remember", 'state to wait for: "created" (default), "authenticated" or "available"'),
    InputField("timeout", "remember", 'how long `wait_for` may take at most, "PT5M" by default'),
)


@dataclass(frozen=True)
class OutputField:
    """
    One output, a string unless it has `keys`.

    `keys` are those of a mapping, with their types; `NotRequired` is what ONTAP may leave out. `by_alias`: they are
    those of each item of a mapping by the alias of a cluster.
    """

    name: str
    summary: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    by_alias: bool = False


OUTPUTS: Final = (
    OutputField("uuid", "ONTAP's id of the peer; that of an offer without `remote` changes when a cluster accepts it"),
    OutputField("name", "name of the peer on this cluster"),
    OutputField("passphrase", "secret: given or generated; empty if it is unknown"),
    OutputField("expiry_time", "when the open offer expires; empty if there is none"),
    OutputField(
        "authentication",
        'state is "ok", "absent", "pending" or "problem"',
        {"state": AuthenticationState, "in_use": NotRequired[AuthenticationInUse]},
    ),
    OutputField(
        "encryption",
        'state is "tls_psk" or "none"',
        {"state": EncryptionProtocol, "proposed": NotRequired[EncryptionProtocol]},
    ),
    OutputField(
        "status",
        'state is "available", "partial", "unavailable", "pending" or "unidentified"',
        {"state": StatusState, "update_time": NotRequired[str]},
    ),
    OutputField(
        "remote",
        "the other cluster",
        {"name": NotRequired[str], "serial_number": NotRequired[str], "ip_addresses": NotRequired[Sequence[str]]},
    ),
    OutputField("ip_address", "intercluster address of this cluster that the other cluster connects to"),
    OutputField("ipspace", "IPspace of the local intercluster interfaces", {"name": str, "uuid": str}),
    OutputField("version", "ONTAP release of the other cluster"),
    OutputField(
        "local_cluster",
        "the cluster that the peer is on, and, of an offer, its addresses, with commas",
        {"name": str, "uuid": str, "ip_addresses": NotRequired[str]},
    ),
    OutputField("observed_at", "when the provider first saw the peer as it is now"),
)
"""What a resource has beside its inputs as they were declared: the peer as it was last observed."""

COMPOSED_OUTPUTS: Final = (
    OutputField(
        "token",
        "secret: what another team's ClusterPeer takes as `token`; empty unless ONTAP generated the passphrase",
    ),
)
"""What a program makes of the others when it asks; never stored with the resource."""

OUTPUT_PATHS: Final = ("authentication.state", "ip_address", "status", "version")
"""Where ONTAP reports what the outputs have beside the inputs; `encryption` is read whole as an input."""


def read_paths() -> tuple[str, ...]:
    """Every path that a read must ask for, by name, since which of them a plain GET returns is not documented."""
    inputs = {field.path for field in FIELDS if field.reported and field.path is not None}
    return tuple(sorted(inputs.union(OUTPUT_PATHS)))


def get(record: Any, path: str) -> Any:
    """The value at a path such as `authentication.in_use`, None if there is none."""
    for part in path.split("."):
        record = record.get(part) if isinstance(record, Mapping) else None
    return record


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path such as `authentication.in_use`."""
    *parents, last = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = value


def request_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of inputs in ONTAP's own nesting, without those that concern this provider only."""
    body: dict[str, Any] = {}
    for each in FIELDS:
        if each.path is not None and each.name in values:
            put(body, each.path, values[each.name])
    return body
