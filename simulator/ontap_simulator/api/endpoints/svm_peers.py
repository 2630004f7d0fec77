"""`/api/svm/peers`: the SVM peers on a peering."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.endpoints.svms import svm_reference
from ontap_simulator.api.envelope import self_link
from ontap_simulator.api.message import ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.dependents import DependentKind
from ontap_simulator.domain.network import Svm

PATH = "/api/svm/peers"
FIELDS = FieldTable(
    keys=("uuid", "name"),
    common=(
        "svm.uuid",
        "svm.name",
        "peer.svm.uuid",
        "peer.svm.name",
        "peer.cluster.uuid",
        "peer.cluster.name",
        "state",
        "applications",
    ),
)


def _records(request: ApiRequest) -> Iterable[Record]:
    """Those that were placed on a peering, as this cluster sees them."""
    fabric, here = request.peering.fabric, request.peering.cluster
    for dependent in fabric.dependents:
        if dependent.kind is not DependentKind.SVM_PEER:
            continue
        for local, svm, remote, remote_svm in dependent.sides():
            if local == here.name:
                far = fabric.clusters[remote]
                far_svm = svm_reference(_named(far, remote_svm))
                yield {
                    "uuid": dependent.uuid,
                    "name": remote_svm,
                    "svm": svm_reference(_named(here, svm)),
                    "peer": {"svm": far_svm, "cluster": {"uuid": far.uuid, "name": remote}},
                    "state": "peered",
                    "applications": ["snapmirror"],
                    "_links": self_link(f"{PATH}/{dependent.uuid}"),
                }


def _named(cluster: Cluster, name: str) -> Svm:
    return next(svm for svm in cluster.identity.svms if svm.name == name)


ROUTES = read_only(PATH, "svm_peer", FIELDS, _records)
