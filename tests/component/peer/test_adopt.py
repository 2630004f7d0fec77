"""A peer that exists already: ours, left by an interrupted run, or somebody else's."""

import re

import pytest

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError, PlanError
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired
from support.peers import HOUR, SECRET, accept, north_expected, side, uuids
from support.world import World


def test_an_own_orphan_offer_is_recreated(east: Reconciler, world: World) -> None:
    lost = east.create(desired())
    state = east.create(desired())
    assert uuids(world) == [state.observed.uuid] != [lost.observed.uuid]
    assert lost.observed.uuid not in state.peers_before
    accept(world, state)
    accepted = east.read(state).state
    assert accepted is not None
    assert accepted.observed.authentication == "ok"


def test_an_accepted_own_orphan_is_adopted_and_updated(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired()))
    world.forget_journal()
    state = east.create(desired(peer_applications=["flexcache"]))
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH"]
    assert state.observed.reported["peer_applications"] == ["flexcache"]
    assert state.declared["peer_applications"] == ["flexcache"]
    world.forget_journal()
    assert east.create(desired(peer_applications=["flexcache"])).observed == state.observed
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_an_adopted_orphan_keeps_the_passphrase_of_the_program(
    east: Reconciler, west: Reconciler, world: World
) -> None:
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
def test_a_peer_that_may_not_be_adopted_is_refused(east: Reconciler, world: World, inputs: dict[str, str]) -> None:
    uuid = world.call("east", "POST", body={"name": inputs.get("name", "east-key")})["records"][0]["uuid"]
    refusal = messages.already_exists("east", inputs.get("name", "east-key"), uuid, "unidentified")
    with pytest.raises(AlreadyExistsError, match=f"^{re.escape(refusal)}$"):
        east.create(desired(**inputs))
    assert uuids(world) == [uuid]


def test_an_existing_peer_is_adopted_with_all_declared_inputs(east: Reconciler, world: World) -> None:
    body = {"name": "there", "remote": {"ip_addresses": world.addresses("west")[:1]}}
    (made,) = world.call("east", "POST", body=body)["records"]
    wanted = side(world, name="there", adopt="existing", expiry_time="PT3H", initial_allowed_svms=[{"name": "svm1"}])
    state = east.create(wanted)
    assert state.observed.uuid == made["uuid"]
    assert state.observed.remote_addresses == tuple(world.addresses("west"))
    assert [svm["name"] for svm in state.observed.reported["initial_allowed_svms"]] == ["svm1"]
    assert state.observed.expiry_time == east.side.clock.now().replace(microsecond=0) + 3 * HOUR
    assert state.passphrase is not None


def test_an_existing_offer_is_adopted_with_a_known_passphrase(east: Reconciler, world: World) -> None:
    (made,) = world.call("east", "POST", body={"name": "there"})["records"]
    state = east.create(desired(name="there", adopt="existing"))
    assert state.observed.uuid == made["uuid"]
    accept(world, state)
    assert world.peers("east")[0]["authentication"]["state"] == "ok"


def test_an_unexpected_cluster_in_the_place_of_an_own_orphan_is_an_alarm(east: Reconciler, world: World) -> None:
    accept(world, east.create(desired(expected_remote="north")))
    before = world.peers("east")
    with pytest.raises(PlanError, match=f"^{re.escape(north_expected(world))}$"):
        east.create(desired(expected_remote="north"))
    assert world.peers("east") == before


def test_a_pending_peer_that_is_adopted_is_given_the_passphrase_of_the_program(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    body = {"name": "by-hand", "remote": {"ip_addresses": world.addresses("west")}}
    world.call("east", "POST", body={**body, "authentication": {"passphrase": "another-passphrase"}})
    west.create(side(world, "west"))
    state = east.create(side(world, name="by-hand", adopt="existing"))
    assert state.observed.authentication == "ok"
