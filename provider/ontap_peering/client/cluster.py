"""What one cluster says about itself: identity, clock, peering policy, IPspaces and intercluster addresses."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ontap_peering import messages
from ontap_peering.client.errors import Call
from ontap_peering.client.transport import Transport
from ontap_peering.errors import CredentialsError, PeerError
from ontap_peering.peer.model import LocalCluster
from ontap_peering.peer.ports import NamedObject, PeeringPolicy

CLUSTER: Final = "/api/cluster"
IPSPACES: Final = "/api/network/ipspaces"
INTERFACES: Final = "/api/network/ip/interfaces"
SERVICE: Final = "intercluster_core"
NOT_PERMITTED: Final = ("6", "6691623")

_Shape = TypeVar("_Shape", bound="_Lenient")


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class _Cluster(_Lenient):
    uuid: str
    name: str


class _Policy(_Lenient):
    minimum_passphrase_length: int = 0
    encryption_required: bool = False
    authentication_required: bool = False


class _ClusterWithPolicy(_Lenient):
    peering_policy: _Policy = _Policy()


class _IPspace(_Lenient):
    name: str
    uuid: str


class _IPspaces(_Lenient):
    records: tuple[_IPspace, ...]


class _Address(_Lenient):
    address: str


class _Interface(_Lenient):
    ip: _Address


class _Interfaces(_Lenient):
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

    def _read(self, what: str, path: str, shape: type[_Shape], **query: str) -> _Shape:
        call = Call(self._transport.alias, "GET", what)
        reply: dict[str, Any] = self._transport.request(call, path, query=query)
        try:
            return shape.model_validate(reply)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
            raise PeerError(messages.reply_of_wrong_shape(str(call), where)) from None
