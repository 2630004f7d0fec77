# ruff: noqa: ARG002 - what is refused is not looked into
"""A cluster as somebody has read it: answers what a reconciler asks to look, and refuses whatever would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer.model import DesiredPeer, LocalCluster, ObservedPeer
from ontap_peering.peer.ports import CreatedPeer, Listing, NamedObject, PeeringPolicy, PeerPatch


@dataclass(frozen=True)
class ListedPeers:
    """All peers of a cluster: one that is not among them does not exist."""

    peers: Sequence[ObservedPeer]

    def learn(self, passphrase: SecretStr | None) -> None:
        """What was read is not read again."""

    def list(self) -> Sequence[ObservedPeer]:
        return self.peers

    @cached_property
    def _listing(self) -> Listing:
        return Listing.of(self.peers)

    def recent(self) -> Listing:
        return self._listing

    def get(self, uuid: str) -> ObservedPeer | None:
        return self._listing.by_uuid.get(uuid)

    def find(self, name: str) -> ObservedPeer | None:
        return self._listing.by_name.get(name)

    def create(self, desired: DesiredPeer) -> CreatedPeer:
        raise PlanError(messages.only_looked_at(desired.cluster))

    def modify(self, uuid: str, name: str, patch: PeerPatch) -> SecretStr | None:
        raise PlanError(messages.only_looked_at(name))

    def delete(self, uuid: str, name: str, *, is_certain: bool = False) -> None:
        raise PlanError(messages.only_looked_at(name))


@dataclass(frozen=True)
class ListedCluster:
    """`addresses` are those of its intercluster interfaces, by IPspace. Its IPspaces are those that its peers name."""

    at: datetime
    local: LocalCluster | None
    peers: Sequence[ObservedPeer]
    addresses: Mapping[str, Sequence[str]]

    def now(self) -> datetime:
        return self.at

    def sleep(self, span: timedelta) -> None:
        """No time passes."""

    def identity(self) -> LocalCluster | None:
        return self.local

    def policy(self) -> PeeringPolicy:
        raise PlanError(messages.only_looked_at(self.local.name if self.local else ""))

    def ipspaces(self) -> Sequence[NamedObject]:
        named = {peer.ipspace_uuid: peer.ipspace_name for peer in self.peers}
        return [NamedObject(uuid, name) for uuid, name in named.items() if uuid and name]

    def intercluster_addresses(self, ipspace: str) -> Sequence[str]:
        return self.addresses.get(ipspace, ())
