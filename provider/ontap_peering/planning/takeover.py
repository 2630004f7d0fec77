"""Peers that exist, as inputs and outputs that Pulumi takes over, and as the program that declares them. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any

from ontap_peering.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.planning import bags
from ontap_peering.planning.check import validate, with_defaults

_ORDER = ("name", "remote", "in_use", "encryption", "ipspace", "peer_applications")
_USUAL_IPSPACE = "Default"


@dataclass(frozen=True)
class Takeover:
    """One peer to take over: the resource's name, what the program says of it, and what Pulumi is to remember."""

    resource: str
    arguments: Mapping[str, Any]
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


def resource_names(peers: Iterable[ObservedPeer]) -> dict[str, str]:
    """A resource name for each peer, by uuid: the peer's own name, with a number where two are alike."""
    names: dict[str, str] = {}
    for peer in peers:
        wanted = re.sub("[^A-Za-z0-9_-]", "-", peer.name)
        numbered = (f"{wanted}-{number}" for number in count(2))
        names[next(name for name in chain([wanted], numbered) if name not in names)] = peer.uuid
    return {uuid: name for name, uuid in names.items()}


def takeover(cluster: str, key: str, resource: str, peer: ObservedPeer, now: datetime) -> Takeover:
    """
    What it takes to have a live peer in the state as if this package had made it.

    Nobody is told its passphrase, and none is needed until a rotation. What ONTAP has by default is not declared.
    """
    arguments = {"cluster": cluster, **_declared(peer)}
    inputs, failures = validate(with_defaults({}, {"key": key, **arguments}), ())
    if failures:
        raise ValueError(f"{cluster}: peer {peer.name!r} cannot be declared: {'; '.join(failures)}")
    desired = DesiredPeer.model_validate(inputs)
    state = PeerState(declared=desired.declared(), observed=peer)
    return Takeover(resource, arguments, inputs, bags.outputs(state, now))


def _declared(peer: ObservedPeer) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": peer.name}
    if peer.remote_addresses:
        declared["remote"] = {"ip_addresses": sorted(peer.remote_addresses)}
    if peer.in_use not in (None, "ok"):
        declared["in_use"] = peer.in_use
    if peer.proposed_encryption is not None:
        declared["encryption"] = {"proposed": peer.proposed_encryption}
    if peer.ipspace_name not in (None, _USUAL_IPSPACE):
        declared["ipspace"] = {"name": peer.ipspace_name}
    if peer.peer_applications:
        declared["peer_applications"] = sorted(peer.peer_applications)
    return declared


def program(takeovers: Iterable[Takeover]) -> str:
    """The matching program text."""
    parts = ["import ontap_peering as ontap\n"]
    for each in takeovers:
        lines = [json.dumps(each.resource), f"cluster={json.dumps(each.arguments['cluster'])}"]
        lines += [f"{name}={json.dumps(each.arguments[name])}" for name in _ORDER if name in each.arguments]
        body = "".join(f"    {line},\n" for line in lines)
        parts.append(f"\nontap.ClusterPeer(\n{body})\n")
    return "".join(parts)
