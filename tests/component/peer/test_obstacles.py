"""What is in the way of a peer is named, with the input that takes it over; and asked for before a live peer goes."""

import re
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import AlreadyExistsError, ConnectionFailedError, PeerError, PlanError
from ontap_peering.peer.reconcile import Reconciler
from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.spec import PeeringPolicy
from support.core import desired, reconciler_of, varied
from support.peers import SECRET, accept, side, uuids
from support.world import PEERS, SEED, World, running_world, started


def existing_peer(world: World, **more: Any) -> dict[str, Any]:
    body = {"remote": {"ip_addresses": world.addresses("west")}, "authentication": {"passphrase": "somebody-elses"}}
    made: dict[str, Any] = world.call("east", "POST", body={**body, **more})["records"][0]
    return made


@pytest.mark.parametrize("name", [None, "their-name"])
def test_the_peer_to_the_same_cluster_is_named_with_the_way_to_take_it_over(
    east: Reconciler, world: World, name: str | None
) -> None:
    made = existing_peer(world, **({"name": name} if name else {}))
    with pytest.raises(AlreadyExistsError) as refused:
        east.create(side(world))
    assert str(refused.value) == messages.in_the_way(
        "east", "east-key", "4653076", other=name or "west", remote="west", uuid=made["uuid"]
    )


def test_one_of_the_addresses_is_enough_to_recognise_it(east: Reconciler, world: World) -> None:
    made = existing_peer(world, remote={"ip_addresses": world.addresses("west")[:1]})
    with pytest.raises(AlreadyExistsError, match=made["uuid"]):
        east.create(side(world, remote={"ip_addresses": world.addresses("west")[1:]}))


def test_an_existing_peer_is_adopted_by_its_remote_under_whatever_name(east: Reconciler, world: World) -> None:
    made = existing_peer(world, name="their-name")
    state = east.create(side(world, adopt="existing"))
    assert state.observed.uuid == made["uuid"]
    assert state.observed.name == "east-key"
    assert uuids(world) == [made["uuid"]]


def test_a_missing_ipspace_is_named_with_those_that_exist(east: Reconciler) -> None:
    line = messages.no_such_ipspace("east", "Gcnv", ["Default", "lab"])
    with pytest.raises(PlanError, match=f"^{re.escape(line)}$"):
        east.create(desired(ipspace={"name": "Gcnv"}))


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ({"ipspace": {"name": "missing"}}, messages.no_such_ipspace("east", "missing", ["Default", "lab"])),
        (
            {"remote": {"ip_addresses": ["2001:db8:2::11"]}, "passphrase": "long-enough"},
            messages.no_interface("east", "Default", "IPv6"),
        ),
        (
            {"remote": {"ip_addresses": ["2001:db8:2::11"]}, "ipspace": {"name": "lab"}, "passphrase": "long-enough"},
            messages.no_interface("east", "lab", "IPv6"),
        ),
        (
            {"remote": {"ip_addresses": ["10.2.0.11"]}, "passphrase": "short"},
            messages.passphrase_too_short("east", 8),
        ),
    ],
)
def test_a_live_peer_is_not_deleted_for_one_that_cannot_be_created(
    east: Reconciler, world: World, inputs: dict[str, Any], problem: str
) -> None:
    state = east.create(desired())
    accept(world, state)
    live = east.read(state).state
    assert live is not None
    with pytest.raises(PlanError) as refused:
        east.check_before_replacing(desired(**inputs), live)
    assert str(refused.value) == messages.nothing_deleted("east", "east-key", problem)
    assert world.sent("DELETE", "PATCH") == []


@pytest.mark.parametrize(
    ("policy", "inputs", "problem"),
    [
        (
            PeeringPolicy(encryption_required=True),
            {"encryption": {"proposed": "none"}},
            messages.encryption_demanded("south"),
        ),
        (PeeringPolicy(), {"in_use": "absent", "passphrase": None}, messages.authentication_demanded("south")),
        (PeeringPolicy(), {"name": "south"}, messages.name_of_the_cluster("south", "south")),
    ],
)
def test_a_live_peer_is_not_deleted_for_a_cluster_that_would_refuse_its_successor(
    policy: PeeringPolicy, inputs: dict[str, Any], problem: str
) -> None:
    spec = FabricSpec.of([ClusterSpec("east"), ClusterSpec("west"), ClusterSpec("south", policy=policy)])
    with started(OntapSimulator(spec, seed=SEED, clock=ManualClock())) as world:
        east, south = reconciler_of(world), reconciler_of(world, "south")
        state = east.create(desired())
        accept(world, state)
        live = east.read(state).state
        assert live is not None
        given = {"remote": {"ip_addresses": world.addresses("west")}, "passphrase": SECRET, **inputs}
        wanted = desired("south", **{name: value for name, value in given.items() if value is not None})
        with pytest.raises(PlanError) as refused:
            south.check_before_replacing(wanted, live)
        assert str(refused.value) == messages.nothing_deleted("east", "east-key", problem)
        with pytest.raises(PeerError):
            south.create(wanted)


def test_a_live_peer_is_not_deleted_for_a_cluster_that_does_not_answer(east: Reconciler, world: World) -> None:
    state = east.create(desired())
    accept(world, state)
    live = east.read(state).state
    assert live is not None

    class Silent:
        def __getattr__(self, name: str) -> Any:
            def fail(*_: object) -> None:
                raise ConnectionFailedError(f"no reply to {name}")

            return fail

    with pytest.raises(PlanError, match=r"was not deleted, since .*no reply to identity"):
        varied(east, cluster=Silent()).check_before_replacing(desired(), live)


def test_a_peer_to_the_same_remote_on_the_new_cluster_keeps_the_old_peer() -> None:
    with running_world(clusters=("east", "west", "south")) as world:
        east, south = reconciler_of(world), reconciler_of(world, "south")
        state = east.create(side(world))
        secret = {"authentication": {"passphrase": SECRET}}
        world.call("west", "POST", body={"remote": {"ip_addresses": world.addresses("east")}, **secret})
        live = east.read(state).state
        assert live is not None
        (other,) = world.call("south", "POST", body={"remote": {"ip_addresses": world.addresses("west")}, **secret})[
            "records"
        ]
        with pytest.raises(PlanError, match=rf"uuid {other['uuid']}\) is in the way"):
            south.check_before_replacing(
                desired("south", remote={"ip_addresses": world.addresses("west")}, passphrase=SECRET), live
            )


def test_a_name_that_is_taken_on_the_new_cluster_keeps_the_old_peer(
    east: Reconciler, west: Reconciler, world: World
) -> None:
    state = east.create(desired(name="chosen"))
    accept(world, state)
    live = east.read(state).state
    assert live is not None
    (taken,) = world.call("west", "POST", body={"name": "chosen"})["records"]
    with pytest.raises(PlanError, match=rf"peer 'chosen' \(to cluster None, uuid {taken['uuid']}\) is in the way"):
        west.check_before_replacing(desired("west", name="chosen"), live)


def test_what_is_possible_is_not_refused(east: Reconciler, world: World) -> None:
    state = east.create(side(world))
    east.check_before_replacing(side(world, ipspace={"name": "lab"}), state)  # not accepted, so nothing is interrupted
    world.call("east", "DELETE", f"{PEERS}/{state.observed.uuid}")
    offer = east.create(desired(key="second"))
    accept(world, offer)
    live = east.read(offer).state
    assert live is not None
    east.check_before_replacing(desired(key="second", ipspace={"name": "lab"}), live)
    east.check_before_replacing(side(world, key="second"), live)
