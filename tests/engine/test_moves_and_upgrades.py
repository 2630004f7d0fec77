"""
A stack keeps its peers after its project has moved or been renamed, and after the provider has been upgraded.

Each file in `states` is what a version left, recorded by `make state`; those with an ordinal are of earlier commits:
7fc5d3b, 8cb2186 and c3852d3. `states/peerings` has those of a `ClusterPeering`.
"""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from ontap_peering.provider import ClusterPeeringProvider, ClusterPeerProvider
from support.engine import PROJECT, EngineStack
from support.world import World

STATES = Path(__file__).with_name("states")
RECORDED = sorted(STATES.glob("*.json"))
STATES_OF_PEERINGS = STATES / "peerings"
RECORDED_PEERINGS = sorted(STATES_OF_PEERINGS.glob("*.json"))
PAIR = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, passphrase=offer.passphrase
)
"""
EARLIER = PAIR + 'ontap.ClusterPeer("spare", cluster="east", expiry_time="P1D", renew_before="PT1H")\n'
PEERING = 'ontap.ClusterPeering("east-west", clusters=["east", "west"], rotation="2026-11")\n'
LATER = EARLIER.replace('"accept",', '"accept", peer_applications=["flexcache"],').replace("P1D", "P2D")


def peers_of(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The peers of an exported state by resource name."""
    found = [item for item in state["deployment"]["resources"] if "ClusterPeer" in item["type"]]
    return {item["urn"].split("::")[-1]: item for item in found}


@pytest.fixture
def accepted(world: World, tmp_path: Path) -> EngineStack:
    """A stack with an authenticated pair and an open offer."""
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(EARLIER)
    stack.up()
    stack.up("--refresh")
    world.forget_journal()
    return stack


def identities(stack: EngineStack) -> dict[str, tuple[str, ...]]:
    """By resource name, what no move may change: id, key, name and uuid."""
    return {
        name: (peer["id"], *(peer["outputs"][part] for part in ("key", "name", "uuid")))
        for name, peer in stack.resources().items()
    }


def assert_all_is_quiet(stack: EngineStack, world: World) -> None:
    stack.must("preview", "--expect-no-changes")
    stack.up("--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_a_project_moved_to_another_folder_changes_nothing(accepted: EngineStack, world: World, tmp_path: Path) -> None:
    before = identities(accepted)
    environment = accepted.variables()
    accepted.environment |= {name: environment[name] for name in ("PULUMI_BACKEND_URL", "PULUMI_HOME")}
    elsewhere = tmp_path / "elsewhere" / "deeper"
    elsewhere.mkdir(parents=True)
    for path in [each for each in accepted.folder.iterdir() if each.name not in ("state", "home")]:
        path.rename(elsewhere / path.name)
    accepted.folder = elsewhere
    accepted.must("stack", "select", "test")
    assert_all_is_quiet(accepted, world)
    assert identities(accepted) == before


def test_a_renamed_project_keeps_its_peers_and_removes_them_on_destroy(accepted: EngineStack, world: World) -> None:
    before = identities(accepted)
    accepted.must("stack", "rename", "organization/renamed/test")
    (accepted.folder / "Pulumi.yaml").write_text(PROJECT.replace("peering", "renamed"))
    accepted.must("stack", "select", "test")
    assert_all_is_quiet(accepted, world)
    assert {peer["urn"].split("::")[1] for peer in accepted.resources().values()} == {"renamed"}
    assert identities(accepted) == before
    accepted.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []


@pytest.fixture(params=RECORDED, ids=lambda path: path.stem)
def left(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The state that an earlier version left."""
    state: dict[str, Any] = json.loads(request.param.read_text())
    return state


@pytest.fixture
def upgraded(world: World, tmp_path: Path, left: dict[str, Any]) -> EngineStack:
    """A stack with the state that was left, in a world with the peers of that state, made by hand."""
    state = copy.deepcopy(left)
    inputs = {name: peer["inputs"] for name, peer in peers_of(state).items()}
    offer = make(world, "east", name=inputs["offer"]["name"], authentication={"expiry_time": "PT2H"})
    make(
        world,
        "west",
        name=inputs["accept"]["name"],
        remote=inputs["accept"]["remote"],
        authentication={"passphrase": offer["authentication"]["passphrase"]},
    )
    spare = make(world, "east", name=inputs["spare"]["name"], authentication={"expiry_time": "P1D"})
    remembered = peers_of(state)["spare"]["outputs"]
    remembered |= {"uuid": spare["uuid"], "expiry_time": spare["authentication"]["expiry_time"]}
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.must("stack", "import", typed=json.dumps(state))
    stack.program(EARLIER)
    world.forget_journal()
    return stack


def make(world: World, alias: str, **body: Any) -> dict[str, Any]:
    (record,) = world.call(alias, "POST", body=body)["records"]
    assert isinstance(record, dict)
    return record


def test_the_state_of_an_earlier_version_is_adopted_without_any_change(
    upgraded: EngineStack, world: World, left: dict[str, Any]
) -> None:
    before = {alias: world.peers(alias) for alias in ("east", "west")}
    upgraded.must("refresh", "--preview-only", "--expect-no-changes")
    assert_all_is_quiet(upgraded, world)
    assert {alias: world.peers(alias) for alias in ("east", "west")} == before
    assert {name: peer["id"] for name, peer in upgraded.resources().items()} == {
        name: peer["id"] for name, peer in peers_of(left).items()
    }


def test_the_peers_of_an_earlier_version_are_changed_in_place_and_destroyed(
    upgraded: EngineStack, world: World
) -> None:
    upgraded.program(LATER)
    assert upgraded.up().lines_with("2 updated")
    assert sorted(world.sent("POST", "PATCH", "DELETE")) == ["east PATCH", "west PATCH"]
    upgraded.must("preview", "--refresh", "--expect-no-changes")
    upgraded.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []


def test_the_provider_is_written_into_state_as_by_every_earlier_version(left: dict[str, Any]) -> None:
    kept = {peer[bag]["__provider"] for peer in peers_of(left).values() for bag in ("inputs", "outputs")}
    assert kept == {serialize_provider(ClusterPeerProvider())}


@pytest.fixture(params=RECORDED_PEERINGS, ids=lambda path: path.stem)
def left_peering(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The state that an earlier version left."""
    state: dict[str, Any] = json.loads(request.param.read_text())
    return state


def test_a_peering_of_an_earlier_version_is_adopted_rotated_and_destroyed(
    world: World, left_peering: dict[str, Any], tmp_path: Path
) -> None:
    (peering,) = peers_of(left_peering).values()
    assert {peering[bag]["__provider"] for bag in ("inputs", "outputs")} == {
        serialize_provider(ClusterPeeringProvider())
    }
    for alias, other in (("east", "west"), ("west", "east")):
        remote = {"ip_addresses": world.addresses(other)}
        name = peering["outputs"]["sides"][alias]["name"]
        make(world, alias, name=name, remote=remote, authentication={"passphrase": "made by that version"})
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.must("stack", "import", typed=json.dumps(left_peering))
    stack.program(PEERING)
    world.forget_journal()
    stack.must("refresh", "--preview-only", "--expect-no-changes")
    assert_all_is_quiet(stack, world)
    assert stack.resources()["east-west"]["id"] == peering["id"]
    stack.program(PEERING.replace("2026-11", "2026-12"))
    assert stack.up().lines_with("1 updated")
    assert sorted(world.sent("POST", "PATCH", "DELETE")) == ["east PATCH", "west PATCH"]
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []
