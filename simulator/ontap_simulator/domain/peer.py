"""A peer record: an offer, a relationship, or both; its states follow from due times and the current instant."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Self

from ontap_simulator.clock import Instant
from ontap_simulator.domain.links import Reach
from ontap_simulator.domain.network import IPspace, Svm

TEMPORARY_PREFIX = "Clus_"
INDEX_LENGTH = 4
ALL_SVMS = "*"


class InUse(StrEnum):
    """`authentication.in_use`: what the administrator wants."""

    OK = "ok"
    ABSENT = "absent"
    REVOKED = "revoked"


class AuthenticationState(StrEnum):
    """`authentication.state`: what is."""

    OK = "ok"
    ABSENT = "absent"
    PENDING = "pending"
    PROBLEM = "problem"


class Encryption(StrEnum):
    NONE = "none"
    TLS_PSK = "tls_psk"


class Status(StrEnum):
    """`status.state`; `partial` while the clusters reach each other one way only."""

    AVAILABLE = "available"
    PARTIAL = "partial"
    PENDING = "pending"
    UNAVAILABLE = "unavailable"
    UNIDENTIFIED = "unidentified"


_STATUS_BY_REACH = {
    Reach.FULL: Status.AVAILABLE,
    Reach.PARTIAL: Status.PARTIAL,
    Reach.NONE: Status.UNAVAILABLE,
}


class Application(StrEnum):
    """`peer_applications`."""

    SNAPMIRROR = "snapmirror"
    FLEXCACHE = "flexcache"


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A passphrase on offer until `expires_at`.

    The passphrase itself is not kept: `digest` is a keyed one of all of it, `index` of its last four characters, by
    which a cluster finds an anonymous offer (inferred from event messages).
    """

    digest: str = field(repr=False)
    index: str = field(repr=False)
    expires_at: Instant

    @classmethod
    def of(cls, passphrase: str, expires_at: datetime, key: bytes) -> Self:
        return cls(_digest(passphrase, key), _digest(passphrase[-INDEX_LENGTH:], key), expires_at)

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


def temporary_name(passphrase: str) -> str:
    """The name of an anonymous offer that was given none (inferred from the vendor document's examples)."""
    return TEMPORARY_PREFIX + passphrase[-INDEX_LENGTH:]


def _digest(text: str, key: bytes) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key).hexdigest()


@dataclass(eq=False, slots=True)
class Relationship:
    """
    What two peer records share once both hold the same passphrase; alive while both records refer to it.

    `settles_at` is when the clusters have pinged each other, `ended_at` when one side was deleted or replaced.
    """

    encryption: Encryption
    formed_at: Instant
    settles_at: Instant
    ended_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """What is known of the far cluster."""

    uuid: str
    name: str
    serial_number: str


@dataclass(eq=False, slots=True)
class Peer:
    """One entry of `/cluster/peers`, as one of the two clusters keeps it."""

    uuid: str
    name: str
    ipspace: IPspace
    in_use: InUse
    proposed: Encryption
    changed_at: Instant
    local_address: str
    allowed_svms: tuple[Svm, ...] | str = ()
    applications: tuple[Application, ...] = ()
    remote: Remote | None = None
    remote_addresses: tuple[str, ...] = ()
    offer: Offer | None = None
    relationship: Relationship | None = None
    has_temporary_name: bool = False
    addresses_changed_at: Instant | None = None

    @property
    def is_anonymous(self) -> bool:
        return self.remote is None

    def dial(self, addresses: tuple[str, ...], now: datetime) -> None:
        """Dial these addresses from now on."""
        if addresses != self.remote_addresses:
            self.remote_addresses, self.addresses_changed_at = addresses, now

    def has_open_offer(self, now: datetime) -> bool:
        return self.offer is not None and self.offer.is_open(now)


@dataclass(frozen=True, slots=True)
class PeerStatus:
    """What a GET reports of a peer record at one instant."""

    authentication: AuthenticationState
    encryption: Encryption
    state: Status
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """How far the two clusters reach each other, and since when, if that ever changed."""

    reach: Reach = Reach.FULL
    since: datetime | None = None


def reach_by_addresses(reach: Reach, own: list[bool], others: list[bool]) -> Reach:
    """
    The reach of a peer that dials addresses of which those of `own` lead to the far cluster, as it dials `others`.

    A peer none of whose addresses leads there reaches nothing (inferred); dead ones among them, or of the far side,
    leave some pairs of nodes without contact (CLI reference, `partial`).
    """
    if reach is Reach.NONE or not any(own):
        return Reach.NONE
    return reach if all(own) and all(others) else Reach.PARTIAL


def peer_status(
    peer: Peer,
    far: Peer | None,
    contact: Contact,
    now: datetime,
    expired: AuthenticationState = AuthenticationState.PROBLEM,
) -> PeerStatus:
    """
    The status of `peer` at `now`; `far` is the far cluster's record of this relationship, if there is one.

    `expired` is the authentication state of an offer that nobody accepted in time. The status folds ONTAP's richer
    operational values into the four of REST (inferred).
    """
    relationship = peer.relationship
    if relationship is None:
        return PeerStatus(_unproven(peer, now, expired), Encryption.NONE, *_status_of_offer(peer))
    if relationship.ended_at is not None or far is None:
        ended_at = relationship.ended_at or relationship.formed_at
        return PeerStatus(_unproven(peer, now, expired), Encryption.NONE, Status.UNAVAILABLE, ended_at)
    if InUse.REVOKED in (peer.in_use, far.in_use):
        since = max(peer.changed_at, far.changed_at)
        return PeerStatus(AuthenticationState.PROBLEM, Encryption.NONE, Status.UNAVAILABLE, since)
    return PeerStatus(_proven(peer, now), relationship.encryption, *_status_of_live(relationship, contact, now))


def _status_of_live(relationship: Relationship, contact: Contact, now: datetime) -> tuple[Status, datetime]:
    """A cut link shows at once; authentication is not affected by it (inferred)."""
    if now < relationship.settles_at:
        return Status.PENDING, relationship.formed_at
    since = max(relationship.settles_at, contact.since or relationship.settles_at)
    return _STATUS_BY_REACH[contact.reach], since


def _proven(peer: Peer, now: datetime) -> AuthenticationState:
    """A changed passphrase leaves `ok` until it expires unmatched (section Update; inferred)."""
    if peer.in_use is InUse.ABSENT:
        return AuthenticationState.ABSENT
    expired = peer.offer is not None and not peer.offer.is_open(now)
    return AuthenticationState.PROBLEM if expired else AuthenticationState.OK


def _unproven(peer: Peer, now: datetime, expired: AuthenticationState) -> AuthenticationState:
    if peer.in_use is InUse.ABSENT:
        return AuthenticationState.ABSENT
    return AuthenticationState.PENDING if peer.has_open_offer(now) else expired


def _status_of_offer(peer: Peer) -> tuple[Status, datetime]:
    return (Status.UNIDENTIFIED if peer.is_anonymous else Status.PENDING), peer.changed_at
