"""Where another team's cluster may dial a cluster that offers a peering: what its token says."""

from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer.model import PeerState
from ontap_peering.peer.reconcile import Reconciler
from support.core import desired, reconciler_of
from support.peers import accept, side
from support.world import INTERFACES, World, running_world

BOTH_FAMILIES = ["10.1.0.11", "10.1.0.12", "fd00::11"]


def refuse(world: World, code: str = "6") -> None:
    """The user may not look at interfaces any more."""
    rule = {"match": {"path": INTERFACES}, "effect": {"kind": "error", "code": code}, "when": {"times": None}}
    world.steer("/faults", rule)


def read(reconciler: Reconciler, state: PeerState) -> PeerState:
    found = reconciler.read(state).state
    assert found is not None
    return found


def test_an_offer_knows_all_addresses_of_its_cluster_and_follows_them(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    assert list(state.addresses) == sorted(world.addresses("east"))
    accept(world, state)
    world.readdress("east", ["10.1.0.21", "10.1.0.22"])
    assert read(east, state).addresses == ("10.1.0.21", "10.1.0.22")
    assert east.update(state, desired(peer_applications=["flexcache"])).addresses == ("10.1.0.21", "10.1.0.22")


def test_a_side_to_a_cluster_whose_passphrase_ontap_generates_knows_them_too(east: Reconciler, world: World) -> None:
    state = east.create(side(world, generate_passphrase=True))
    assert list(state.addresses) == sorted(world.addresses("east"))


def test_a_side_with_a_passphrase_of_the_program_offers_nothing(east: Reconciler, world: World) -> None:
    assert east.create(side(world)).addresses == ()


def test_of_two_families_the_one_is_kept_that_the_offer_has(east: Reconciler, world: World) -> None:
    world.readdress("east", BOTH_FAMILIES)
    assert east.create(desired()).addresses == ("10.1.0.11", "10.1.0.12")


def test_the_addresses_are_those_of_the_ipspace_of_the_offer() -> None:
    with running_world(ipspaces=("lab",)) as world:
        state = reconciler_of(world).create(desired(ipspace={"name": "lab"}))
        assert not set(state.addresses) & set(world.addresses("east"))


def test_without_permission_to_look_the_address_of_the_offer_is_enough(east: Reconciler, world: World) -> None:
    refuse(world)
    state = east.create(desired())
    assert state.addresses == (state.observed.ip_address,)


def test_addresses_that_are_known_stay_known_while_they_cannot_be_looked_at(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    refuse(world)
    assert read(east, state).addresses == state.addresses


@pytest.mark.parametrize("inputs", [{}, {"adopt": "existing"}])
def test_no_cluster_accepts_its_own_offer(east: Reconciler, world: World, inputs: dict[str, Any]) -> None:
    own = world.endpoints["east"]["uuid"]
    world.forget_journal()
    with pytest.raises(PlanError) as caught:
        east.create(side(world, expected_remote=own, **inputs))
    assert str(caught.value) == messages.own_token("east", "east")
    assert world.sent("POST", "PATCH", "DELETE") == []
