"""The fabric: all clusters of one simulated world, what connects them, and their one clock."""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from ontap_simulator.clock import Clock, ManualClock
from ontap_simulator.domain.build import MOST_CLUSTERS, ClusterSpec, build_identity
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.dependants import Dependants
from ontap_simulator.domain.links import Links
from ontap_simulator.domain.network import Address, Interface
from ontap_simulator.domain.peer import Offer, Peer
from ontap_simulator.ids import IdSource


@dataclass(frozen=True, slots=True)
class Settings:
    """
    How the world behaves where sources are silent.

    `settle_time` is how long a new relationship stays `pending`; `custom_names_survive` is whether an anonymous
    offer that was given a name keeps it when it is accepted (inferred: the vendor document is inconclusive).
    """

    settle_time: timedelta = timedelta()
    custom_names_survive: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an address leads."""

    cluster: Cluster
    interface: Interface


class Fabric:
    """
    Clusters, their addresses and one clock; nothing is global, so several fabrics fit in one process.

    No state advances by itself: due times are compared with the clock when somebody looks. Everything that reads or
    changes a fabric from several threads holds `lock`.
    """

    def __init__(
        self,
        clusters: Sequence[ClusterSpec],
        *,
        seed: int | None = None,
        clock: Clock | None = None,
        settings: Settings | None = None,
    ) -> None:
        if not 1 <= len(clusters) <= MOST_CLUSTERS:
            raise ValueError(f"a fabric has 1 to {MOST_CLUSTERS} clusters")
        if len({spec.name for spec in clusters}) != len(clusters):
            raise ValueError("two clusters of a fabric have the same name")
        self.seed = seed if seed is not None else secrets.randbits(64)
        self.clock = clock if clock is not None else ManualClock()
        self.settings = settings if settings is not None else Settings()
        self.lock = threading.RLock()
        builder = IdSource(f"{self.seed}/identities")
        identities = [build_identity(spec, number, builder) for number, spec in enumerate(clusters, start=1)]
        self.clusters = {identity.name: Cluster(identity) for identity in identities}
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
        self.links = Links()
        self.dependants = Dependants()
        self._due: list[tuple[datetime, int, Cluster, Peer, Offer]] = []
        self._due_order = count()
        self._addresses = {
            interface.address: Endpoint(cluster, interface)
            for cluster in self.clusters.values()
            for interface in cluster.interfaces.values()
        }

    def now(self) -> datetime:
        return self.clock.now()

    def cluster_of(self, uuid: str) -> Cluster:
        return self._by_uuid[uuid]

    def endpoint(self, address: Address) -> Endpoint | None:
        return self._addresses.get(address)

    def add_interface(self, cluster: Cluster, interface: Interface) -> None:
        cluster.interfaces[interface.uuid] = interface
        self._addresses[interface.address] = Endpoint(cluster, interface)

    def new_passphrase(self, cluster: Cluster) -> str:
        """A passphrase whose temporary name is free on `cluster`."""
        while True:
            passphrase = self.ids.passphrase()
            if cluster.peers.named(Offer(passphrase, self.now()).temporary_name) is None:
                return passphrase

    def watch(self, cluster: Cluster, peer: Peer) -> None:
        """Have an anonymous offer deleted when it expires."""
        if peer.offer is not None:
            heappush(self._due, (peer.offer.expires_at, next(self._due_order), cluster, peer, peer.offer))

    def settle(self) -> None:
        """Delete the anonymous offers that have expired by now (event message `cpeer.passphrase.expired`)."""
        now = self.now()
        while self._due and self._due[0][0] <= now:
            *_, cluster, peer, offer = heappop(self._due)
            if peer.is_anonymous and peer.offer is offer and cluster.peers.get(peer.uuid) is peer:
                cluster.peers.remove(peer)
