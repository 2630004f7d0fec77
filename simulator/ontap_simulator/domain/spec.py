"""
The description of a fabric: its clusters, their parts and what is wrong with them; the model behind fabric files.

Everything but a cluster's name has a default. A cluster number n (from 1) has in its k-th IPspace (`Default` is 0) the
intercluster addresses 10.n.k.11, .12, ...; beyond 254 clusters the first number grows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta, tzinfo
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic.dataclasses import dataclass

from ontap_simulator.domain.errors import Code, IntroductionFailure
from ontap_simulator.domain.links import LinkState
from ontap_simulator.domain.network import CLUSTER_IPSPACE, DEFAULT_IPSPACE, Version
from ontap_simulator.domain.peer import AuthenticationState

MAX_CLUSTERS, MAX_NODES, MAX_IPSPACES = 1000, 24, 250
CLUSTER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,43}", re.ASCII)
_VERSION = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(P\d{1,2})?", re.ASCII)
_FIRST_NETWORK, _CLUSTERS_PER_NETWORK = 10, 254
_FIRST_HOST, _MANAGEMENT_HOST = 11, 10
_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def _version(value: Any) -> Any:
    match = _VERSION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, Version):
            return value
        raise ValueError("a version is written like 9.15.1 or 9.15.1P2")
    generation, major, minor, patch = match.groups()
    return Version(int(generation), int(major), int(minor or 0), patch or "")


def _zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return UTC if value == "UTC" else ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{value} is not a time zone of the IANA database") from None


def _address(value: Any) -> Any:
    if isinstance(value, IPv4Address | IPv6Address):
        return value
    try:
        return ip_address(str(value))
    except ValueError:
        raise ValueError(f"{value} is not an IP address") from None


def _version_text(version: Version) -> str:
    return f"{version.generation}.{version.major}.{version.minor}{version.patch}"


Release = Annotated[
    Version,
    BeforeValidator(_version),
    PlainSerializer(_version_text),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION.pattern}$"}),
]
Address = Annotated[IPv4Address | IPv6Address, BeforeValidator(_address)]
Zone = Annotated[tzinfo, BeforeValidator(_zone), PlainSerializer(str), WithJsonSchema({"type": "string"})]
Seconds = Annotated[
    timedelta,
    Field(ge=timedelta(), le=timedelta(days=1)),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 86400, "description": "in seconds"}),
]
Status = Annotated[int, Field(ge=200, le=599)]
Name = Annotated[str, Field(min_length=1, max_length=64)]


class Service(StrEnum):
    """A part of a cluster that can fail, and the error that follows where it is needed."""

    VIFMGR = "vifmgr"
    IPSPACE_LOOKUP = "ipspace_lookup"
    NODE_LIST = "node_list"
    ENCRYPTION_CHECK = "encryption_check"
    APPROVAL = "approval"


@dataclass(frozen=True, config=_STRICT)
class PeeringPolicy:
    """`peering_policy` of `/api/cluster`, with ONTAP's defaults (client)."""

    authentication_required: bool = True
    encryption_required: bool = False
    minimum_passphrase_length: int = Field(default=8, ge=0)


@dataclass(frozen=True, config=_STRICT)
class BroadcastDomainSpec:
    """A broadcast domain of an IPspace with so many ports, of which so many are up; none given means all."""

    name: Name
    ports: int = Field(default=1, ge=0)
    ports_up: int | None = Field(default=None, ge=0)


@dataclass(frozen=True, config=_STRICT)
class IPspaceSpec:
    """
    An IPspace; without `interfaces` each node gets one intercluster interface, else these, on the nodes in turn.

    `default_route` is what its cluster says; whether clusters reach each other depends on links.
    """

    name: Name
    broadcast_domains: tuple[BroadcastDomainSpec, ...] | None = None
    interfaces: tuple[Address, ...] | None = None
    default_route: bool = True

    def addresses(self, number: int, k: int, nodes: int) -> tuple[Address, ...]:
        """Those of the interfaces, as the `k`-th IPspace of cluster `number` with so many nodes."""
        if self.interfaces is not None:
            return self.interfaces
        return tuple(_assigned(number, k, _FIRST_HOST + position) for position in range(nodes))


@dataclass(frozen=True, config=_STRICT)
class SvmSpec:
    name: Name
    ipspace: Name = DEFAULT_IPSPACE


