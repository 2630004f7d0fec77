"""What one cluster says about itself: identity, clock, peering policy, IPspaces and intercluster addresses."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ontap_peering.client.errors import Call
from ontap_peering.client.transport import Transport
from ontap_peering.client.wire import Lenient, Shape, Uuid, validated
from ontap_peering.errors import CredentialsError
from ontap_peering.peer.model import LocalCluster
from ontap_peering.peer.ports import NamedObject, PeeringPolicy

CLUSTER: Final = "/api/cluster"
IPSPACES: Final = "/api/network/ipspaces"
INTERFACES: Final = "/api/network/ip/interfaces"
SERVICE: Final = "intercluster_core"
NOT_PERMITTED: Final = ("6", "6691623")


class _Cluster(Lenient):
    uuid: Uuid
    name: str


class _Policy(Lenient):
    minimum_passphrase_length: int = 0
    encryption_required: bool = False
    authentication_required: bool = False


class _ClusterWithPolicy(Lenient):
    peering_policy: _Policy = _Policy()


class _IPspace(Lenient):
    name: str
    uuid: Uuid


class _IPspaces(Lenient):
    records: tuple[_IPspace, ...]


class _Address(Lenient):
    address: str


class _Interface(Lenient):
    ip: _Address


class _Interfaces(Lenient):
    records: tuple[_Interface, ...]


class ClusterClient:
    """One cluster; its identity is asked for once."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._identity: LocalCluster | None = None

    def now(self) -> datetime:
        """By the cluster's clock, once it has answered; before that, by ours."""
        return datetime.now(UTC) + self._transport.offset

    def identity(self) -> LocalCluster | None:
        with self._lock:
            if self._identity is None:
                try:
                    found = self._read("read the cluster's identity", CLUSTER, _Cluster, fields="uuid,name")
                except CredentialsError as error:
                    if error.code in NOT_PERMITTED:
                        return None
                    raise
                self._identity = LocalCluster(found.uuid, found.name)
            return self._identity

    def policy(self) -> PeeringPolicy:
        found = self._read("read the peering policy", CLUSTER, _ClusterWithPolicy, fields="peering_policy")
        return PeeringPolicy(**found.peering_policy.model_dump())

    def ipspaces(self) -> Sequence[NamedObject]:
        found = self._read("list IPspaces", IPSPACES, _IPspaces, fields="name,uuid")
        return [NamedObject(each.uuid, each.name) for each in found.records]

    def intercluster_addresses(self, ipspace: str) -> Sequence[str]:
        query = {"services": SERVICE, "ipspace.name": ipspace, "fields": "ip.address"}
        found = self._read("list intercluster interfaces", INTERFACES, _Interfaces, **query)
        return [each.ip.address for each in found.records]

    def _read(self, what: str, path: str, shape: type[Shape], **query: str) -> Shape:
        call = Call(self._transport.alias, "GET", what)
        reply: dict[str, Any] = self._transport.request(call, path, query=query)
        return validated(shape, reply, call, self._transport.mask)
