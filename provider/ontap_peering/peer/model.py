"""
The values that everything else uses.

A `DesiredPeer` is what the program says, an `ObservedPeer` what the cluster has, a `PeerState` what Pulumi stores.

All are frozen, and normalised to the form that `read` reports: addresses in one order, durations and instants in one
spelling, ONTAP's enums with underscores. That keeps a refresh quiet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    model_validator,
)

from ontap_peering import messages
from ontap_peering.peer.addresses import canonical, canonical_ip

AuthenticationInUse = Literal["ok", "absent", "revoked"]
AuthenticationState = Literal["ok", "absent", "pending", "problem"]
StatusState = Literal["available", "partial", "unavailable", "pending", "unidentified"]
EncryptionProtocol = Literal["none", "tls_psk"]
PeerApplication = Literal["snapmirror", "flexcache"]
WaitFor = Literal["created", "authenticated", "available"]
Adopt = Literal["never", "own", "existing"]

MAX_OFFER_LIFETIME = timedelta(days=7)
"""An offer expires at most this far ahead (documented: Create a peering relationship, `expiry_time`)."""
DEFAULT_OFFER_LIFETIME = timedelta(hours=1)
"""How long an offer is open by default (documented: Create a peering relationship, `expiry_time`)."""
MAX_NAME_LENGTH = 44

_DURATION: TypeAdapter[timedelta] = TypeAdapter(timedelta)
_INSTANT: TypeAdapter[datetime] = TypeAdapter(datetime)
_ISO_DURATION = re.compile(r"P(?!$)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)")


def instant(value: object) -> datetime:
    """An aware instant in UTC, from ISO 8601 text with an offset. Raises ValueError if the offset is missing."""
    parsed = _INSTANT.validate_python(value)
    if parsed.tzinfo is None:
        raise ValueError(messages.no_utc_offset())
    return parsed.astimezone(UTC)


def instant_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not _ISO_DURATION.fullmatch(value):
        raise ValueError(messages.bad_duration())
    return _DURATION.validate_python(value)


def duration_text(value: timedelta) -> str:
    return str(_DURATION.dump_python(value, mode="json"))


def _expiry(value: object) -> timedelta | datetime:
    if isinstance(value, timedelta | datetime):
        return value
    if isinstance(value, str) and _ISO_DURATION.fullmatch(value):
        return duration(value)
    try:
        return instant(value).replace(microsecond=0)  # as precise as ONTAP reports it
    except ValueError:
        raise ValueError(messages.bad_expiry()) from None


def _cluster_name(value: str) -> str:
    if not re.fullmatch(rf"[A-Za-z][A-Za-z0-9._-]{{0,{MAX_NAME_LENGTH - 1}}}", value):
        raise ValueError(messages.bad_name(MAX_NAME_LENGTH))
    return value


def sorted_set(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def underscored(value: Any) -> Any:
    """ONTAP's enums in the one spelling used here: `tls-psk` is `tls_psk`. Anything but a string stays as it is."""
    return value.replace("-", "_") if isinstance(value, str) else value


Expiry = Annotated[timedelta | datetime, BeforeValidator(_expiry)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Name = Annotated[str, AfterValidator(_cluster_name)]
Text = Annotated[str, Field(min_length=1)]
Uuid = Annotated[Text, AfterValidator(str.lower)]
Address = Annotated[str, AfterValidator(canonical)]
IpAddress = Annotated[str, AfterValidator(canonical_ip)]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Declared(Shape):
    """What a program says about a resource. `key` identifies the resource for ever."""

    key: Name

    def declared(self) -> dict[str, Any]:
        """The declared fields as plain data, without a passphrase."""
        plain: dict[str, Any] = self.model_dump(exclude_defaults=True, exclude={"passphrase"})
        return {name: jsonable(value) for name, value in plain.items()}


class Remote(Shape):
    """The other cluster's intercluster addresses: IPv4, IPv6 (all of one family) or host names."""

    ip_addresses: Annotated[tuple[Address, ...], Field(min_length=1), AfterValidator(sorted_set)]


class Encryption(Shape):
    """`proposed`: "none" or "tls_psk"."""

    proposed: Annotated[EncryptionProtocol, BeforeValidator(underscored)]


class NameOrUuid(Shape):
    """An IPspace or SVM, by name or by uuid."""

    name: Text | None = None
    uuid: Uuid | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.name is None) == (self.uuid is None):
            raise ValueError(messages.name_or_uuid())
        return self


class LocalInterface(Shape):
    """One intercluster interface to create."""

    ip_address: IpAddress


class LocalNetwork(Shape):
    """Intercluster interfaces to create first, at most one for each node; they stay when the peer is deleted."""

    interfaces: Annotated[tuple[LocalInterface, ...], Field(min_length=1)]
    netmask: Text | None = None
    broadcast_domain: Text | None = None
    gateway: IpAddress | None = None


