"""The reconciling core in this process, on the real client and a simulated cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ontap_peering.client.cluster import ClusterClient
from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.transport import Transport
from ontap_peering.peer.check import combination_failures, validate, with_defaults
from ontap_peering.peer.model import DesiredPeer
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.side import Side
from support.world import World

LIMITS = Limits()


@dataclass(frozen=True)
class WorldClock:
    """The simulator's own clock; a wait advances it."""

    world: World

    def now(self) -> datetime:
        return self.world.simulator.fabric.clock.now()

    def sleep(self, span: timedelta) -> None:
        self.world.advance(f"PT{span.total_seconds():g}S")


def reconciler_of(
    world: World, cluster: str = "east", client: type[PeersClient] = PeersClient, limits: Limits = LIMITS
) -> Reconciler:
    end = world.endpoints[cluster]
    connection = Connection(
        cluster, f"{end['host']}:{end['port']}", basic=(end["username"], end["password"]), ca_file=end["ca_file"]
    )
    transport = Transport(connection, limits)
    cluster_client = ClusterClient(transport, seconds=0)  # the world changes faster than the real time passes
    return Reconciler(Side(client(transport), cluster_client, WorldClock(world)))


def checked(inputs: Mapping[str, Any], cluster: str = "east") -> dict[str, Any]:
    """The inputs as `check` returns them; they must be valid."""
    filled = with_defaults({}, {"cluster": cluster, "key": f"{cluster}-key", **inputs})
    normalised, failures = validate(filled, set())
    assert failures == []
    assert combination_failures(normalised, set(), {}, datetime.now(UTC)) == []
    return normalised


def desired(cluster: str = "east", **inputs: Any) -> DesiredPeer:
    return DesiredPeer.model_validate(checked(inputs, cluster))


def varied(reconciler: Reconciler, **changes: Any) -> Reconciler:
    """The same with another clock, cluster or surroundings."""
    return replace(reconciler, side=replace(reconciler.side, **changes))
