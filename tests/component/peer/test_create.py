"""What a create looks at, sends and keeps, whatever becomes of its requests."""

import re
from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.client.peers import PeersClient
from ontap_peering.errors import BusyError, PlanError, ReplyLostError
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.ports import CreatedPeer
from ontap_peering.peer.reconcile import ATTEMPTS, Reconciler
from support.core import desired, reconciler_of
from support.peers import accept, flexible, lose_reply, side, uuids
from support.world import World


def test_the_state_of_an_offer_has_what_recognises_its_acceptance(east: Reconciler, world: World) -> None:
    there = world.call("east", "POST", body={"name": "somebody-elses"})["records"][0]["uuid"]
    state = east.create(desired())
    assert state.observed.uuid in uuids(world)
    assert state.peers_before == {there}
    assert state.observed.ip_address in world.addresses("east")
    assert state.passphrase is not None
    assert state.declared["name"] == "east-key"


def test_a_directed_side_does_not_list_the_other_peers(east: Reconciler, world: World) -> None:
    world.call("east", "POST", body={"name": "somebody-elses"})
    world.forget_journal()
    assert east.create(side(world)).peers_before == frozenset()
    assert "name=" in world.journal()[0]["query"]


def test_a_create_sends_only_the_requests_that_it_needs(east: Reconciler, world: World) -> None:
    for wanted, extra in (
        (desired(key="one"), 1),  # for the addresses in its token
        (desired(key="two", expected_remote="west"), 1),
        (side(world, expected_remote="west"), 1),
    ):
        world.forget_journal()
        east.create(wanted)
        assert world.sent() == ["east GET", "east POST"] + ["east GET"] * (1 + extra)


def test_a_new_side_that_reaches_an_unexpected_cluster_is_deleted(east: Reconciler, world: World) -> None:
    alarm = "ALARM: expected_remote is 'north', but the peer is cluster 'west' "
    remedy = "give the addresses of the right cluster, or change expected_remote"
    with pytest.raises(PlanError, match=rf"^east: {alarm}.*\. The new side was deleted: {remedy}$"):
        east.create(side(world, expected_remote="north"))
    assert uuids(world) == []
    assert east.create(side(world, expected_remote="west")).observed.remote_name == "west"


def test_an_empty_passphrase_creates_nothing(east: Reconciler, world: World) -> None:
    with pytest.raises(PlanError, match=f"^{re.escape(messages.passphrase_empty('east', 'east-key'))}$"):
        east.create(side(world, passphrase=""))
    assert uuids(world) == []


def test_after_a_lost_reply_a_side_is_found_and_not_posted_again(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    state = east.create(side(world))
    assert world.sent("POST", "DELETE") == ["east POST"]
    assert uuids(world) == [state.observed.uuid]
    assert state.passphrase is not None


def test_after_a_lost_reply_an_offer_is_recreated_for_its_passphrase(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    state = east.create(desired())
    assert world.sent("POST", "DELETE") == ["east POST", "east DELETE", "east POST"]
    assert uuids(world) == [state.observed.uuid]
    assert state.passphrase is not None


def test_a_request_that_never_arrived_is_repeated_once(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST", phase="before")
    state = east.create(side(world))
    assert world.sent("POST", "DELETE") == ["east POST", "east POST"]
    assert uuids(world) == [state.observed.uuid]


def test_the_last_lost_reply_ends_the_run(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST", phase="before", times=ATTEMPTS)
    with pytest.raises(ReplyLostError, match=r"^east: create peer 'east-key': no valid reply \(no reply, "):
        east.create(side(world))
    assert world.sent("POST") == ["east POST"] * ATTEMPTS


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_post_that_a_busy_cluster_refused_is_repeated_only_if_the_peer_does_not_exist(
    east: Reconciler, world: World, status: int, phase: str
) -> None:
    busy = {"kind": "status", "status": status, "retry_after": 20}
    world.steer("/faults", {"match": {"method": "POST"}, "phase": phase, "effect": busy, "when": {"times": 1}})
    began = east.side.clock.now()
    state = east.create(side(world))
    waited = (east.side.clock.now() - began).total_seconds()
    if phase == "before":
        assert 20 <= waited < 21
        assert world.sent() == [f"east {method}" for method in ("GET", "POST", "GET", "POST", "GET")]
    else:
        assert waited == 0
        assert world.sent("POST") == ["east POST"]
    assert uuids(world) == [state.observed.uuid]


def test_a_cluster_that_stays_busy_ends_the_run_with_one_line(east: Reconciler, world: World) -> None:
    busy = {"kind": "status", "status": 503, "retry_after": 4000}
    world.steer("/faults", {"match": {"method": "POST"}, "effect": busy, "when": {"times": 9}})
    began = east.side.clock.now()
    with pytest.raises(
        BusyError, match=r"^east: create peer 'east-key' refused \(262160\): the cluster is busy.*run again"
    ):
        east.create(side(world))
    assert world.sent("POST") == ["east POST"] * ATTEMPTS
    assert (east.side.clock.now() - began).total_seconds() < 31 * ATTEMPTS


def test_an_offer_that_is_accepted_at_once_is_found_by_its_name(world: World) -> None:
    class Eager(PeersClient):
        def create(self, desired: DesiredPeer) -> CreatedPeer:
            created = super().create(desired)
            accept(world, PeerState({}, ObservedPeer(created.uuid, ip_address=created.ip_address), created.passphrase))
            return created

    state = reconciler_of(world, client=Eager).create(desired())
    assert state.observed.uuid == world.endpoints["west"]["uuid"]
    assert state.observed.ip_address in world.addresses("east")
    assert state.passphrase is not None


def test_the_intercluster_address_stays_known_if_only_the_post_reports_it(world: World) -> None:
    class Forgetful(PeersClient):
        def get(self, uuid: str) -> ObservedPeer | None:
            seen = super().get(uuid)
            return seen and replace(seen, ip_address=None)

    east = reconciler_of(world, client=Forgetful)
    state = east.create(desired())
    assert state.observed.ip_address in world.addresses("east")
    assert east.update(state, flexible()).observed.ip_address == state.observed.ip_address


@pytest.mark.parametrize("directed", [True, False])
def test_a_reply_about_another_peer_makes_that_peer_not_ours(world: World, *, directed: bool) -> None:
    there = world.call("east", "POST", body={"name": "somebody-elses"})["records"][0]["uuid"]

    class Confused(PeersClient):
        def create(self, desired: DesiredPeer) -> CreatedPeer:
            return replace(super().create(desired), uuid=there)

    state = reconciler_of(world, client=Confused).create(side(world) if directed else desired())
    assert state.observed.name == "east-key"
    assert {there, state.observed.uuid} == set(uuids(world))


@pytest.mark.parametrize("directed", [True, False])
def test_a_side_whose_generated_passphrase_is_not_shown_is_created_again(world: World, *, directed: bool) -> None:
    class Reticent(PeersClient):
        silent = 1

        def create(self, desired: DesiredPeer) -> CreatedPeer:
            created = super().create(desired)
            self.silent -= 1
            return replace(created, passphrase=None) if self.silent == 0 else created

    wanted = side(world, generate_passphrase=True) if directed else desired()
    state = reconciler_of(world, client=Reticent).create(wanted)
    assert world.sent("POST", "DELETE") == ["east POST", "east DELETE", "east POST"]
    assert state.passphrase is not None
    assert uuids(world) == [state.observed.uuid]
