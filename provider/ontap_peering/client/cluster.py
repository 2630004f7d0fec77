"""What one cluster says about itself: identity, clock, peering policy, IPspaces and intercluster addresses."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from ontap_peering.client.errors import Call
from ontap_peering.client.shared import SHARED_SECONDS, Shared
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
    """One cluster. Its identity is asked for once, its network every `seconds` at most."""

    def __init__(self, transport: Transport, seconds: float = SHARED_SECONDS) -> None:
        self._transport = transport
        self._identity = Shared(self._asked_identity, math.inf, seconds)
        self._policy = Shared(self._asked_policy, seconds, seconds)
        self._ipspaces = Shared(self._asked_ipspaces, seconds, seconds)
        self._addresses = cache(lambda ipspace: Shared(lambda: self._asked_addresses(ipspace), seconds, seconds))

    def now(self) -> datetime:
        """By the cluster's clock, once it has answered; before that, by ours."""
        return datetime.now(UTC) + self._transport.offset

    def identity(self) -> LocalCluster | None:
        return self._identity.get()

    def policy(self) -> PeeringPolicy:
        return self._policy.get()

    def _asked_policy(self) -> PeeringPolicy:
        found = self._read("read the peering policy", CLUSTER, _ClusterWithPolicy, fields="peering_policy")
        return PeeringPolicy(**found.peering_policy.model_dump())

    def ipspaces(self) -> Sequence[NamedObject]:
        return self._ipspaces.get()

    def intercluster_addresses(self, ipspace: str) -> Sequence[str]:
        return self._addresses(ipspace).get()

    def _asked_identity(self) -> LocalCluster | None:
        try:
            found = self._read("read the cluster's identity", CLUSTER, _Cluster, fields="uuid,name")
        except CredentialsError as error:
            if error.code in NOT_PERMITTED:
                return None
            raise
        return LocalCluster(found.uuid, found.name)

    def _asked_ipspaces(self) -> Sequence[NamedObject]:
        found = self._read("list IPspaces", IPSPACES, _IPspaces, fields="name,uuid")
        return [NamedObject(each.uuid, each.name) for each in found.records]

    def _asked_addresses(self, ipspace: str) -> Sequence[str]:
        query = {"services": SERVICE, "ipspace.name": ipspace, "fields": "ip.address"}
        found = self._read("list intercluster interfaces", INTERFACES, _Interfaces, **query)
        return [each.ip.address for each in found.records]

    def _read(self, what: str, path: str, shape: type[Shape], **query: str) -> Shape:
        call = Call(self._transport.alias, "GET", what)
        reply: dict[str, Any] = self._transport.request(call, path, query=query)
        return validated(shape, reply, call, self._transport.mask)
