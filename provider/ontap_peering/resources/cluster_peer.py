"""`ClusterPeer`: one side of a cluster peering."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

import pulumi
from pulumi.dynamic import Resource

from ontap_peering.cancellation import end_when_interrupted
from ontap_peering.model import NAME_LENGTH
from ontap_peering.planning.fields import OUTPUTS
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

    Inputs, with ONTAP's names; only what is given is managed:

    cluster               alias of the cluster in stack config `ontap:clusters`; a change replaces
    name                  name of the peer on this cluster; by default made from the resource's name
    remote                {"ip_addresses": [...]} of the cluster to peer with; without it the peer is an offer to any
                          cluster
    passphrase            the secret both sides share; needs `remote`
    generate_passphrase   True (the default without `passphrase`): ONTAP makes one, see the output `passphrase`
    expiry_time           how long the offer stands: ISO 8601 duration ("PT2H", at most "P7D"; ONTAP's default is one
                          hour), or an instant with a UTC offset; until the offer is accepted
    in_use                "ok", "absent" or "revoked": whether authentication is used
    encryption            {"proposed": "tls_psk" | "none"}
    ipspace               {"name": ...} or {"uuid": ...} of the local intercluster interfaces; a change replaces
    initial_allowed_svms  [{"name": ...}]: SVMs that may peer at once; until the offer is accepted
    peer_applications     ["snapmirror", "flexcache"]
    local_network         intercluster interfaces to create first; they stay when the peer is deleted; no effect on a
                          peer that exists
    renew_before          duration before its expiry at which an open offer is renewed
    expected_remote       name, serial number or uuid of the cluster that is to accept; any other is an alarm
    adopt                 may a peer of this name be taken over: "never", "own" (default: finish what an interrupted run
                          left) or "existing"
    wait_for              "created" (default), "authenticated" or "available"
    timeout               duration such a wait may take, "PT5M" by default

    Outputs, beside the inputs as they were given:

    uuid            ONTAP's id of the peer; that of an offer to any cluster changes when one accepts it
    name            as it is on the cluster
    passphrase      secret: the one given or generated; empty where nobody knows it
    expiry_time     instant at which what is on offer lapses; empty where nothing is
    authentication  {state, in_use}; state is "ok", "absent", "pending" or "problem"
    encryption      {state, proposed}; state is "tls_psk" or "none"
    status          {state, update_time}; state is "available", "partial", "unavailable", "pending" or "unidentified"
    remote          {name, serial_number, ip_addresses} of the other cluster
    ip_address      of this cluster, where the other one dials
    ipspace         {name, uuid}
    version         the other cluster's ONTAP release
    observed_at     instant of the last look at the cluster

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
        end_when_interrupted()
        inputs = {
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
        }
        props = {**dict.fromkeys(OUTPUTS), **inputs}
        always = pulumi.ResourceOptions(
            additional_secret_outputs=["passphrase", "declared"], delete_before_replace=True
        )
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
