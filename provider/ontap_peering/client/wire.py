"""
ONTAP's JSON shapes: lenient in what is read, exact in what is sent.

The contract is schemas/ontap/cluster_peer.schema.json.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ontap_peering import messages
from ontap_peering.client.errors import Call, no_answer
from ontap_peering.client.mask import Mask
from ontap_peering.client.urls import is_uuid
from ontap_peering.peer.fields import FIELDS, get, read_paths, request_body
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, underscored
from ontap_peering.peer.ports import PeerPatch

NEWER_PATHS: Final = frozenset({"ip_address", "peer_applications", "version"})
"""Not in ONTAP 9.6, which refuses to be asked for them by name (documented: Cluster peer, "Introduced in")."""
READ_FIELDS: Final = ",".join(["*", *(path for path in read_paths() if path not in NEWER_PATHS)])
"""`*` is what the release has; the others are named, since which of them `*` covers is not documented."""
MAX_TEXT_LENGTH: Final = 1000
PAGE_SIZE: Final = 1000
MAX_PAGES: Final = 100
MAX_LISTING_SECONDS: Final = 300
REPORTED: Final = "reported"
POSSIBLE_YEARS: Final = range(2000, 3000)


class Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def _instant(value: datetime) -> datetime:
    """In UTC, and far enough from the ends of the calendar to calculate with."""
    if value.year not in POSSIBLE_YEARS:
        raise ValueError(messages.impossible_year())
    return value.astimezone(UTC)


def _uuid(value: str) -> str:
    if not is_uuid(value):
        raise ValueError(messages.bad_uuid())
    return value


Uuid = Annotated[str, AfterValidator(_uuid)]


class _Secret(Lenient):
    passphrase: str | None = Field(default=None, repr=False)


class _Authentication(Lenient):
    state: str
    expiry_time: Annotated[datetime, AfterValidator(_instant)] | None = None
    in_use: str | None = None


class _Encryption(Lenient):
    proposed: str | None = None
    state: str | None = None


class _NamedObject(Lenient):
    name: str | None = None
    uuid: str | None = None


class _Remote(Lenient):
    ip_addresses: tuple[str, ...] = ()
    name: str | None = None
    serial_number: str | None = None


class _Status(Lenient):
    state: str
    update_time: str | None = None


class _Version(Lenient):
    full: str | None = None


class PeerRecord(Lenient):
    """A peer as GET shows it. ONTAP always reports what has no default here (evidence: documented, examples of GET)."""

    uuid: Uuid
    name: str
    authentication: _Authentication
    status: _Status
    encryption: _Encryption = _Encryption()
    ip_address: str | None = None
    ipspace: _NamedObject = _NamedObject()
    remote: _Remote = _Remote()
    version: _Version = _Version()
    initial_allowed_svms: tuple[_NamedObject, ...] = ()
    peer_applications: tuple[str, ...] = ()
    reported: dict[str, Any] = Field(default={}, repr=False)
    """What the record has at the path of each input that is read back, by the input's name."""

    @model_validator(mode="before")
    @classmethod
    def _keep_reported(cls, record: Any) -> Any:
        if not isinstance(record, dict):
            return record
        inputs = {field.name: get(record, field.path) for field in FIELDS if field.reported and field.path is not None}
        return {**record, "reported": inputs}

    def observed(self) -> ObservedPeer:
        return ObservedPeer(
            uuid=self.uuid,
            name=self.name,
            status=self.status.state,
            authentication=self.authentication.state,
            in_use=self.authentication.in_use,
            expiry_time=self.authentication.expiry_time,
            encryption=underscored(self.encryption.state),
            encryption_proposed=underscored(self.encryption.proposed),
            ip_address=self.ip_address,
            ipspace_name=self.ipspace.name,
            ipspace_uuid=self.ipspace.uuid,
            remote_name=self.remote.name,
            remote_serial_number=self.remote.serial_number,
            remote_addresses=self.remote.ip_addresses,
            version=self.version.full,
            status_update_time=self.status.update_time,
            reported=self.reported,
        )


class Link(Lenient):
    href: str | None = None


class Links(Lenient):
    next: Link = Link()


def _distinct(records: tuple[PeerRecord, ...]) -> tuple[PeerRecord, ...]:
    if len({record.uuid for record in records}) < len(records):
        raise ValueError(messages.repeated_uuid())
    return records


class Collection(Lenient):
    records: Annotated[tuple[PeerRecord, ...], Field(max_length=PAGE_SIZE), AfterValidator(_distinct)]
    links: Links = Field(default=Links(), alias="_links")


class CreatedRecord(Lenient):
    uuid: Uuid
    authentication: _Secret = _Secret()
    ip_address: str | None = None


class Created(Lenient):
    """The reply to a POST: one record."""

    records: Annotated[tuple[CreatedRecord, ...], Field(min_length=1, max_length=1)]


class ChangedRecord(Lenient):
    authentication: _Secret = _Secret()


class Changed(Lenient):
    """The reply to a PATCH: what was changed, or nothing."""

    records: tuple[ChangedRecord, ...] = ()

    @property
    def passphrase(self) -> str | None:
        return next((record.authentication.passphrase for record in self.records), None)


Shape = TypeVar("Shape", bound=Lenient)


def validated(shape: type[Shape], reply: dict[str, Any], call: Call, mask: Mask) -> Shape:
    """
    The reply as what it should be. Raises PeerError, or ReplyLostError for that to a write.

    What goes into the state and from there to the screen neither holds a secret nor speaks to the terminal.
    """
    try:
        found = shape.model_validate(reply)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise no_answer(call, messages.wrong_shape(where)) from None
    places = _places(found)
    for text, path in places.items():
        if not text.isprintable() or len(text) > MAX_TEXT_LENGTH:
            raise no_answer(call, messages.odd_text(".".join(path)))
    if mask.is_in(*places):
        path = next(path for text, path in places.items() if mask.is_in(text))
        raise no_answer(call, messages.repeats_secret(".".join(path)))
    return found


def _places(found: BaseModel) -> dict[str, tuple[str, ...]]:
    """Every text of the reply but its passphrases, with the first place where it is."""
    places: dict[str, tuple[str, ...]] = {}
    _find_texts(found.model_dump(), (), places)
    return places


def _find_texts(value: Any, path: tuple[str, ...], places: dict[str, tuple[str, ...]]) -> None:
    """With the names that lead to it: ours, not those that a cluster chose."""
    if isinstance(value, str):
        places.setdefault(value, path)
    elif isinstance(value, list | tuple):
        for item in value:
            _find_texts(item, path, places)
    elif isinstance(value, dict):
        is_reported = path[-1:] == (REPORTED,)
        for name, item in value.items():
            if is_reported:
                _find_texts((name, item), path, places)
            elif item is not None and name != "passphrase":
                _find_texts(item, (*path, name), places)


def post_body(desired: DesiredPeer) -> dict[str, Any]:
    """With one way to a passphrase, or none if authentication is not used (evidence: inferred)."""
    values = desired.declared()
    if desired.passphrase is not None or desired.in_use == "absent":
        del values["generate_passphrase"]
    if desired.passphrase is not None and desired.in_use != "absent":
        values["passphrase"] = desired.passphrase.get_secret_value()
    return request_body(values)


def patch_body(patch: PeerPatch) -> dict[str, Any]:
    if patch.passphrase is None:
        return patch.body
    authentication = {**patch.body.get("authentication", {}), "passphrase": patch.passphrase.get_secret_value()}
    return {**patch.body, "authentication": authentication}
