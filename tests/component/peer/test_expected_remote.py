"""Which cluster `expected_remote` names is settled once, by uuid; after that a name is only a name."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.client.peers import PeersClient
from ontap_peering.errors import PlanError
from ontap_peering.peer.model import LocalCluster, ObservedPeer, PeerState
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.properties import from_outputs, to_outputs
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired, reconciler_of, varied
from support.peers import accept
from support.world import World


class Renamed(PeersClient):
    """West is called otherwise now."""

    def list(self) -> Sequence[ObservedPeer]:
        return [replace(peer, remote_name="occident") for peer in super().list()]

    def get(self, uuid: str) -> ObservedPeer | None:
        seen = super().get(uuid)
        return seen and replace(seen, remote_name="occident")


def kept(state: PeerState | None, world: World) -> PeerState:
    """The state as Pulumi keeps it."""
    assert state is not None
    return from_outputs(to_outputs(state, world.simulator.fabric.clock.now()))


def alarms(state: PeerState, world: World, expected: str) -> tuple[str, ...]:
    return plan(state, desired(expected_remote=expected), world.simulator.fabric.clock.now()).alarms


def test_a_cluster_that_is_renamed_is_a_notice_and_no_alarm(east: Reconciler, world: World) -> None:
    state = east.create(desired(expected_remote="west"))
    accept(world, state)
    known = kept(east.read(state).state, world)
    later = reconciler_of(world, client=Renamed)
    reading = later.read(known)
    assert reading.notice == messages.remote_renamed("west", "occident")
    assert alarms(kept(reading.state, world), world, "west") == ()
    later.update(kept(reading.state, world), desired(expected_remote="west", peer_applications=["flexcache"]))


def test_another_cluster_of_the_expected_name_is_an_alarm(east: Reconciler, world: World) -> None:
    state = east.create(desired(expected_remote="west"))
    accept(world, state)
    known = replace(kept(east.read(state).state, world), expected_uuid="the-uuid-of-the-right-one")
    assert len(alarms(known, world, "west")) == 1


def aliased(east: Reconciler, uuid: str) -> Reconciler:
    identities = {"site-b": LocalCluster(uuid, "whatever")}
    return varied(east, around=Surroundings(identity_of=identities.get))


def test_an_alias_stands_for_the_identity_of_its_cluster(east: Reconciler, world: World) -> None:
    here = aliased(east, world.endpoints["west"]["uuid"])
    state = here.create(desired(expected_remote="site-b"))
    accept(world, state)
    known = kept(here.read(state).state, world)
    assert known.expected_uuid == world.endpoints["west"]["uuid"]
    assert alarms(known, world, "site-b") == ()
    here.update(known, desired(expected_remote="site-b", peer_applications=["flexcache"]))


def test_an_alias_of_another_cluster_is_an_alarm(east: Reconciler, world: World) -> None:
    here = aliased(east, "north-uuid")
    state = here.create(desired(expected_remote="site-b"))
    accept(world, state)
    known = kept(here.read(state).state, world)
    assert len(alarms(known, world, "site-b")) == 1
    with pytest.raises(PlanError, match="expected_remote is 'site-b'"):
        here.update(known, desired(expected_remote="site-b", peer_applications=["flexcache"]))


def test_an_alias_whose_cluster_cannot_be_asked_is_no_alarm_and_nothing_is_changed_on_the_strength_of_it(
    east: Reconciler, world: World
) -> None:
    unasked = varied(east, around=Surroundings(is_alias={"site-b"}.__contains__))
    west = world.endpoints["west"]["uuid"]
    line = messages.remote_unverified("east", "site-b", "west", west)
    state = east.create(desired())
    accept(world, state)
    known = kept(east.read(state).state, world)
    with pytest.raises(PlanError) as changed:
        unasked.update(known, desired(expected_remote="site-b"))
    assert str(changed.value) == line
    with pytest.raises(PlanError) as adopted:
        unasked.create(desired(name=known.name, adopt="existing", expected_remote="site-b"))
    assert str(adopted.value) == line
    settled = aliased(unasked, west).update(known, desired(expected_remote="site-b"))
    unasked.update(settled, desired(expected_remote="site-b", peer_applications=["flexcache"]))
    unasked.update(known, desired(expected_remote="west"))


def test_a_new_expectation_is_settled_anew(east: Reconciler, world: World) -> None:
    state = east.create(desired(expected_remote="west"))
    accept(world, state)
    known = kept(east.read(state).state, world)
    with pytest.raises(PlanError, match="expected_remote is 'north'"):
        east.update(known, desired(expected_remote="north"))
    changed = aliased(east, world.endpoints["west"]["uuid"]).update(known, desired(expected_remote="site-b"))
    assert alarms(changed, world, "site-b") == ()
