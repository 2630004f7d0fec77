"""The fabric: all clusters of one simulated world, what connects them, and their one clock."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from ontap_simulator.clock import Clock, ManualClock
from ontap_simulator.domain.build import build_identity
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.dependents import Dependents
from ontap_simulator.domain.links import Link, Links
from ontap_simulator.domain.network import Address, Interface, parse_address
from ontap_simulator.domain.peer import Offer, Peer, temporary_name
from ontap_simulator.domain.spec import FabricSpec
from ontap_simulator.domain.unsaved import Lock, UnsavedChanges
from ontap_simulator.ids import IdSource


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an address leads."""

    cluster: Cluster
    interface: Interface


class Fabric:
    """
    Clusters, their addresses and one clock; nothing is global, so several fabrics fit in one process.

    No state advances by itself: due times are compared with the clock when somebody looks. Everything that reads or
    changes a fabric from several threads holds `lock`.
    """

    def __init__(self, spec: FabricSpec, *, seed: int | None = None, clock: Clock | None = None) -> None:
        self.seed = seed if seed is not None else secrets.randbits(64)
        self.clock = clock if clock is not None else ManualClock()
        self.spec = spec
        self.settings = spec.settings
        self._digest_key = hashlib.sha256(f"{self.seed}/offers".encode()).digest()
        self.changes = UnsavedChanges()
        self.lock = Lock(self.changes.clear)
        builder = IdSource(f"{self.seed}/identities")
        identities = [build_identity(spec, number, builder) for number, spec in enumerate(spec.clusters, start=1)]
        self.clusters = {identity.name: Cluster(identity, self.changes) for identity in identities}
        self._hosts = {name.lower(): addresses for name, addresses in spec.hosts.items()}
        self._by_uuid = {cluster.uuid: cluster for cluster in self.clusters.values()}
        self._begin()

    def reset(self) -> None:
        """The world back to its start: same identities, no peers, and the clock as it was made."""
        for cluster in self.clusters.values():
            cluster.reset()
        self.clock.reset()
        self._begin()

    def _begin(self) -> None:
        self.ids = IdSource(f"{self.seed}/world")
        self.changes.everything()
        self.links = Links(self.changes.network)
        for link in self.spec.links:
            for source, target in link.ways():
                self.links.set(Link(source, target, link.state, self.now(), link.code))
        self.dependents = Dependents(self.changes.network)
        self._due: list[tuple[datetime, int, Cluster, Peer, Offer]] = []
        self._due_order = count()
        self._addresses = {
            interface.address: Destination(cluster, interface)
            for cluster in self.clusters.values()
            for interface in cluster.interfaces.values()
        }

    def now(self) -> datetime:
        return self.clock.now()

    def cluster_of(self, uuid: str) -> Cluster:
        return self._by_uuid[uuid]

    def destination(self, address: Address) -> Destination | None:
        return self._addresses.get(address)

    def resolve(self, text: str) -> tuple[Address, ...] | None:
        """The addresses of a text, itself or a host name: () for a name without any, None for an unknown name."""
        address = parse_address(text)
        return (address,) if address is not None else self._hosts.get(text.lower())

    def add_interface(self, cluster: Cluster, interface: Interface) -> None:
        self.changes.network()
        cluster.interfaces[interface.uuid] = interface
        self._addresses[interface.address] = Destination(cluster, interface)

    def replace_interfaces(self, cluster: Cluster, interfaces: Iterable[Interface], at: datetime) -> None:
        """Make these all the interfaces of `cluster`, since `at`."""
        self.changes.network()
        for interface in cluster.interfaces.values():
            self._addresses.pop(interface.address, None)
        cluster.interfaces = {}
        cluster.readdressed_at = at
        for interface in interfaces:
            self.add_interface(cluster, interface)

    def new_passphrase(self, cluster: Cluster) -> str:
        """A passphrase whose temporary name is free on `cluster`."""
        while True:
            passphrase = self.ids.passphrase()
            if cluster.peers.named(temporary_name(passphrase)) is None:
                return passphrase

    def offer(self, passphrase: str, expires_at: datetime) -> Offer:
        return Offer.of(passphrase, expires_at, self._digest_key)

    def watch(self, cluster: Cluster, peer: Peer) -> None:
        """Have an anonymous offer deleted when it expires."""
        if peer.offer is not None:
            heappush(self._due, (peer.offer.expires_at, next(self._due_order), cluster, peer, peer.offer))

    def delete_expired_offers(self) -> None:
        """Delete the anonymous offers that have expired by now (event message `cpeer.passphrase.expired`)."""
        now = self.now()
        while self._due and self._due[0][0] <= now:
            *_, cluster, peer, offer = heappop(self._due)
            if peer.is_anonymous and peer.offer is offer and cluster.peers.get(peer.uuid) is peer:
                cluster.peers.remove(peer)