@dataclass(frozen=True, config=_STRICT)
class ClusterSpec:
    """
    A cluster of a fabric; IPspaces and SVMs may be given by name only.

    `node_versions` are those of nodes that differ from `version`, from the first node on.
    """

    name: str = Field(json_schema_extra={"pattern": f"^{CLUSTER_NAME.pattern}$"})
    nodes: int = Field(default=2, ge=1, le=MAX_NODES)
    ipspaces: tuple[IPspaceSpec | str, ...] = ()
    svms: tuple[SvmSpec | str, ...] = ("svm1", "svm2")
    policy: PeeringPolicy = Field(default_factory=PeeringPolicy)
    time_zone: Zone = Field(default_factory=lambda: UTC)
    version: Release = Version(9, 15, 1)
    node_versions: tuple[Release, ...] = ()
    failing: tuple[Service, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not CLUSTER_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a cluster name: a letter, then up to 43 of A-Z a-z 0-9 . _ -")
        names = [spec.name for spec in self.ipspace_specs()]
        if len(set(names)) != len(names) or CLUSTER_IPSPACE in names or len(names) > MAX_IPSPACES:
            raise ValueError(f"cluster {self.name} names an IPspace twice, or too many, or {CLUSTER_IPSPACE}")
        for svm in self.svm_specs():
            if svm.ipspace not in names:
                raise ValueError(f"cluster {self.name} has no IPspace {svm.ipspace} for SVM {svm.name}")
        svms = [svm.name for svm in self.svm_specs()]
        if len(set(svms)) != len(svms):
            raise ValueError(f"cluster {self.name} names an SVM twice")
        if len(self.node_versions) > self.nodes:
            raise ValueError(f"cluster {self.name} has more node_versions than nodes")
        return self

    def ipspace_specs(self) -> tuple[IPspaceSpec, ...]:
        """All IPspaces, `Default` first."""
        specs = tuple(IPspaceSpec(each) if isinstance(each, str) else each for each in self.ipspaces)
        default = [each for each in specs if each.name == DEFAULT_IPSPACE] or [IPspaceSpec(DEFAULT_IPSPACE)]
        return (*default, *(each for each in specs if each.name != DEFAULT_IPSPACE))

    def addresses(self, number: int) -> Iterator[Address]:
        """All addresses, as cluster `number`."""
        yield management_address(number)
        for k, ipspace in enumerate(self.ipspace_specs()):
            yield from ipspace.addresses(number, k, self.nodes)

    def svm_specs(self) -> tuple[SvmSpec, ...]:
        return tuple(SvmSpec(each) if isinstance(each, str) else each for each in self.svms)


@dataclass(frozen=True, config=_STRICT)
class LinkSpec:
    """The way `from` one cluster `to` another at the start; `code` is what is answered while it is down."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    state: LinkState = LinkState.DOWN
    both_ways: bool = True
    code: IntroductionFailure = Code.INTRODUCTION_FAILED

    def ways(self) -> tuple[tuple[str, str], ...]:
        ways = ((self.source, self.target), (self.target, self.source))
        return ways if self.both_ways else ways[:1]


@dataclass(frozen=True, config=_STRICT)
class Settings:
    """
    How the world behaves where sources are silent or disagree.

    `settle_time` is how long a new relationship stays `pending`, `route_discovery` how long new interfaces of
    `local_network` cannot reach anything yet (the document says one to five seconds). The others are named after
    what they decide; docs/simulator.md says where sources disagree.
    """

    settle_time: Seconds = Field(default_factory=timedelta)
    route_discovery: Seconds = Field(default_factory=timedelta)
    custom_names_survive: bool = True
    expired_offer: Literal[AuthenticationState.PROBLEM, AuthenticationState.ABSENT] = AuthenticationState.PROBLEM
    addresses_alone_suffice: bool = True
    allowed_svms_can_change: bool = True
    post_always_returns_record: bool = True
    generated_passphrase_in_patch: bool = True
    unknown_ipspace: Literal[Code.NOT_FOUND, Code.UNKNOWN_IPSPACE] = Code.NOT_FOUND
    statuses: Mapping[str, Status] = Field(default_factory=dict)
    failed_job: Literal["failure", "error"] = "failure"


@dataclass(frozen=True, config=_STRICT)
class FabricSpec:
    """A whole world; `hosts` are its name service: for each host name the addresses it stands for."""

    clusters: tuple[ClusterSpec, ...] = Field(json_schema_extra={"minItems": 1, "maxItems": MAX_CLUSTERS})
    hosts: Mapping[str, tuple[Address, ...]] = Field(default_factory=dict)
    links: tuple[LinkSpec, ...] = ()
    settings: Settings = Field(default_factory=Settings)

    @classmethod
    def of(cls, clusters: Iterable[str | ClusterSpec], settings: Settings | None = None) -> Self:
        """A fabric of clusters that are described, or only named."""
        specs = tuple(ClusterSpec(each) if isinstance(each, str) else each for each in clusters)
        return cls(specs, settings=settings or Settings())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [spec.name for spec in self.clusters]
        if not 1 <= len(names) <= MAX_CLUSTERS:
            raise ValueError(f"a fabric has 1 to {MAX_CLUSTERS} clusters")
        if len(set(names)) != len(names):
            raise ValueError("two clusters of a fabric have the same name")
        for link in self.links:
            for name in (link.source, link.target):
                if name not in names:
                    raise ValueError(f"a link names cluster {name!r}, which the fabric does not have")
            if link.source == link.target:
                raise ValueError(f"a link leads from cluster {link.source!r} to itself")
        self._refuse_addresses_given_twice()
        return self

    def _refuse_addresses_given_twice(self) -> None:
        owners: dict[Address, str] = {}
        for number, cluster in enumerate(self.clusters, start=1):
            for address in cluster.addresses(number):
                owner = owners.get(address)
                if owner == cluster.name:
                    raise ValueError(f"cluster {owner} has the address {address} twice")
                if owner is not None:
                    raise ValueError(f"clusters {owner} and {cluster.name} have the same address {address}")
                owners[address] = cluster.name


def management_address(number: int) -> Address:
    """The address of the management interface of cluster `number`."""
    return _assigned(number, 0, _MANAGEMENT_HOST)


def _assigned(number: int, k: int, host: int) -> Address:
    network, cluster = divmod(number - 1, _CLUSTERS_PER_NETWORK)
    return ip_address(f"{_FIRST_NETWORK + network}.{cluster + 1}.{k}.{host}")
