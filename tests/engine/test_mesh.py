"""A fleet on the real engine: each relationship is a resource of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.leaks import leaks, places_of
from support.world import World, running_world

MESH = """
ontap.PeeringMesh("fleet", fleet=ontap.Fleet.load("fleet.yaml"))
"""
UP = ("up", "--yes", "--skip-preview")
INTERNAL_ERROR = "262145"
PROGRAM_FAILED = "error: an unhandled error occurred: program exited with non-zero exit code: 1"
"""What the language host adds."""


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south", "north")) as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.begin_anew()
    return shared_world


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project", world.environment)
    made.program(MESH)
    return made


def write(stack: EngineStack, text: str) -> None:
    (stack.folder / "fleet.yaml").write_text(text)


def test_each_relationship_is_seen_by_its_name_and_can_be_targeted(stack: EngineStack) -> None:
    write(stack, "topology: [{mesh: [south, west, east]}]\n")
    preview = stack.must("preview")
    for name in ("east--south", "east--west", "south--west"):
        assert len(preview.lines_with(name)) == 1
    stack.up()
    assert set(stack.resources()) == {"east--south", "east--west", "south--west"}
    stack.must("preview", "--refresh", "--expect-no-changes")
    write(stack, 'defaults: {rotation: "2"}\ntopology: [{mesh: [south, west, east, north]}]\n')
    stack.up("--target", stack.urn("east--west"))
    rotated = [name for name, each in stack.resources().items() if each["outputs"].get("rotation")]
    assert rotated == ["east--west"]


def test_a_mistake_in_the_file_is_one_line_without_a_traceback(stack: EngineStack) -> None:
    write(stack, "topology:\n  - mehs: [east, west]\n    mesh: [east, west]\n")
    failed = stack.run("preview")
    assert failed.errors() == [
        "error: fleet.yaml:2: topology.0.mehs: there is no such key; did you mean mesh?",
        PROGRAM_FAILED,
    ]
    assert "Traceback" not in failed.output


def test_two_meshes_may_share_clusters_but_no_relationship(stack: EngineStack) -> None:
    write(stack, "topology: [{pairs: [[east, west], [east, south]]}]\n")
    other = 'ontap.PeeringMesh("other", fleet=ontap.Fleet(topology=[{{"mesh": [{}]}}]))\n'
    stack.program(MESH + other.format('"south", "west"'))
    stack.up()
    stack.program(MESH + other.format('"south", "west", "east"'))
    failed = stack.run("preview")
    assert failed.errors() == [
        f"error: {messages.relationships_of_two_meshes('other', 'fleet', ['east--south', 'east--west'])}",
        PROGRAM_FAILED,
    ]
    assert "Traceback" not in failed.output


def test_a_relationship_under_another_alias_is_taken_over_and_not_deleted(stack: EngineStack, world: World) -> None:
    write(stack, "topology: [{mesh: [east, west, south]}]\n")
    stack.up()
    known = {name: value for name, value in world.environment.items() if "_SOUTH_" in name}
    stack.environment |= {name.replace("_SOUTH_", "_DR_"): value for name, value in known.items()}
    write(stack, "defaults: {adopt: existing}\ntopology: [{mesh: [east, west, dr]}]\n")
    world.forget_journal()
    stack.up("--target", stack.urn("east--west").replace("east--west", "dr--east"))
    assert "east--south" in stack.resources()
    _, _, told = stack.up().output.partition("\nDiagnostics:\n")
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert set(stack.resources()) == {"dr--east", "dr--west", "east--west"}
    for name, clusters, taker in (
        ("east--south", ["east", "south"], "dr--east"),
        ("south--west", ["south", "west"], "dr--west"),
    ):
        line = messages.about_peering(name, clusters, messages.left_to_another(clusters, taker))
        assert told.count(line) == 1
    write(stack, "topology: [{mesh: [east, west, dr]}]\n")
    stack.up()
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.must("destroy", "--yes", "--skip-preview")
    assert [world.peers(alias) for alias in world.endpoints] == [[]] * 4


def test_a_mesh_without_relationships_has_none_in_its_output(stack: EngineStack) -> None:
    stack.program('pulumi.export("sync", ontap.PeeringMesh("fleet", fleet=ontap.Fleet(topology=[])).sync)\n')
    stack.up()
    assert stack.output("sync") == {}


def test_a_paused_cluster_is_left_alone_by_every_command_and_catches_up_later(stack: EngineStack, world: World) -> None:
    fleet = 'defaults: {{rotation: "{}"}}\ntopology: [{{mesh: [east, west, south]}}]\n'
    paused = "paused: {south: CHG-4711}\n"
    told = messages.relationships_paused({"east--south": "CHG-4711", "south--west": "CHG-4711"})
    write(stack, fleet.format(1))
    stack.up()
    write(stack, fleet.format(1) + paused)
    assert stack.must("preview").output.partition("\nDiagnostics:\n")[2].count(told) == 1
    stack.up()
    (lost, _) = world.peers("south")
    world.call("south", "DELETE", f"/api/cluster/peers/{lost['uuid']}")
    world.forget_journal()
    stack.must("refresh", "--yes", "--expect-no-changes")
    assert not any(call.startswith("south") for call in world.sent())
    write(stack, fleet.format(2) + paused)
    stack.up("--refresh")
    assert not any(call.startswith("south") for call in world.sent())
    assert world.sent("PATCH") == ["east PATCH", "west PATCH"]
    quiet = stack.must("preview", "--refresh", "--expect-no-changes")
    assert quiet.lines_with("rotation") == []
    refused = stack.run("destroy", "--yes", "--skip-preview", "--continue-on-error")
    assert sorted(refused.errors()) == [
        f"error: {messages.not_deleted_paused(pair, 'CHG-4711')}" for pair in (("east", "south"), ("south", "west"))
    ]
    assert len(world.peers("south")) == 1
    write(stack, fleet.format(2))
    assert len(stack.must("preview").lines_with("update [diff: -paused~rotation]")) == 2
    stack.up()
    assert {each["outputs"]["sync"] for each in stack.resources().values()} == {"in_sync"}
    assert len(world.peers("south")) == 2
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_while_a_cluster_is_down_the_rest_converges_in_the_same_run_if_the_engine_goes_on(
    stack: EngineStack, world: World
) -> None:
    fleet = 'defaults: {{rotation: "{}"}}\ntopology: [{{mesh: [east, north, south, west]}}]\n'
    write(stack, fleet.format(1))
    stack.up()
    world.steer("faults", {"match": {"cluster": "east"}, "effect": {"kind": "reset"}, "when": {"times": None}})
    world.forget_journal()
    write(stack, fleet.format(2))
    stack.environment |= {"PULUMI_CONTINUE_ON_ERROR": "true", "PULUMI_PARALLEL": "1"}
    failed = stack.run(*UP)
    assert failed.exit_code != 0
    assert len(failed.errors()) == 3
    assert sorted(world.sent("PATCH")) == sorted(f"{alias} PATCH" for alias in ("north", "south", "west") * 2)
    world.forget_faults()
    stack.up()
    assert {each["outputs"]["rotation"] for each in stack.resources().values()} == {"2"}


def test_a_run_goes_on_after_an_error_although_the_program_exports_the_diagnosis_of_all(
    stack: EngineStack, world: World
) -> None:
    exports = 'pulumi.export("sync", mesh.sync)\npulumi.export("one", mesh.peerings["east--north"].sync)\n'
    stack.program(f"{MESH.replace('ontap', 'mesh = ontap', 1)}{exports}")
    fleet = 'defaults: {{rotation: "{}"}}\ntopology: [{{mesh: {}}}]\n'
    write(stack, fleet.format(1, ["east", "north", "south", "west"]))
    stack.up()
    broken = {"effect": {"kind": "error", "code": INTERNAL_ERROR}, "when": {"times": None}}
    world.steer("faults", {"match": {"cluster": "east", "method": "PATCH"}, **broken})
    write(stack, fleet.format(2, ["east", "north", "south"]))
    stack.environment |= {"PULUMI_CONTINUE_ON_ERROR": "true"}
    failed = stack.run(*UP)
    assert failed.exit_code != 0
    assert "Traceback" not in failed.output
    assert len(failed.errors()) == 2
    assert set(stack.resources()) == {"east--north", "east--south", "north--south"}
    assert stack.output("sync") == {"east--north": "unknown", "east--south": "unknown", "north--south": "in_sync"}
    assert stack.output("one") == "unknown"
    world.forget_faults()
    stack.up()
    assert set(stack.output("sync").values()) == {"in_sync"}


def test_what_clusters_share_is_said_once_and_stays_secret_and_what_one_has_of_its_own_wins(
    stack: EngineStack, world: World
) -> None:
    login = world.clusters["east"]
    own = ("_HOST", "_CA_FILE", "WEST_PASSWORD")
    stack.environment = {name: value for name, value in world.environment.items() if name.endswith(own)}
    stack.must("config", "set", "--path", "ontap:defaults.username", login["username"])
    write(stack, "topology: [{mesh: [east, west]}]\n")
    expected = messages.no_credentials(
        "ontap:clusters.east",
        messages.credentials_incomplete(),
        messages.in_stack_config(
            "pulumi config set --secret --path ontap:clusters.east.password", "ONTAP_EAST_PASSWORD"
        ),
        messages.in_stack_config("pulumi config set --secret --path ontap:defaults.password", "ONTAP_PASSWORD"),
    )
    assert expected in "".join(stack.run("preview").errors())
    stack.must("config", "set", "--secret", "--path", "ontap:defaults.password", typed=f"{login['password']}\n")
    stack.up()
    stack.must("refresh", "--yes", "--expect-no-changes")
    assert leaks({"the shared password": login["password"]}, places_of(stack, world)) == []
