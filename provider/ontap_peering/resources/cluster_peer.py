"""`ClusterPeer`: one side of a cluster peering."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

import pulumi
from pulumi.dynamic import Resource

from ontap_peering.model import NAME_LENGTH
from ontap_peering.planning.bags import COMPUTED
from ontap_peering.provider import ClusterPeerProvider

_DIGEST_LENGTH: Final = 7


class RemoteArgs(TypedDict):
    """The other cluster's intercluster addresses: IPv4, IPv6 (all of one family) or host names."""

    ip_addresses: pulumi.Input[Sequence[pulumi.Input[str]]]


class EncryptionArgs(TypedDict):
    """`proposed`: "none" or "tls_psk"."""

    proposed: pulumi.Input[str]


class NameOrUuidArgs(TypedDict):
    """An IPspace or SVM, by name or by uuid."""

    name: NotRequired[pulumi.Input[str]]
    uuid: NotRequired[pulumi.Input[str]]


class LocalInterfaceArgs(TypedDict):
    ip_address: pulumi.Input[str]


class LocalNetworkArgs(TypedDict):
    """Intercluster interfaces to create first, one for each node at most; they stay when the peer is deleted."""

    interfaces: pulumi.Input[Sequence[pulumi.Input[LocalInterfaceArgs]]]
    netmask: NotRequired[pulumi.Input[str]]
    broadcast_domain: NotRequired[pulumi.Input[str]]
    gateway: NotRequired[pulumi.Input[str]]


class ClusterPeer(Resource, module="ontap", name="ClusterPeer"):
    """
    One side of a cluster peering, one-to-one with ONTAP's `/api/cluster/peers`.

    Without `remote` it is an anonymous offer: ONTAP generates a passphrase, and any cluster that has it and this
    cluster's intercluster address may accept. When that happens `uuid` changes, and this resource follows it.

    Inputs (ONTAP's names; only what is given is managed):

    cluster               alias of the cluster in stack config `ontap:clusters`
    name                  name of the peer; by default made from the resource's name
    remote                {"ip_addresses": [...]} of the cluster to peer with
    passphrase            the secret both sides share; needs `remote`
    generate_passphrase   True (the default without `passphrase`): ONTAP makes one, see the output `passphrase`
    expiry_time           how long the offer stands: ISO 8601 duration ("PT2H", at most "P7D"; ONTAP's default is one
                          hour), or an instant with a UTC offset
    in_use                "ok", "absent" or "revoked": whether authentication is used
    encryption            {"proposed": "tls_psk" | "none"}
    ipspace               {"name": ...} or {"uuid": ...} of the local intercluster interfaces; a change replaces
    initial_allowed_svms  [{"name": ...}]: SVMs that may peer at once; until the offer is accepted
    peer_applications     ["snapmirror", "flexcache"]
    local_network         intercluster interfaces to create first; no effect on an existing peer
    renew_before          duration before its expiry at which an open offer is renewed
    expected_remote       name, serial number or uuid of the cluster that is to accept; any other is an alarm
    adopt                 "never", "own" (default: finish what an interrupted run left) or "existing" (any of this name)
    wait_for              "created" (default), "authenticated" or "available"
    timeout               duration such a wait may take, "PT5M" by default

    Outputs: the above as they are on the cluster, and `uuid`, `passphrase` (secret), `expiry_time` (instant, empty
    where no offer is open), `authentication` {state, in_use}, `encryption` {state}, `status` {state, update_time},
    `remote` {name, serial_number, ip_addresses}, `ip_address` (where the other side dials), `ipspace` {name, uuid},
    `version`, `observed_at` (instant).

    A replacement deletes first, whatever the resource options say: no two peers can have one name or one remote.

    Source: vendor document, "Create a peering relationship" and "Update a cluster peer instance".
    """

    cluster: pulumi.Output[str]
    name: pulumi.Output[str]
    uuid: pulumi.Output[str]
    passphrase: pulumi.Output[str]
    expiry_time: pulumi.Output[str]
    authentication: pulumi.Output[Mapping[str, str]]
    encryption: pulumi.Output[Mapping[str, str]]
    status: pulumi.Output[Mapping[str, str]]
    remote: pulumi.Output[Mapping[str, Any]]
    ip_address: pulumi.Output[str]
    ipspace: pulumi.Output[Mapping[str, str]]
    version: pulumi.Output[str]
    observed_at: pulumi.Output[str]

    def __init__(  # noqa: PLR0913 - an argument for each input
        self,
        resource_name: str,
        *,
        cluster: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        remote: pulumi.Input[RemoteArgs] | None = None,
        passphrase: pulumi.Input[str] | None = None,
        generate_passphrase: pulumi.Input[bool] | None = None,
        expiry_time: pulumi.Input[str] | None = None,
        in_use: pulumi.Input[str] | None = None,
        encryption: pulumi.Input[EncryptionArgs] | None = None,
        ipspace: pulumi.Input[NameOrUuidArgs] | None = None,
        initial_allowed_svms: pulumi.Input[Sequence[pulumi.Input[NameOrUuidArgs]]] | None = None,
        peer_applications: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        local_network: pulumi.Input[LocalNetworkArgs] | None = None,
        renew_before: pulumi.Input[str] | None = None,
        expected_remote: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[str] | None = None,
        wait_for: pulumi.Input[str] | None = None,
        timeout: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props = {
            "key": resource_key(pulumi.get_project(), pulumi.get_stack(), resource_name),
            "cluster": cluster,
            "name": name,
            "remote": remote,
            "passphrase": None if passphrase is None else pulumi.Output.secret(passphrase),
            "generate_passphrase": generate_passphrase,
            "expiry_time": expiry_time,
            "in_use": in_use,
            "encryption": encryption,
            "ipspace": ipspace,
            "initial_allowed_svms": initial_allowed_svms,
            "peer_applications": peer_applications,
            "local_network": local_network,
            "renew_before": renew_before,
            "expected_remote": expected_remote,
            "adopt": adopt,
            "wait_for": wait_for,
            "timeout": timeout,
            **dict.fromkeys(COMPUTED),
        }
        always = pulumi.ResourceOptions(additional_secret_outputs=["passphrase"], delete_before_replace=True)
        super().__init__(ClusterPeerProvider(), resource_name, props, pulumi.ResourceOptions.merge(opts, always))


def resource_key(project: str, stack: str, resource_name: str) -> str:
    """
    The identity of a resource: a readable part and a digest of project, stack and name.

    The same in every run, so that a run after a crash recognises what it made; fit to be a peer's name.
    """
    digest = hashlib.sha256(f"{project}\0{stack}\0{resource_name}".encode()).hexdigest()[:_DIGEST_LENGTH]
    readable = re.sub("[^A-Za-z0-9_-]", "-", resource_name)
    if not readable[:1].isalpha():
        readable = f"peer-{readable}"
    return f"{readable[: NAME_LENGTH - _DIGEST_LENGTH - 1]}-{digest}"
