"""What a look at a cluster asks besides peers: its release, nodes, intercluster interfaces and routes."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from ontap_peering import messages
from ontap_peering.client.cluster import CLUSTER, INTERFACES, SERVICE
from ontap_peering.client.errors import Call
from ontap_peering.client.transport import Transport
from ontap_peering.client.wire import MAX_LISTING_SECONDS, MAX_PAGES, PAGE_SIZE, Lenient, Links, Shape, validated
from ontap_peering.errors import PeerError
from ontap_peering.peer.addresses import as_reported, family

NODES: Final = "/api/cluster/nodes"
ROUTES: Final = "/api/network/ip/routes"


class _Version(Lenient):
    full: str


class _Release(Lenient):
    version: _Version


class _Named(Lenient):
    name: str


def _ip_address(value: str) -> str:
    if family(value) is None:
        raise ValueError(messages.not_an_ip_address())
    return value


class _Ip(Lenient):
    address: Annotated[str, AfterValidator(_ip_address)]
    netmask: str | None = None


class _IPspace(Lenient):
    name: str
    uuid: Annotated[str, AfterValidator(str.lower)] | None = None


class _Location(Lenient):
    node: _Named


class _Interface(Lenient):
    ip: _Ip
    ipspace: _IPspace
    location: _Location
    state: str = "up"


class _Route(Lenient):
    destination: _Ip
    ipspace: _Named


class _Page(Lenient):
    records: tuple[dict[str, Any], ...]
    links: Links = Field(default=Links(), alias="_links")


@dataclass(frozen=True)
class SurveyedInterface:
    address: str
    ipspace: str
    node: str
    is_up: bool
    prefix_length: int | None
    ipspace_uuid: str | None


class SurveyClient:
    """One cluster; nothing is kept."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def release(self) -> str:
        call = Call(self._transport.alias, "GET", "read the release")
        reply = self._transport.request(call, CLUSTER, query={"fields": "version"})
        return validated(_Release, reply, call, self._transport.mask).version.full

    def nodes(self) -> Sequence[str]:
        return [each.name for each in self._all("list nodes", NODES, _Named, fields="name")]

    def interfaces(self) -> Sequence[SurveyedInterface]:
        """The intercluster interfaces of all IPspaces."""
        fields = "ip.address,ip.netmask,ipspace.name,ipspace.uuid,location.node.name,state"
        found = self._all("list intercluster interfaces", INTERFACES, _Interface, services=SERVICE, fields=fields)
        return [
            SurveyedInterface(
                as_reported([each.ip.address])[0],
                each.ipspace.name,
                each.location.node.name,
                each.state == "up",
                _prefix_length(each.ip),
                each.ipspace.uuid,
            )
            for each in found
        ]

    def routes(self) -> Sequence[tuple[str, str]]:
        """The network that each route leads to, and its IPspace."""
        fields = "destination.address,destination.netmask,ipspace.name"
        found = self._all("list routes", ROUTES, _Route, fields=fields)
        return [
            (f"{each.destination.address}/{_prefix_length(each.destination) or 0}", each.ipspace.name) for each in found
        ]

    def _all(self, what: str, path: str, shape: type[Shape], **query: str) -> Iterator[Shape]:
        """The records of all pages. Raises PeerError for a collection without an end."""
        call = Call(self._transport.alias, "GET", what)
        next_path, asked, seen = path, {**query, "max_records": str(PAGE_SIZE)}, set[str]()
        give_up = time.monotonic() + MAX_LISTING_SECONDS
        while next_path not in seen and len(seen) < MAX_PAGES and time.monotonic() < give_up:
            seen.add(next_path)
            reply = self._transport.request(call, next_path, query=asked)
            page = validated(_Page, reply, call, self._transport.mask)
            yield from (validated(shape, record, call, self._transport.mask) for record in page.records)
            href = page.links.next.href
            if href is None:
                return
            next_path, asked = self._transport.next_path(call, next_path, href), {}
        raise PeerError(messages.endless_pages(str(call)))


def _prefix_length(ip: _Ip) -> int | None:
    """ONTAP says a netmask as a length, or as IPv4 addresses do; None for neither."""
    try:
        return ip_network(f"{ip.address}/{ip.netmask}", strict=False).prefixlen
    except ValueError:
        return None
