"""The identity ladder, and the notices of a refresh."""

from dataclasses import replace

import pytest

from ontap_peering import messages
from ontap_peering.errors import AmbiguousError, PlanError
from ontap_peering.peer.model import PeerState, instant_text
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired, reconciler_of
from support.peers import accept, side, uuids
from support.world import INTERFACES, PEERS, World


def test_a_read_without_changes_is_one_request_and_no_notice(east: Reconciler, world: World) -> None:
    state = east.create(side(world))
    world.forget_journal()
    reading = east.read(state)
    assert reading.state == state
    assert reading.notice is None
    assert [each["path"] for each in world.journal()] == [PEERS]


def test_the_read_of_an_offer_asks_for_the_addresses_in_its_token_too(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.forget_journal()
    assert east.read(state).state == state
    assert [each["path"] for each in world.journal()] == [PEERS, INTERFACES]


def test_a_read_reports_the_acceptance(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    world.forget_journal()
    reading = east.read(state)
    assert [each["path"] for each in world.journal()] == [PEERS, f"{PEERS}/{state.observed.uuid}", INTERFACES]
    west_uuid = world.endpoints["west"]["uuid"]
    assert reading.notice == messages.offer_accepted("west", state.observed.uuid, west_uuid)
    assert reading.state is not None
    assert (reading.state.observed.uuid, reading.state.passphrase) == (west_uuid, state.passphrase)
    assert east.read(reading.state).notice is None


def test_a_read_reports_another_offer_in_its_place_and_forgets_the_passphrase(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    (other,) = world.call("east", "POST", body={"name": "east-key"})["records"]
    reading = east.read(state)
    assert reading.notice == messages.another_offer(other["uuid"])
    assert reading.state is not None
    assert reading.state.passphrase is None


def expiry(state: PeerState) -> str:
    assert state.observed.expiry_time is not None
    return instant_text(state.observed.expiry_time)


def test_a_read_reports_why_a_peer_is_gone(east: Reconciler, west: Reconciler, world: World) -> None:
    offer, lasting = east.create(desired()), east.create(desired(key="lasting", expiry_time="PT5H"))
    accepted = west.create(side(world, "west"))
    for state, alias in ((lasting, "east"), (accepted, "west")):
        world.call(alias, "DELETE", f"{PEERS}/{state.observed.uuid}")
    early = east.read(lasting)
    world.advance("PT2H")
    late, plain = reconciler_of(world).read(offer), west.read(accepted)
    assert [each.state for each in (early, late, plain)] == [None] * 3
    assert early.notice == messages.offer_gone(expiry(lasting), has_expired=False)
    assert late.notice == messages.offer_gone(expiry(offer), has_expired=True)
    assert plain.notice == messages.peer_gone(accepted.observed.uuid)


def test_an_offer_has_expired_at_the_instant_of_its_expiry(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    assert state.observed.expiry_time is not None
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    world.set_clock(state.observed.expiry_time)
    notice = east.read(state).notice
    assert notice is not None
    assert "it expired at" in notice


def test_a_peer_that_a_listing_lacks_is_requested_by_itself(east: Reconciler, world: World) -> None:
    east.side.api.recent()
    body = {"name": "later", "remote": {"ip_addresses": world.addresses("west")}}
    (made,) = world.call("east", "POST", body=body)["records"]
    template = east.create(desired())
    east.side.api.recent()
    state = replace(template, observed=replace(template.observed, uuid=made["uuid"], name="later"))
    reading = east.read(state)
    assert reading.state is not None
    assert reading.state.observed.uuid == made["uuid"]


def test_an_accepted_offer_without_its_name_is_recognised_by_elimination(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['west']['uuid']}", {"name": "west"})
    reading = east.read(state)
    assert reading.state is not None
    assert reading.state.observed.uuid == world.endpoints["west"]["uuid"]
    for write in (lambda: east.update(state, desired(peer_applications=["flexcache"])), lambda: east.delete(state)):
        with pytest.raises(
            AmbiguousError,
            match=r"^east: the offer 'east-key' is gone, and cluster 'west' \(uuid [0-9a-f-]{36}\) may have",
        ):
            write()
    assert world.sent("PATCH", "DELETE") == ["east PATCH"]


def test_an_acceptance_by_an_unexpected_cluster_is_seen_if_no_name_survives_it(east: Reconciler, world: World) -> None:
    state = east.create(desired(expected_remote="north"))
    accept(world, state)
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['west']['uuid']}", {"name": "west"})
    seen = east.read(state).state
    assert seen is not None
    assert seen.observed.remote_name == "west"
    for write in (lambda: east.update(state, desired(expected_remote="north")), lambda: east.delete(state)):
        with pytest.raises(AmbiguousError, match="cluster 'west'"):
            write()
    with pytest.raises(PlanError, match="ALARM: expected_remote is 'north'"):
        east.update(seen, desired(expected_remote="north"))
    assert len(uuids(world)) == 1
