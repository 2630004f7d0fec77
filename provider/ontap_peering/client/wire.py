"""
ONTAP's JSON shapes: lenient in what is read, exact in what is sent.

The contract is schemas/ontap/cluster_peer.schema.json.
"""

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from ontap_peering.model import DesiredPeer, ObservedPeer
from ontap_peering.planning.fields import request_body
from ontap_peering.ports import PeerPatch

READ_FIELDS: Final = (
    "name,authentication.expiry_time,authentication.in_use,authentication.state,encryption.proposed,encryption.state,"
    "initial_allowed_svms,ip_address,ipspace,peer_applications,remote,status,version"
)
"""Named one by one, since which of them a plain GET gives is not documented."""


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
    initial_allowed_svms: tuple[_NamedObject, ...] | None = None
    ip_address: str | None = None
    ipspace: _NamedObject = _NamedObject()
    peer_applications: tuple[str, ...] | None = None
    remote: _Remote = _Remote()
    status: _Status = _Status()
    version: _Version = _Version()

    def observed(self) -> ObservedPeer:
        expiry = self.authentication.expiry_time
        svms = self.initial_allowed_svms
        return ObservedPeer(
            uuid=self.uuid,
            name=self.name,
            status=self.status.state,
            authentication=self.authentication.state,
            in_use=self.authentication.in_use,
            expiry_time=expiry.astimezone(UTC) if expiry else None,
            encryption=_underscore(self.encryption.state),
            encryption_proposed=_underscore(self.encryption.proposed),
            ip_address=self.ip_address,
            ipspace_name=self.ipspace.name,
            ipspace_uuid=self.ipspace.uuid,
            remote_name=self.remote.name,
            remote_serial_number=self.remote.serial_number,
            remote_addresses=self.remote.ip_addresses,
            initial_allowed_svms=None if svms is None else tuple(svm.name for svm in svms if svm.name),
            peer_applications=self.peer_applications,
            version=self.version.full,
            status_update_time=self.status.update_time,
        )


class Link(_Lenient):
    href: str | None = None


class Links(_Lenient):
    next: Link = Link()


class Collection(_Lenient):
    records: tuple[PeerRecord, ...] = ()
    links: Links = Field(default=Links(), alias="_links")


def _underscore(value: str | None) -> str | None:
    return None if value is None else value.replace("-", "_")


def post_body(desired: DesiredPeer) -> dict[str, Any]:
    """With one way to a passphrase, or none where authentication is not used (evidence: inferred)."""
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
