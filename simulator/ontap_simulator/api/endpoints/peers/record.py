"""A cluster peer as JSON: the complete record of GET, and the replies of POST and PATCH, in the document's order."""

from copy import deepcopy
from typing import Any

from ontap_simulator.api.endpoints import interfaces
from ontap_simulator.api.endpoints.cluster import version_record
from ontap_simulator.api.endpoints.ipspaces import ipspace_record
from ontap_simulator.api.endpoints.svms import allowed_svm_references
from ontap_simulator.api.envelope import instant, link, self_link
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.api.releases import PEER
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.create import Created
from ontap_simulator.domain.peer import Offer, Peer, temporary_name
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.domain.update import Updated

PATH = "/api/cluster/peers"

FIELDS = FieldTable(
    keys=("uuid", "name"),
    common=(
        "version.full",
        "version.generation",
        "version.major",
        "version.minor",
        "version.patch",
        "status.state",
        "status.update_time",
        "ipspace.uuid",
        "ipspace.name",
        "remote.name",
        "remote.serial_number",
        "remote.ip_addresses",
        "authentication.in_use",
        "authentication.state",
        "encryption.state",
    ),
    extra=(
        "authentication.expiry_time",
        "encryption.proposed",
        "ip_address",
        "initial_allowed_svms",
        "initial_allowed_svms.name",
        "initial_allowed_svms.uuid",
        "peer_applications",
    ),
    unreadable=frozenset({"authentication.passphrase", "authentication.generate_passphrase", "local_network"}),
    secret=frozenset({"authentication.passphrase"}),
    since=PEER,
)


def peer_href(peer: Peer) -> str:
    return f"{PATH}/{peer.uuid}"


def peer_record(peering: Peering, peer: Peer) -> dict[str, Any]:
    """Everything GET may show; the passphrase is never part of it (inferred: only POST and PATCH disclose it)."""
    status = peering.status(peer)
    cluster = peering.cluster
    record: dict[str, Any] = {"uuid": peer.uuid, "name": peer.name}
    if peer.remote is not None and peer.relationship is not None:
        record["version"] = version_record(peering.fabric.cluster_of(peer.remote.uuid).version)
    record["status"] = {"state": status.state.value, "update_time": instant(cluster, status.updated_at)}
    record["ipspace"] = ipspace_record(peer.ipspace)
    if peer.remote is not None:
        record["remote"] = _remote_record(peer)
    authentication = {"in_use": peer.in_use.value, "state": status.authentication.value}
    if peer.offer is not None:
        authentication["expiry_time"] = instant(cluster, peer.offer.expires_at)
    record["authentication"] = authentication
    record["encryption"] = {"state": status.encryption.value, "proposed": peer.proposed.value}
    record["ip_address"] = peer.local_address
    if peer.allowed_svms:
        record["initial_allowed_svms"] = allowed_svm_references(peer)
    if peer.applications:
        record["peer_applications"] = [application.value for application in peer.applications]
    intercluster = f"{interfaces.PATH}?services=intercluster_core&ipspace.uuid={peer.ipspace.uuid}"
    record["_links"] = {**self_link(peer_href(peer)), "interfaces": link(intercluster)}
    return record


def created_record(cluster: Cluster, request: PeerRequest, made: Created) -> dict[str, Any]:
    """What a POST discloses, by the vendor document's examples: the generated passphrase, never the client's own."""
    generated = request.passphrase is None
    record: dict[str, Any] = {"uuid": made.peer.uuid}
    if made.was_anonymous and made.passphrase is not None:
        record["name"] = request.name or temporary_name(made.passphrase)
    elif generated:
        record["name"] = request.name or ""
    if made.interfaces:
        record["local_network"] = {"interfaces": [{"ip_address": str(each.address)} for each in made.interfaces]}
    if made.offer is not None:
        record["authentication"] = _disclosed(cluster, made.offer, made.passphrase if generated else None)
    if made.was_anonymous:
        record["ip_address"] = made.peer.local_address
    record["_links"] = self_link(peer_href(made.peer))
    return record


def updated_body(
    peering: Peering, peer: Peer, request: PeerRequest, body: dict[str, Any], updated: Updated
) -> dict[str, Any]:
    """
    The reply to a PATCH: the request's echo with a new passphrase, else an empty object (section Update).

    A generated passphrase is returned, as the prose says and a later edition shows, unless the fabric is set to do as
    9.15.1's example, which has `{}`.
    """
    cluster, offer = peering.cluster, updated.offer
    if offer is None or updated.passphrase is None:
        return {}
    if request.passphrase is None and not peering.fabric.settings.generated_passphrase_in_patch:
        return {}
    record = deepcopy(body)
    if request.passphrase is None:
        record["authentication"] = {**_disclosed(cluster, offer, updated.passphrase), "in_use": peer.in_use.value}
    elif request.expiry is not None:
        record["authentication"]["expiry_time"] = instant(cluster, offer.expires_at)
    if request.encryption is not None:
        record["encryption"] = {"proposed": request.encryption.value}
    return {"num_records": 1, "records": [record]}


def _disclosed(cluster: Cluster, offer: Offer, passphrase: str | None) -> dict[str, str]:
    disclosed = {"passphrase": passphrase} if passphrase is not None else {}
    return {**disclosed, "expiry_time": instant(cluster, offer.expires_at)}


def _remote_record(peer: Peer) -> dict[str, Any]:
    """Name and addresses from the introduction on, the serial number once peered (inferred)."""
    record: dict[str, Any] = {}
    if peer.remote is not None:
        record["name"] = peer.remote.name
        if peer.relationship is not None:
            record["serial_number"] = peer.remote.serial_number
    record["ip_addresses"] = list(peer.remote_addresses)
    return record
