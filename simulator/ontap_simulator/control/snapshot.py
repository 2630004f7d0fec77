"""The whole world of a fabric as JSON, and back: its description, clock, network and peers, without any passphrase."""

from collections.abc import Iterator
from dataclasses import astuple
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ontap_simulator.clock import Instant
from ontap_simulator.domain.dependents import Dependent
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.links import Link
from ontap_simulator.domain.network import Interface
from ontap_simulator.domain.peer import Peer, Remote
from ontap_simulator.domain.spec import FabricSpec


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Position(_Part):
    """
    Where clock and source of ids stand.

    A clock of another mode than `clock_mode` does not understand `clock_setting`.
    """

    clock_mode: str
    clock_setting: str
    ids: tuple[int, int]


class Readdressed(_Part):
    """All interfaces of a cluster whose intercluster interfaces got new addresses, last at `at`."""

    at: Instant
    interfaces: list[Interface]


class Network(_Part):
    """
    The links and dependents, and the interfaces by the name of their cluster.

    `interfaces` are those that `local_network` made, except on the clusters in `readdressed`.
    """

    links: list[Link] = Field(default_factory=list)
    dependents: list[Dependent] = Field(default_factory=list)
    interfaces: dict[str, list[Interface]] = Field(default_factory=dict)
    readdressed: dict[str, Readdressed] = Field(default_factory=dict)


class Snapshot(_Part):
    """`fabric` is what a fabric file has; `peers` are by the name of their cluster."""

    version: Literal[1] = 1
    seed: int
    fabric: FabricSpec
    position: Position
    network: Network = Field(default_factory=Network)
    peers: dict[str, list[Peer]] = Field(default_factory=dict)


def take(fabric: Fabric) -> Snapshot:
    return Snapshot(
        seed=fabric.seed,
        fabric=fabric.spec,
        position=position_of(fabric),
        network=network_of(fabric),
        peers={cluster.name: list(cluster.peers) for cluster in fabric.clusters.values() if len(cluster.peers)},
    )


def position_of(fabric: Fabric) -> Position:
    return Position(clock_mode=fabric.clock.mode, clock_setting=fabric.clock.setting, ids=fabric.ids.position)


def network_of(fabric: Fabric) -> Network:
    made = {each.name: list(each.made_interfaces()) for each in fabric.clusters.values() if not each.readdressed_at}
    readdressed = {
        each.name: Readdressed(at=each.readdressed_at, interfaces=list(each.interfaces.values()))
        for each in fabric.clusters.values()
        if each.readdressed_at
    }
    return Network(
        readdressed=readdressed,
        links=list(fabric.links.changed()),
        dependents=list(fabric.dependents),
        interfaces={name: interfaces for name, interfaces in made.items() if interfaces},
    )


def restore(fabric: Fabric, snapshot: Snapshot) -> None:
    """
    Make the world of `fabric` that of the snapshot.

    Raises ValueError, and then nothing has changed, for a snapshot of another fabric or seed.
    """
    _check(fabric, snapshot)
    position = snapshot.position
    instant = fabric.clock.read(position.clock_setting) if fabric.clock.mode == position.clock_mode else None
    fabric.reset()
    if instant is not None:
        fabric.clock.set(instant)
    fabric.ids.position = position.ids
    for name, interfaces in snapshot.network.interfaces.items():
        for interface in interfaces:
            fabric.add_interface(fabric.clusters[name], interface)
    for name, readdressed in snapshot.network.readdressed.items():
        fabric.replace_interfaces(fabric.clusters[name], readdressed.interfaces, readdressed.at)
    for link in snapshot.network.links:
        fabric.links.set(link)
    for dependent in snapshot.network.dependents:
        fabric.dependents.add(dependent)
    for name, peers in snapshot.peers.items():
        cluster = fabric.clusters[name]
        for peer in peers:
            _share_relationship(fabric, cluster.uuid, peer)
            cluster.peers.add(peer)
            if peer.is_anonymous:
                fabric.watch(cluster, peer)


def _check(fabric: Fabric, snapshot: Snapshot) -> None:
    if snapshot.seed != fabric.seed:
        raise ValueError(f"the snapshot has another seed: start the simulator with seed {snapshot.seed}")
    if snapshot.fabric != fabric.spec:
        raise ValueError("the snapshot is of another fabric: start the simulator with the same description of it")
    _check_names(fabric, snapshot)
    for name, peers in snapshot.peers.items():
        if len({peer.uuid for peer in peers}) != len(peers) or len({peer.name for peer in peers}) != len(peers):
            raise ValueError(f"peers.{name}: two peers have the same uuid or name")


def _check_names(fabric: Fabric, snapshot: Snapshot) -> None:
    """That the fabric has all that the snapshot names."""
    for name in _clusters_named(snapshot):
        if name not in fabric.clusters:
            raise ValueError(f"the fabric has no cluster {name!r}")
    for each in snapshot.network.dependents:
        for name, svm in ((each.cluster, each.svm), (each.remote, each.remote_svm)):
            if not fabric.clusters[name].has_svm(svm):
                raise ValueError(f"cluster {name} has no SVM {svm!r}")
    for remote in _remotes(snapshot):
        if remote.uuid != fabric.clusters[remote.name].uuid:
            raise ValueError(f"cluster {remote.name} does not have the uuid {remote.uuid!r}")


def _clusters_named(snapshot: Snapshot) -> Iterator[str]:
    network = snapshot.network
    yield from snapshot.peers
    yield from network.interfaces
    yield from network.readdressed
    for link in network.links:
        yield from (link.source, link.target)
    for each in network.dependents:
        yield from (each.cluster, each.remote)
    yield from (remote.name for remote in _remotes(snapshot))


def _remotes(snapshot: Snapshot) -> Iterator[Remote]:
    return (peer.remote for peers in snapshot.peers.values() for peer in peers if peer.remote is not None)


def _share_relationship(fabric: Fabric, cluster_uuid: str, peer: Peer) -> None:
    """The two sides of a relationship have one object for it; the side that comes second takes over the first's."""
    if peer.remote is None or peer.relationship is None:
        return
    far = fabric.clusters[peer.remote.name].peers.get(cluster_uuid)
    if far is not None and far.relationship is not None and astuple(far.relationship) == astuple(peer.relationship):
        peer.relationship = far.relationship
