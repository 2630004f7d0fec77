"""Existing peers as the inputs and outputs that Pulumi imports. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer.check import combination_failures, validate, with_defaults
from ontap_peering.peer.fields import FIELDS
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.observed_inputs import observed
from ontap_peering.peer.plan import is_unencrypted
from ontap_peering.peer.properties import to_outputs


@dataclass(frozen=True)
class ImportedPeer:
    """
    One resource to import: its name, what the program says, and what Pulumi stores.

    `arguments` are in the order of the table of inputs.
    `left_out` has a line for each input that the program does not declare although the peer has it.
    """

    resource: str
    arguments: Mapping[str, Any]
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    left_out: tuple[str, ...] = ()
    kind: str = "ClusterPeer"

    @property
    def is_of_both(self) -> bool:
        return self.kind != "ClusterPeer"


def resource_names(cluster: str, peers: Iterable[ObservedPeer], others: Iterable[str] = ()) -> dict[str, str]:
    """
    A resource name for each peer, by uuid: the cluster and the peer's own name, with a number if it is taken.

    The peers of two clusters often have the same names. `others` are taken already.
    """
    names: dict[str, str] = {}
    taken = set(others)
    for peer in peers:
        wanted = name = re.sub("[^A-Za-z0-9_-]", "-", f"{cluster}-{peer.name}")
        number = 2
        while name in taken:
            name = f"{wanted}-{number}"
            number += 1
        taken.add(name)
        names[peer.uuid] = name
    return names


def imported(cluster: str, key: str, resource: str, peer: ObservedPeer, now: datetime) -> ImportedPeer:
    """
    What puts a live peer into the state as if this package had created it.

    Its passphrase is unknown, and not needed until a rotation. ONTAP's defaults are not declared.
    Raises PlanError for a peer that no program can declare.
    """
    arguments = {"cluster": cluster, **_declared(peer)}
    left_out: tuple[str, ...] = ()
    if is_unencrypted(peer):
        del arguments["encryption"]
        left_out = (messages.encryption_not_declared(cluster, peer.name),)
    inputs, failures = validate(with_defaults({}, {"key": key, **arguments}), ())
    failures = failures or combination_failures(inputs, (), {}, now)
    if failures:
        raise PlanError(messages.not_declarable(cluster, peer.name, "; ".join(failures)))
    desired = DesiredPeer.model_validate(inputs)
    state = PeerState(declared=desired.declared(), observed=peer)
    return ImportedPeer(resource, arguments, inputs, to_outputs(state, now), left_out)


def _declared(peer: ObservedPeer) -> dict[str, Any]:
    values = {field.name: observed(field, None, peer) for field in FIELDS if field.applies == "always"}
    defaults = {field.name: field.default for field in FIELDS}
    return {name: value for name, value in values.items() if value not in (None, defaults[name])}
