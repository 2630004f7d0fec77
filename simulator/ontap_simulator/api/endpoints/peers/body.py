"""From the body of a POST or PATCH of a cluster peer to the domain's request."""

from typing import Any

from ontap_simulator.api.body import Kind, Writable, read_fields
from ontap_simulator.api.releases import PEER, has_field
from ontap_simulator.domain.errors import Code
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.peer import Application, Encryption, InUse
from ontap_simulator.domain.request import LocalNetwork, PeerRequest, SvmChoice
from ontap_simulator.domain.spec import Settings


def _encryption(text: str) -> Encryption:
    """Input is written with hyphen or underscore (documented)."""
    return Encryption(text.replace("-", "_"))


def _applications(texts: list[str]) -> tuple[Application, ...]:
    return tuple(Application(text) for text in texts)


def _svms(choices: list[dict[str, Any]]) -> tuple[SvmChoice, ...]:
    for choice in choices:
        if not choice or not choice.keys() <= {"name", "uuid"} or not all(isinstance(v, str) for v in choice.values()):
            raise ValueError("an SVM is named by name or uuid")
    return tuple(SvmChoice(choice.get("name"), choice.get("uuid")) for choice in choices)


def _interface_addresses(interfaces: list[dict[str, Any]]) -> tuple[str, ...]:
    if not all(each.keys() == {"ip_address"} and isinstance(each["ip_address"], str) for each in interfaces):
        raise ValueError("an interface has an ip_address")
    return tuple(each["ip_address"] for each in interfaces)


_UPDATABLE = {
    "name": Writable(Kind.STRING),
    "authentication.passphrase": Writable(Kind.STRING, secret=True),
    "authentication.generate_passphrase": Writable(Kind.BOOLEAN),
    "authentication.expiry_time": Writable(Kind.STRING),
    "authentication.in_use": Writable(Kind.STRING, InUse),
    "encryption.proposed": Writable(Kind.STRING, _encryption),
    "initial_allowed_svms": Writable(Kind.OBJECTS, _svms),
    "ipspace.name": Writable(Kind.STRING),
    "ipspace.uuid": Writable(Kind.STRING),
    "peer_applications": Writable(Kind.STRINGS, _applications),
    "remote.ip_addresses": Writable(Kind.STRINGS, tuple),
}
_CREATE_ONLY = {
    "local_network.interfaces": Writable(Kind.OBJECTS, _interface_addresses),
    "local_network.netmask": Writable(Kind.STRING),
    "local_network.broadcast_domain": Writable(Kind.STRING),
    "local_network.gateway": Writable(Kind.STRING),
}
_READ_ONLY = (
    "uuid",
    "authentication.state",
    "encryption.state",
    "ip_address",
    "remote.name",
    "remote.serial_number",
    "status",
    "version",
)


def create_request(body: dict[str, Any], version: Version) -> PeerRequest:
    """Raises OntapError 262179, 262196 for a read-only field, 262197, 262254, 262255."""
    return _request(
        read_fields(body, _known(_UPDATABLE | _CREATE_ONLY, version), dict.fromkeys(_READ_ONLY, Code.NOT_SETTABLE))
    )


def update_request(body: dict[str, Any], version: Version, settings: Settings) -> PeerRequest:
    """Raises OntapError 262203 for a field that cannot be updated, else as above."""
    updatable, refused = _known(_UPDATABLE, version), [*_READ_ONLY, *_CREATE_ONLY]
    if not settings.allowed_svms_can_change:
        refused.append("initial_allowed_svms")
        del updatable["initial_allowed_svms"]
    return _request(read_fields(body, updatable, dict.fromkeys(refused, Code.NOT_PATCHABLE)))


def _known(fields: dict[str, Writable], version: Version) -> dict[str, Writable]:
    return {path: each for path, each in fields.items() if has_field(PEER, version, path)}


def _request(values: dict[str, Any]) -> PeerRequest:
    local_network = None
    if any(path in values for path in _CREATE_ONLY):
        local_network = LocalNetwork(
            addresses=values.get("local_network.interfaces"),
            netmask=values.get("local_network.netmask"),
            broadcast_domain=values.get("local_network.broadcast_domain"),
            gateway=values.get("local_network.gateway"),
        )
    return PeerRequest(
        name=values.get("name"),
        addresses=values.get("remote.ip_addresses"),
        passphrase=values.get("authentication.passphrase"),
        generate=values.get("authentication.generate_passphrase"),
        expiry=values.get("authentication.expiry_time"),
        in_use=values.get("authentication.in_use"),
        encryption=values.get("encryption.proposed"),
        ipspace_name=values.get("ipspace.name"),
        ipspace_uuid=values.get("ipspace.uuid"),
        allowed_svms=values.get("initial_allowed_svms"),
        applications=values.get("peer_applications"),
        local_network=local_network,
    )
