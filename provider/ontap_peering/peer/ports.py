"""The interfaces that the core depends on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, Self

from pydantic import SecretStr

from ontap_peering.peer.model import DesiredPeer, LocalCluster, ObservedPeer


@dataclass(frozen=True)
class PeerPatch:
    """The fields of one update. `body` is ONTAP's own nesting without the passphrase, which travels beside it."""

    body: dict[str, Any]
    passphrase: SecretStr | None = None

    def __bool__(self) -> bool:
        return bool(self.body) or self.passphrase is not None

    @property
    def generates_passphrase(self) -> bool:
        return bool(self.body.get("authentication", {}).get("generate_passphrase"))

    @property
    def renews_passphrase(self) -> bool:
        return self.generates_passphrase or self.passphrase is not None


@dataclass(frozen=True)
class CreatedPeer:
    """What ONTAP reports in reply to a POST, and never again: `passphrase` only if ONTAP generated one."""

    uuid: str
    passphrase: SecretStr | None = None
    ip_address: str | None = None


@dataclass(frozen=True)
class Listing:
    """All peers of a cluster at one time, by uuid and by name."""

    by_uuid: Mapping[str, ObservedPeer] = field(default_factory=dict)
    by_name: Mapping[str, ObservedPeer] = field(default_factory=dict)

    @classmethod
    def of(cls, peers: Iterable[ObservedPeer]) -> Self:
        by_uuid = {peer.uuid: peer for peer in peers}
        return cls(by_uuid, {peer.name: peer for peer in by_uuid.values()})

    def without(self, keys: Collection[str]) -> Self:
        """Less the peers whose uuid or name is among the keys."""
        if not keys:
            return self
        by_uuid, by_name = dict(self.by_uuid), dict(self.by_name)
        for peer in filter(None, (found.get(key) for key in keys for found in (self.by_uuid, self.by_name))):
            by_uuid.pop(peer.uuid, None)
            by_name.pop(peer.name, None)
        return type(self)(by_uuid, by_name)


@dataclass(frozen=True)
class NamedObject:
    uuid: str
    name: str


@dataclass(frozen=True)
class PeeringPolicy:
    """What a cluster demands of every peering (ONTAP's `peering_policy`)."""

    minimum_passphrase_length: int
    encryption_required: bool
    authentication_required: bool


@dataclass(frozen=True)
class SeenPeers:
    """The peers of another cluster, and what time it is there."""

    peers: Sequence[ObservedPeer]
    now: datetime


class ClusterApi(Protocol):
    """One cluster. Every method but `now` raises a `PeerError`."""

    def now(self) -> datetime:
        """By the cluster's own clock, once it has answered anything."""

    def identity(self) -> LocalCluster | None:
        """None if this user may not read it."""

    def policy(self) -> PeeringPolicy: ...

    def ipspaces(self) -> Sequence[NamedObject]: ...

    def intercluster_addresses(self, ipspace: str) -> Sequence[str]:
        """Those of its intercluster interfaces in this IPspace, by its name."""


def _silent(_line: str) -> None:
    return None


def _nobody() -> str | None:
    return None


def _unknown_cluster(_alias: str) -> LocalCluster | None:
    return None


def _no_alias(_name: str) -> bool:
    return False


def _unseen(_uuid: str) -> SeenPeers | None:
    return None


@dataclass(frozen=True)
class Surroundings:
    """
    What a reconciler may know of the world beside its own cluster; by default nothing.

    `tell` is for a line about the peer, `tell_of_cluster` for one about its cluster. `rival` is another resource of
    this program with the same key. `is_alias`: the settings have a cluster of that alias. `identity_of` is the cluster
    behind it, None if it cannot be asked; `peers_of` the peers of a configured cluster, by its uuid. `confirmed_uuid`
    is the cluster that the settings say is behind the alias.
    """

    tell: Callable[[str], None] = _silent
    tell_of_cluster: Callable[[str], None] = _silent
    rival: Callable[[], str | None] = _nobody
    is_alias: Callable[[str], bool] = _no_alias
    identity_of: Callable[[str], LocalCluster | None] = _unknown_cluster
    peers_of: Callable[[str], SeenPeers | None] = _unseen
    confirmed_uuid: str | None = None


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def sleep(self, span: timedelta) -> None:
        """Raises RunCancelledError as soon as the run is cancelled."""


class PeerApi(Protocol):
    """The peers of one cluster. A method that asks it raises a `PeerError`; see `ontap_peering.errors` for which."""

    def learn(self, passphrase: SecretStr | None) -> None:
        """Keep it out of what the cluster says. What is sent, and what the cluster generates, is learnt anyway."""

    def list(self) -> Sequence[ObservedPeer]:
        """All peers, as they are now."""

    def recent(self) -> Listing:
        """All peers, as they were at most a few seconds ago, without those that this client has written since."""

    def get(self, uuid: str) -> ObservedPeer | None: ...

    def find(self, name: str) -> ObservedPeer | None: ...

    def create(self, desired: DesiredPeer) -> CreatedPeer:
        """Create the peer with one request, never repeated. Raises ReplyLostError if it may have taken effect."""

    def modify(self, uuid: str, name: str, patch: PeerPatch) -> SecretStr | None:
        """Change the peer, which must have this name; returns the passphrase if ONTAP generated one."""

    def delete(self, uuid: str, name: str, *, is_certain: bool = False) -> None:
        """
        Delete the peer on this cluster; a peer that does not exist is no error.

        `is_certain`: that the uuid is that of the peer of this name is known from more than one source.
        """
