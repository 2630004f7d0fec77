"""The reconciler on a simulated cluster, one guard at a time: what it asks, what it sends, what it says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.client.peers import PeersClient
from ontap_peering.errors import (
    AlreadyExistsError,
    AmbiguousError,
    ApiError,
    BusyError,
    DisappearedError,
    PlanError,
    ReplyLostError,
    RunCancelledError,
)
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.ports import CreatedPeer
from ontap_peering.peer.reconcile import NotReadyError, Reconciler
from ontap_simulator.domain.spec import Settings
from support.core import WorldClock, desired, reconciler_of
from support.world import PEERS, World, permissive_world, running_world

SECRET = "shared-by-both"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with permissive_world() as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.steer("/reset", None)
    shared_world.forget_faults()
    shared_world.forget_journal()
    return shared_world


@pytest.fixture
def east(world: World) -> Reconciler:
    return reconciler_of(world)


@pytest.fixture
def west(world: World) -> Reconciler:
    return reconciler_of(world, "west")


def side(world: World, cluster: str = "east", **inputs: Any) -> Any:
    other = "west" if cluster == "east" else "east"
    remote = {"ip_addresses": world.addresses(other)}
    given = {} if inputs.get("generate_passphrase") else {"passphrase": SECRET}
    return desired(cluster, **{"remote": remote, **given, **inputs})


class Cancelled(WorldClock):
    def sleep(self, span: timedelta) -> None:
        raise RunCancelledError(f"before {span}")


def flexible() -> DesiredPeer:
    return desired(peer_applications=["flexcache"])


def accept(world: World, state: PeerState, by: str = "west") -> None:
    """Somebody accepts the offer."""
    assert state.passphrase is not None
    body = {
        "remote": {"ip_addresses": [state.observed.ip_address]},
        "authentication": {"passphrase": state.passphrase.get_secret_value()},
    }
    world.call(by, "POST", body=body)


def lose_reply(world: World, method: str, phase: str = "lost", times: int = 1) -> None:
    rule = {"match": {"method": method}, "phase": phase, "effect": {"kind": "reset"}, "when": {"times": times}}
    world.steer("/faults", rule)


def uuids(world: World, alias: str = "east") -> list[str]:
    return [each["uuid"] for each in world.peers(alias)]


def test_an_offer_is_remembered_with_what_recognises_its_acceptance(east: Reconciler, world: World) -> None:
    there = world.call("east", "POST", body={"name": "somebody-elses"})["records"][0]["uuid"]
    state = east.create(desired())
    assert state.observed.uuid in uuids(world)
    assert state.peers_before == {there}
    assert state.observed.ip_address in world.addresses("east")
    assert state.passphrase is not None
    assert state.declared["name"] == "east-key"


def test_what_other_peers_there_are_is_not_asked_where_nothing_hangs_on_it(east: Reconciler, world: World) -> None:
    world.call("east", "POST", body={"name": "somebody-elses"})
    world.forget_journal()
    assert east.create(side(world)).peers_before == frozenset()
    assert "name=" in world.journal()[0]["query"]


def test_a_create_sends_no_more_than_it_needs(east: Reconciler, world: World) -> None:
    for wanted, extra in (
        (desired(key="one"), 0),
        (desired(key="two", expected_remote="west"), 0),
        (side(world, expected_remote="west"), 1),
    ):
        world.forget_journal()
        east.create(wanted)
        assert world.sent() == ["east GET", "east POST"] + ["east GET"] * (1 + extra)


def test_an_own_orphan_that_nobody_accepted_is_made_again(east: Reconciler, world: World) -> None:
    lost = east.create(desired())
    state = east.create(desired())
    assert uuids(world) == [state.observed.uuid] != [lost.observed.uuid]
    assert lost.observed.uuid not in state.peers_before
    accept(world, state)
    accepted = east.read(state).state
    assert accepted is not None
    assert accepted.observed.authentication == "ok"


def test_an_own_orphan_that_was_accepted_is_taken_over_with_what_differs(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired()))
    world.forget_journal()
    state = east.create(desired(peer_applications=["flexcache"]))
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH"]
    assert state.observed.reported["peer_applications"] == ["flexcache"]
    assert state.declared["peer_applications"] == ["flexcache"]
    world.forget_journal()
    assert east.create(desired(peer_applications=["flexcache"])).observed == state.observed
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_an_own_orphan_keeps_the_passphrase_of_the_program(east: Reconciler, west: Reconciler, world: World) -> None:
    for reconciler, cluster in ((east, "east"), (west, "west")):
        reconciler.create(side(world, cluster))
    world.forget_journal()
    again = east.create(side(world))
    assert again.passphrase is not None
    assert again.passphrase.get_secret_value() == SECRET
    assert world.sent("POST", "PATCH", "DELETE") == []


@pytest.mark.parametrize(
    "inputs", [{"adopt": "never"}, {"name": "taken", "adopt": "own"}, {"name": "taken", "adopt": "never"}]
)
def test_a_peer_that_may_not_be_taken_over_is_refused(east: Reconciler, world: World, inputs: dict[str, str]) -> None:
    uuid = world.call("east", "POST", body={"name": inputs.get("name", "east-key")})["records"][0]["uuid"]
    with pytest.raises(AlreadyExistsError, match=rf"uuid {uuid}, status unidentified.*adopt='existing'"):
        east.create(desired(**inputs))
    assert uuids(world) == [uuid]


def test_an_existing_peer_is_taken_over_with_all_that_the_program_says(east: Reconciler, world: World) -> None:
    body = {"name": "there", "remote": {"ip_addresses": world.addresses("west")[:1]}}
    (made,) = world.call("east", "POST", body=body)["records"]
    wanted = side(world, name="there", adopt="existing", expiry_time="PT3H", initial_allowed_svms=[{"name": "svm1"}])
    state = east.create(wanted)
    assert state.observed.uuid == made["uuid"]
    assert state.observed.remote_addresses == tuple(world.addresses("west"))
    assert [svm["name"] for svm in state.observed.reported["initial_allowed_svms"]] == ["svm1"]
    assert state.observed.expiry_time == east.clock.now().replace(microsecond=0) + 3 * HOUR
    assert state.passphrase is not None


def test_an_existing_offer_is_taken_over_with_a_passphrase_that_is_known(east: Reconciler, world: World) -> None:
    (made,) = world.call("east", "POST", body={"name": "there"})["records"]
    state = east.create(desired(name="there", adopt="existing"))
    assert state.observed.uuid == made["uuid"]
    accept(world, state)
    assert world.peers("east")[0]["authentication"]["state"] == "ok"


def test_a_stranger_in_the_place_of_an_own_orphan_is_an_alarm(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired(expected_remote="north")))
    before = world.peers("east")
    with pytest.raises(PlanError, match=r"ALARM: expected_remote is 'north'.*'west'.*Nothing was changed"):
        east.create(desired(expected_remote="north"))
    assert world.peers("east") == before


def test_a_new_side_that_reaches_another_cluster_than_expected_is_removed_again(east: Reconciler, world: World) -> None:
    with pytest.raises(PlanError, match=r"ALARM: expected_remote is 'north'.*'west'.*The new side was deleted"):
        east.create(side(world, expected_remote="north"))
    assert uuids(world) == []
    assert east.create(side(world, expected_remote="west")).observed.remote_name == "west"


def test_without_a_passphrase_to_send_nothing_is_made(east: Reconciler, world: World) -> None:
    with pytest.raises(PlanError, match=r"east: cannot create peer 'east-key': its passphrase is empty"):
        east.create(side(world, passphrase=""))
    assert uuids(world) == []


def test_a_side_whose_reply_was_lost_is_found_and_not_posted_again(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    state = east.create(side(world))
    assert world.sent("POST", "DELETE") == ["east POST"]
    assert uuids(world) == [state.observed.uuid]
    assert state.passphrase is not None


def test_an_offer_whose_reply_was_lost_is_made_again_for_its_passphrase(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    state = east.create(desired())
    assert world.sent("POST", "DELETE") == ["east POST", "east DELETE", "east POST"]
    assert uuids(world) == [state.observed.uuid]
    assert state.passphrase is not None


def test_a_request_that_never_arrived_is_sent_once_more(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST", phase="before")
    state = east.create(side(world))
    assert world.sent("POST", "DELETE") == ["east POST", "east POST"]
    assert uuids(world) == [state.observed.uuid]


def test_after_a_third_lost_reply_the_run_ends(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST", phase="before", times=3)
    with pytest.raises(ReplyLostError, match="may or may not have taken effect"):
        east.create(side(world))
    assert world.sent("POST") == ["east POST"] * 3


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_busy_cluster_is_asked_again_when_it_says_after_a_look(
    east: Reconciler, world: World, status: int, phase: str
) -> None:
    busy = {"kind": "status", "status": status, "retry_after": 20}
    world.steer("/faults", {"match": {"method": "POST"}, "phase": phase, "effect": busy, "when": {"times": 1}})
    began = east.clock.now()
    state = east.create(side(world))
    waited = (east.clock.now() - began).total_seconds()
    if phase == "before":
        assert 20 <= waited < 21
        assert world.sent() == [f"east {method}" for method in ("GET", "POST", "GET", "POST", "GET")]
    else:
        assert waited == 0
        assert world.sent("POST") == ["east POST"]
    assert uuids(world) == [state.observed.uuid]


def test_a_cluster_that_stays_busy_is_told_in_one_line(east: Reconciler, world: World) -> None:
    busy = {"kind": "status", "status": 503, "retry_after": 4000}
    world.steer("/faults", {"match": {"method": "POST"}, "effect": busy, "when": {"times": 9}})
    began = east.clock.now()
    with pytest.raises(BusyError, match=r"^east: create peer 'east-key' refused \(.*\).*"):
        east.create(side(world))
    assert world.sent("POST") == ["east POST"] * 3
    assert (east.clock.now() - began).total_seconds() < 62


def test_a_read_is_one_request_and_without_a_word_where_nothing_happened(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.forget_journal()
    reading = east.read(state)
    assert reading.state == state
    assert reading.notice is None
    assert [each["path"] for each in world.journal()] == [PEERS]


def test_a_read_tells_of_the_acceptance(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    world.forget_journal()
    reading = east.read(state)
    assert world.sent() == ["east GET", "east GET"]
    west_uuid = world.endpoints["west"]["uuid"]
    assert reading.notice == messages.offer_accepted("east", "east-key", "west", state.observed.uuid, west_uuid)
    assert reading.state is not None
    assert (reading.state.observed.uuid, reading.state.passphrase) == (west_uuid, state.passphrase)
    assert east.read(reading.state).notice is None


def test_a_read_tells_of_another_offer_in_its_place_and_forgets_the_passphrase(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    (other,) = world.call("east", "POST", body={"name": "east-key"})["records"]
    reading = east.read(state)
    assert reading.notice == messages.another_offer("east", "east-key", other["uuid"])
    assert reading.state is not None
    assert reading.state.passphrase is None


def test_a_read_tells_why_a_peer_is_gone(east: Reconciler, west: Reconciler, world: World) -> None:
    offer, lasting = east.create(desired()), east.create(desired(key="lasting", expiry_time="PT5H"))
    accepted = west.create(side(world, "west"))
    for state, alias in ((lasting, "east"), (accepted, "west")):
        world.call(alias, "DELETE", f"{PEERS}/{state.observed.uuid}")
    early = east.read(lasting)
    world.advance("PT2H")
    late, plain = reconciler_of(world).read(offer), west.read(accepted)
    assert [each.state for each in (early, late, plain)] == [None] * 3
    assert early.notice is not None
    assert "the offer 'lasting' is gone: it was to expire at" in early.notice
    assert late.notice is not None
    assert "the offer 'east-key' is gone: it expired at" in late.notice
    assert plain.notice == messages.peer_gone("west", "west-key", accepted.observed.uuid)


def test_the_moment_of_its_expiry_is_past_it(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    assert state.observed.expiry_time is not None
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    world.set_clock(state.observed.expiry_time)
    notice = east.read(state).notice
    assert notice is not None
    assert "it expired at" in notice


def test_a_peer_that_a_listing_lacks_is_asked_for_by_itself(east: Reconciler, world: World) -> None:
    east.api.recent()
    body = {"name": "later", "remote": {"ip_addresses": world.addresses("west")}}
    (made,) = world.call("east", "POST", body=body)["records"]
    template = east.create(desired())
    east.api.recent()
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
        with pytest.raises(AmbiguousError, match=r"east: the offer 'east-key' is gone, and cluster 'west' .*may have"):
            write()
    assert world.sent("PATCH", "DELETE") == ["east PATCH"]


def test_an_acceptance_by_a_stranger_is_seen_where_no_name_survives_it(east: Reconciler, world: World) -> None:
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


def test_an_accepted_offer_is_changed_and_removed_where_the_program_names_its_cluster(
    east: Reconciler, world: World
) -> None:
    wanted = desired(expected_remote="west")
    state = east.create(wanted)
    accept(world, state)
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['west']['uuid']}", {"name": "west"})
    state = east.update(state, wanted)
    assert state.observed.name == "east-key"
    east.delete(state)
    assert uuids(world) == []


def test_an_update_changes_only_what_differs_and_keeps_the_passphrase(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.forget_journal()
    assert east.update(state, desired()) == state
    assert world.sent("PATCH") == []
    changed = east.update(state, desired(peer_applications=["flexcache"]))
    assert world.sent("PATCH") == ["east PATCH"]
    assert changed.passphrase == state.passphrase
    assert changed.declared["peer_applications"] == ["flexcache"]


def test_an_update_follows_the_acceptance(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    changed = east.update(state, desired(peer_applications=["flexcache"]))
    assert changed.observed.uuid == world.endpoints["west"]["uuid"]
    assert changed.observed.reported["peer_applications"] == ["flexcache"]
    east.delete(state)
    assert uuids(world) == []


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


def test_the_address_to_dial_stays_known_where_only_the_post_tells_it(world: World) -> None:
    class Forgetful(PeersClient):
        def get(self, uuid: str) -> ObservedPeer | None:
            seen = super().get(uuid)
            return seen and replace(seen, ip_address=None)

    east = reconciler_of(world, client=Forgetful)
    state = east.create(desired())
    assert state.observed.ip_address in world.addresses("east")
    assert east.update(state, flexible()).observed.ip_address == state.observed.ip_address


def create_again_after_its_acceptance(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired()))
    east.create(flexible())


def create_with_a_lost_reply(east: Reconciler, world: World) -> None:
    lose_reply(world, "POST")
    east.create(desired())


@pytest.mark.parametrize(
    ("method", "does"),
    [
        ("PATCH", lambda east, _: east.update(east.create(desired()), flexible())),
        ("PATCH", create_again_after_its_acceptance),
        ("DELETE", lambda east, _: east.delete(east.create(desired()))),
        ("DELETE", lambda east, _: (east.create(desired()), east.create(desired()))),
        ("DELETE", lambda east, world: east.create(side(world, expected_remote="north"))),
        ("DELETE", create_with_a_lost_reply),
    ],
)
def test_what_is_refused_is_told_by_the_name_of_the_peer(
    east: Reconciler, world: World, method: str, does: Callable[[Reconciler, World], object]
) -> None:
    world.steer("/faults", {"match": {"method": method}, "effect": {"kind": "error", "code": "262245"}})
    verb = {"PATCH": "update", "DELETE": "delete"}[method]
    with pytest.raises(ApiError, match=rf"^east: {verb} peer 'east-key' refused \(262245\)"):
        does(east, world)


def test_an_update_of_what_is_gone_makes_it_again(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.advance("PT2H")
    again = east.update(state, desired())
    assert uuids(world) == [again.observed.uuid] != [state.observed.uuid]
    assert again.passphrase not in (None, state.passphrase)


def test_an_update_refuses_a_stranger_and_changes_nothing(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    with pytest.raises(PlanError, match=r"east: ALARM.*Nothing was changed: delete that peer"):
        east.update(state, desired(expected_remote="north", peer_applications=["flexcache"]))
    assert world.sent("PATCH") == []


def test_encryption_that_the_other_side_does_not_propose_is_an_alarm_until_both_agree_anew(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    asks: dict[str, Any] = {"encryption": {"proposed": "tls_psk"}}
    refused = west.create(side(world, "west", encryption={"proposed": "none"}))
    state = east.create(side(world, **asks))
    assert (state.observed.authentication, state.observed.encryption) == ("ok", "none")
    with pytest.raises(PlanError, match=r"east: ALARM: encryption is off.*'west'.*Nothing was changed"):
        east.update(state, side(world, **asks, peer_applications=["flexcache"]))
    assert world.sent("PATCH") == []
    east.update(state, side(world, **asks, passphrase="another-for-both"))
    agreed = west.update(refused, side(world, "west", **asks, passphrase="another-for-both"))
    assert (agreed.observed.authentication, agreed.observed.encryption) == ("ok", "tls_psk")


def test_a_passphrase_that_ontap_generates_without_telling_is_not_taken_for_the_old_one() -> None:
    with running_world(settings=Settings(generated_passphrase_in_patch=False)) as world:
        east = reconciler_of(world)
        state = east.create(side(world))
        changed = east.update(state, side(world, generate_passphrase=True))
        assert world.sent("PATCH") == ["east PATCH"]
        assert changed.passphrase is None


def test_a_peer_that_is_gone_already_is_deleted(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    world.advance("PT2H")
    east.delete(state)
    other = east.create(desired())
    world.call("east", "DELETE", f"{PEERS}/{other.observed.uuid}")
    world.forget_journal()
    east.delete(other)
    assert world.sent("DELETE") == []


def test_a_wait_ends_when_the_peer_is_as_asked_for(east: Reconciler, west: Reconciler, world: World) -> None:
    world.steer("/links", {"from": "east", "to": "west", "state": "slow", "both_ways": True})
    east.create(side(world))
    began = west.clock.now()
    authenticated = west.create(side(world, "west", wait_for="authenticated"))
    assert (authenticated.observed.authentication, authenticated.observed.status) == ("ok", "pending")
    assert west.clock.now() == began
    available = west.create(side(world, "west", wait_for="available"))
    assert available.observed.status == "available"
    assert west.clock.now() == began + timedelta(seconds=60)


def test_without_authentication_absent_is_all_there_is_to_wait_for(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    bare: dict[str, Any] = {"in_use": "absent", "encryption": {"proposed": "none"}}
    east.create(side(world, **bare))
    state = west.create(side(world, "west", **bare, wait_for="available"))
    assert (state.observed.authentication, state.observed.status) == ("absent", "available")


def test_authentication_begins_with_a_passphrase_and_ends_without(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    first, second = east.create(side(world, in_use="absent")), west.create(side(world, "west", in_use="absent"))
    first, second = east.update(first, side(world)), west.update(second, side(world, "west"))
    assert (second.observed.authentication, second.observed.in_use) == ("absent", "absent")
    first, second = east.update(first, side(world, in_use="ok")), west.update(second, side(world, "west", in_use="ok"))
    assert (second.observed.authentication, second.observed.in_use) == ("ok", "ok")
    first = east.update(first, side(world, in_use="absent", passphrase="not-sent-any-more"))
    second = west.update(second, side(world, "west", in_use="absent"))
    assert (second.observed.authentication, second.observed.in_use) == ("absent", "absent")
    assert "not-sent-any-more" not in str(world.journal())


def test_a_cancelled_wait_ends_with_the_peer_as_it_is(east: Reconciler, world: World) -> None:
    with pytest.raises(NotReadyError) as ended:
        replace(east, clock=Cancelled(world)).create(side(world, wait_for="available"))
    assert str(ended.value) == messages.cancelled_while_waiting("east", "east-key", "available")
    assert [ended.value.state.observed.uuid] == uuids(world)


def test_a_wait_for_a_busy_cluster_can_be_cancelled(east: Reconciler, world: World) -> None:
    world.steer("/faults", {"match": {"method": "POST"}, "effect": {"kind": "status", "status": 503}})
    with pytest.raises(RunCancelledError) as ended:
        replace(east, clock=Cancelled(world)).create(side(world))
    assert str(ended.value) == messages.cancelled_while_busy("east", "east-key")


def test_a_wait_ends_at_its_deadline_and_the_peer_stays(east: Reconciler, world: World) -> None:
    began = east.clock.now()
    with pytest.raises(NotReadyError) as missed:
        east.create(side(world, wait_for="available", timeout="PT10S"))
    assert str(missed.value) == messages.not_ready(
        "east", "east-key", "available", "PT10S", authentication="pending", status="pending"
    )
    assert east.clock.now() == began + timedelta(seconds=10)
    (peer,) = world.peers("east")
    kept = missed.value.state
    assert (kept.observed.uuid, kept.observed.authentication) == (peer["uuid"], "pending")
    assert kept.passphrase is not None
    assert kept.declared["wait_for"] == "available"


def test_a_peer_that_goes_away_meanwhile_is_told_and_waited_for_no_longer(east: Reconciler, world: World) -> None:
    class Removing(WorldClock):
        def sleep(self, span: timedelta) -> None:
            super().sleep(span)
            world.call("east", "DELETE", f"{PEERS}/{world.endpoints['west']['uuid']}")

    with pytest.raises(DisappearedError, match=r"east: peer 'east-key' disappeared right after"):
        replace(east, clock=Removing(world)).create(side(world, wait_for="available"))