class DesiredPeer(Declared):
    """
    What the program says about one peer. Only declared fields are managed; ONTAP decides about a field that is None.

    `key` is derived from project, stack and resource name; `name` defaults to it.
    """

    cluster: Text
    name: Name
    token: SecretStr | None = None
    """Never there: what it says took its place (`ontap_peering.peer.accepting`)."""
    remote: Remote | None = None
    passphrase: SecretStr | None = None
    generate_passphrase: bool
    rotation: Text | None = None
    expiry_time: Expiry | None = None
    in_use: AuthenticationInUse | None = None
    encryption: Encryption | None = None
    ipspace: NameOrUuid | None = None
    initial_allowed_svms: tuple[NameOrUuid, ...] | None = None
    peer_applications: Annotated[tuple[PeerApplication, ...], AfterValidator(sorted_set)] | None = None
    local_network: LocalNetwork | None = None
    renew_before: Duration | None = None
    expected_remote: Text | None = None
    adopt: Adopt = "own"
    wait_for: WaitFor = "created"
    timeout: Duration = timedelta(minutes=5)

    @property
    def is_anonymous(self) -> bool:
        """Without a remote address the peer is an offer that any cluster with the passphrase may accept."""
        return self.remote is None

    @property
    def needs_generated_passphrase(self) -> bool:
        """Whether ONTAP is to generate the passphrase, which only the reply to the request shows."""
        return self.generate_passphrase and self.in_use != "absent"

    @property
    def has_generated_name(self) -> bool:
        """True if the name is derived from the key, so that a peer of this name can only be ours."""
        return self.name == self.key


def jsonable(value: Any) -> Any:
    """A normalised value as JSON and property bags have it."""
    match value:
        case timedelta():
            return duration_text(value)
        case datetime():
            return instant_text(value)
        case dict():
            return {key: jsonable(item) for key, item in value.items()}
        case tuple() | list():
            return [jsonable(item) for item in value]
        case _:
            return value


@dataclass(frozen=True)
class LocalCluster:
    """The cluster that a peer is on: its own identity, whatever its alias is."""

    uuid: str
    name: str


@dataclass(frozen=True)
class ObservedPeer:
    """
    What a cluster reports about one peer; None is what it does not report.

    `status`: available, partial, unavailable, pending, unidentified. `authentication`: ok, absent, pending, problem.
    `reported` has, by the name of the input, what the record has at the input's path in ONTAP's requests.
    """

    uuid: str
    name: str = ""
    status: str | None = None
    authentication: str | None = None
    in_use: str | None = None
    expiry_time: datetime | None = None
    encryption: str | None = None
    encryption_proposed: str | None = None
    ip_address: str | None = None
    ipspace_name: str | None = None
    ipspace_uuid: str | None = None
    remote_name: str | None = None
    remote_serial_number: str | None = None
    remote_addresses: tuple[str, ...] = ()
    version: str | None = None
    status_update_time: str | None = None
    reported: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_offer(self) -> bool:
        """True for an anonymous offer that no cluster has accepted (documented: `unidentified`)."""
        return self.status == "unidentified"

    @property
    def is_accepted(self) -> bool:
        """Whether the other cluster is known and agreed (documented: `ok`, or no authentication at all)."""
        return not self.is_offer and self.authentication in ("ok", "absent")

    @property
    def is_open(self) -> bool:
        """True until the other cluster has used the passphrase: as long as it can expire."""
        return self.is_offer or self.authentication == "pending"

    @property
    def proposed_encryption(self) -> str | None:
        """What this side proposes; if that is not reported, what an authenticated peer uses."""
        return self.encryption_proposed or (self.encryption if self.authentication == "ok" else None)

    def is_identified_by(self, identity: str | None) -> bool:
        """By name, serial number or uuid of the other cluster, in small letters or capitals; False for None."""
        own = (self.remote_name, self.remote_serial_number, self.uuid)
        return identity is not None and identity.lower() in {each.lower() for each in own if each is not None}


PeerIdentity = tuple[str, str]
"""Of one peer, whatever its cluster is called: the uuid of the cluster, or its alias if nobody may ask, and its own."""


@dataclass(frozen=True)
class PeerState:
    """
    What Pulumi stores about one peer.

    `declared` is what the program said when it was last applied, without the passphrase. `peers_before` are the uuids
    that the cluster had before an anonymous offer was created, kept while the offer is open. `local` is the cluster
    that the peer is on, None if no version has looked yet. `expected_uuid` is the cluster that `expected_remote` turned
    out to name, whatever it is called now. `clock_skew` is the cluster's clock less ours when it was last read.
    `addresses` are those of the local cluster that the other one may dial, if this side generates the passphrase.
    """

    declared: Mapping[str, Any]
    observed: ObservedPeer
    passphrase: SecretStr | None = None
    peers_before: frozenset[str] = field(default_factory=frozenset)
    local: LocalCluster | None = None
    expected_uuid: str | None = None
    clock_skew: timedelta = timedelta()
    addresses: tuple[str, ...] = ()

    @property
    def identity(self) -> PeerIdentity:
        return self.local.uuid if self.local else self.cluster, self.observed.uuid

    def seeing(self, observed: ObservedPeer) -> "PeerState":
        """
        The state with what was observed now. The intercluster address stays known when ONTAP no longer reports it.

        An open offer of another uuid is another offer, left by a run that was interrupted: its passphrase is unknown.
        """
        is_another = observed.is_offer and observed.uuid != self.observed.uuid
        expected = self.declared.get("expected_remote")
        identified = observed.uuid if not observed.is_offer and observed.is_identified_by(expected) else None
        return replace(
            self,
            observed=replace(observed, ip_address=observed.ip_address or self.observed.ip_address),
            passphrase=None if is_another else self.passphrase,
            expected_uuid=self.expected_uuid or identified,
        )

    @property
    def cluster(self) -> str:
        return str(self.declared["cluster"])

    @property
    def name(self) -> str:
        return str(self.declared["name"])

    @property
    def key(self) -> str:
        return str(self.declared["key"])
