"""
ONTAP's JSON shapes: lenient in what is read, exact in what is sent.

The contract is schemas/ontap/cluster_peer.schema.json.
"""

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ontap_peering.peer.fields import FIELDS, get, read_paths, request_body
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, underscored
from ontap_peering.peer.ports import PeerPatch

NEWER_PATHS: Final = frozenset({"ip_address", "peer_applications", "version"})
"""Not in ONTAP 9.6, which refuses to be asked for them by name (documented: Cluster peer, "Introduced in")."""
READ_FIELDS: Final = ",".join(["*", *(path for path in read_paths() if path not in NEWER_PATHS)])
"""`*` is what the release has; the others are named, since which of them `*` covers is not documented."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class _Authentication(_Lenient):
    passphrase: str | None = Field(default=None, repr=False)
    expiry_time: datetime | None = None
    in_use: str | None = None
    state: str | None = None


class _Encryption(_Lenient):
    proposed: str | None = None
    state: str | None = None


class _NamedObject(_Lenient):
    name: str | None = None
    uuid: str | None = None


class _Remote(_Lenient):
    ip_addresses: tuple[str, ...] = ()
    name: str | None = None
    serial_number: str | None = None


class _Status(_Lenient):
    state: str | None = None
    update_time: str | None = None


class _Version(_Lenient):
    full: str | None = None


class PeerRecord(_Lenient):
    uuid: str = ""
    name: str = ""
    authentication: _Authentication = _Authentication()
    encryption: _Encryption = _Encryption()
    ip_address: str | None = None
    ipspace: _NamedObject = _NamedObject()
    remote: _Remote = _Remote()
    status: _Status = _Status()
    version: _Version = _Version()
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
        expiry = self.authentication.expiry_time
        return ObservedPeer(
            uuid=self.uuid,
            name=self.name,
            status=self.status.state,
            authentication=self.authentication.state,
            in_use=self.authentication.in_use,
            expiry_time=expiry.astimezone(UTC) if expiry else None,
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


class Link(_Lenient):
    href: str | None = None


class Links(_Lenient):
    next: Link = Link()


class Collection(_Lenient):
    records: tuple[PeerRecord, ...] = ()
    links: Links = Field(default=Links(), alias="_links")


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
