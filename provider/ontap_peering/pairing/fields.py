"""The one table of the inputs and outputs of `ClusterPeering`; see `ontap_peering.peer.fields`."""

from collections.abc import Sequence
from typing import Final, NotRequired

from ontap_peering.peer.fields import InputField, OutputField
from ontap_peering.peer.model import AuthenticationState, EncryptionProtocol, StatusState

FIELDS: Final = (
    InputField(
        "clusters",
        "replace",
        "the aliases of both clusters in the stack config `ontap:clusters`, in any order",
        required=True,
        form='["east", "west"]',
    ),
    InputField(
        "key",
        "remember",
        "identity of the resource, derived from project, stack and resource name; not for programs to set",
        computed=True,
    ),
    InputField(
        "sides",
        "update",
        "by alias, what one cluster has of its own: name of its peer, IPspace (a change replaces the peering), "
        "addresses that the other one dials (default: its intercluster interfaces in the IPspace, looked up at every "
        "refresh and every change), local SVMs that may peer (until both sides agree), interfaces to create first",
        reported=True,
        form='{"east": {"name": ..., "ipspace": ..., "ip_addresses": [...], ...}}',
    ),
    InputField(
        "encryption",
        "update",
        "what both sides propose; a change comes with a new passphrase",
        path="encryption",
        reported=True,
        form='{"proposed": "tls_psk" | "none"}',
    ),
    InputField(
        "peer_applications",
        "update",
        "applications that the allowed SVMs may use, on both sides",
        path="peer_applications",
        reported=True,
        form='["snapmirror", "flexcache"]',
    ),
    InputField("rotation", "update", "any text; another value gives both sides a new passphrase, in place"),
    InputField(
        "adopt",
        "remember",
        'whether to adopt existing peers of these clusters: "never", "own" (default: only what an interrupted run '
        'left) or "existing"',
        applies="creation",
    ),
    InputField("wait_for", "remember", 'state to wait for: "created", "authenticated" or "available" (default)'),
    InputField("timeout", "remember", 'how long `wait_for` may take at most, "PT5M" by default'),
    InputField(
        "paused",
        "remember",
        'a reason, such as "CHG-4711": as long as it is given, nothing is sent to the clusters for this peering, drift '
        "is not looked for, and it cannot be deleted",
    ),
)

OUTPUTS: Final = (
    OutputField(
        "sync",
        'the diagnosis in one word: "in_sync", "auth_pending", "auth_problem", "partial", "unavailable", '
        '"unreachable" (a cluster is offline by its settings, or did not answer the last refresh), "paused", the '
        'alias of a cluster and "_missing", or "unknown" if what this run was to change failed',
    ),
    OutputField(
        "sides",
        "by alias, the peer of that cluster; the other one dials its `ip_addresses`",
        {
            "uuid": NotRequired[str],
            "name": NotRequired[str],
            "authentication": NotRequired[AuthenticationState],
            "encryption": NotRequired[EncryptionProtocol],
            "status": NotRequired[StatusState],
            "ip_addresses": NotRequired[Sequence[str]],
            "ipspace": NotRequired[str],
            "remote_name": NotRequired[str],
            "remote_serial_number": NotRequired[str],
            "version": NotRequired[str],
        },
        by_alias=True,
    ),
)
