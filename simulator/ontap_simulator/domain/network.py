"""The parts of a cluster that are fixed or on the network: versions, nodes, IPspaces, SVMs, interfaces."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from ontap_simulator.clock import Instant

Address = IPv4Address | IPv6Address
CLUSTER_IPSPACE = "Cluster"
DEFAULT_IPSPACE = "Default"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """An ONTAP release; ordered, since a cluster has the lowest version of its nodes (section Definitions)."""

    generation: int
    major: int
    minor: int
    patch: str = ""
    built: str = "Sat Jun 01 00:00:00 UTC 2024"

    @property
    def full(self) -> str:
        return f"NetApp Release {self.generation}.{self.major}.{self.minor}{self.patch}: {self.built}"


@dataclass(frozen=True, slots=True)
class Node:
    uuid: str
    name: str
    version: Version


@dataclass(frozen=True, slots=True)
class BroadcastDomain:
    """Ports that reach each other; new interfaces need one that is up."""

    name: str
    ports: int
    ports_up: int


@dataclass(frozen=True, slots=True)
class IPspace:
    """A separate network of one cluster; its name is local and may differ on the far side."""

    uuid: str
    name: str
    broadcast_domains: tuple[BroadcastDomain, ...]
    has_default_route: bool = True

    def broadcast_domain(self, name: str | None) -> BroadcastDomain | None:
        return next((each for each in self.broadcast_domains if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Svm:
    uuid: str
    name: str
    ipspace: IPspace


class InterfaceService(StrEnum):
    INTERCLUSTER = "intercluster_core"
    MANAGEMENT = "management_https"


@dataclass(frozen=True, slots=True)
class Interface:
    """A logical interface (LIF); a new one reaches nothing and is not reached before `routed_at`."""

    uuid: str
    name: str
    address: Address
    prefix_length: int
    ipspace: IPspace
    node: Node
    services: tuple[InterfaceService, ...]
    routed_at: Instant | None = None

    def is_routed(self, now: datetime) -> bool:
        return self.routed_at is None or self.routed_at <= now

    @property
    def is_intercluster(self) -> bool:
        return InterfaceService.INTERCLUSTER in self.services


def parse_address(text: str) -> Address | None:
    """The address, or None when `text` is a host name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def can_be_an_interfaces(address: Address) -> bool:
    is_zoned = getattr(address, "scope_id", None) is not None
    return not (is_zoned or address.is_unspecified or address.is_multicast or address.is_loopback)
