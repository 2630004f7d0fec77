"""`/api/svm/svms`: the SVMs that a peering may allow."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.endpoints.ipspaces import ipspace_record
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.network import Svm
from ontap_simulator.domain.peer import ALL_SVMS, Peer

PATH = "/api/svm/svms"
FIELDS = FieldTable(keys=("uuid", "name"), common=("ipspace.uuid", "ipspace.name", "state", "subtype"))


def svm_reference(svm: Svm) -> Record:
    """What other records show of an SVM."""
    return {"uuid": svm.uuid, "name": svm.name, "_links": self_link(f"{PATH}/{svm.uuid}")}


def allowed_svm_references(peer: Peer) -> list[Record]:
    """The SVMs that `peer` allows; all of them are one reference by the name `*`."""
    if isinstance(peer.allowed_svms, str):
        return [{"name": ALL_SVMS}]
    return [svm_reference(svm) for svm in peer.allowed_svms]


def _records(request: ApiRequest) -> Iterable[Record]:
    for svm in request.peering.cluster.identity.svms:
        yield {
            **svm_reference(svm),
            "ipspace": ipspace_record(svm.ipspace),
            "state": "running",
            "subtype": "default",
        }


ROUTES = read_only(PATH, "svm", FIELDS, _records)
