"""What must not happen to peerings, and how a program's options work for them, on the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ontap_peering import messages
from support import ROOT
from support.engine import EngineStack
from support.peerings import BOTH_WORK, refuse, states
from support.world import World, running_world

PAIR = 'ontap.ClusterPeering("east-west", clusters=["east", "west"]{more})\n'
OTHER = 'ontap.ClusterPeering("south-west", clusters=["south", "west"]{more})\n'
KEY = "east-west-45b7ff3"
UP = ("up", "--yes", "--skip-preview")
IMPATIENT = """
from support.impatient_plugin import SHORT
from ontap_peering.connect import set_timing
set_timing(SHORT)
"""


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south", "north"), ipspaces=("lab",)) as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.begin_anew()
    return shared_world


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


def peered(world: World) -> list[str]:
    """`cluster->remote` of every peer."""
    return [f"{alias}->{peer['remote']['name']}" for alias in world.endpoints for peer in world.peers(alias)]


def test_a_second_side_that_is_refused_leaves_nothing_and_the_line_names_both(stack: EngineStack, world: World) -> None:
    stack.program(PAIR.format(more=""))
    refuse(world, "west", "POST")
    (line,) = stack.run(*UP).errors()
    assert line.startswith(f"error: {messages.second_side_failed('east', 'west: create peer')}")
    assert "refused (4653215)" in line
    assert (states(world), stack.resources()) == ([], {})
    refuse(world, "east", "DELETE")
    (line,) = stack.run(*UP).errors()
    assert "; east: the new side could not be deleted again (east: delete peer" in line
    assert [alias for alias, *_ in states(world)] == ["east"]
    world.forget_faults()
    stack.up("--refresh")
    assert states(world) == BOTH_WORK
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_unreachable_cluster_fails_its_own_peerings_and_no_other(
    stack: EngineStack, world: World, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(IMPATIENT)
    stack.environment["PYTHONPATH"] = f"{tmp_path}:{ROOT / 'tests'}"
    both = PAIR + OTHER
    reset = {"match": {"cluster": "east"}, "effect": {"kind": "reset"}, "when": {"times": None}}
    world.steer("faults", reset)
    stack.program(both.format(more=""))
    (line,) = stack.run(*UP).errors()
    assert line.startswith("error: east: cannot reach ")
    assert line.endswith(messages.continue_without("east", ""))
    world.forget_faults()
    assert peered(world) == ["west->south", "south->west"]
    stack.up()
    world.steer("faults", reset)
    world.forget_journal()
    stack.program(both.format(more=', rotation="b"'))
    failed = stack.run(*UP)
    (line,) = failed.errors()
    assert line.startswith("error: east: cannot reach ")
    assert failed.lines_with("1 updated")
    assert sorted(world.sent("PATCH")) == ["south PATCH", "west PATCH"]
    (line,) = stack.run("destroy", "--yes", "--skip-preview").errors()
    assert line.startswith(f"error: {messages.sides_left(['east: cannot reach '], deleted=['west'])}")
    assert list(stack.resources()) == ["east-west"]
    world.forget_faults()
    assert peered(world) == ["east->west"]
    stack.must("destroy", "--yes", "--skip-preview")
    assert peered(world) == []


def test_a_replacement_says_whose_replication_it_interrupts_and_waits_until_it_can_be_done(
    stack: EngineStack, world: World
) -> None:
    stack.program(PAIR.format(more=""))
    stack.up()
    in_ipspace = ', sides={{"east": {{"ipspace": {{"name": "{}"}}}}}}'
    stack.program(PAIR.format(more=in_ipspace.format("missing")))
    interrupted = messages.about_peering("east-west", ["east", "west"], messages.peering_interrupted(["east", "west"]))
    seen = stack.must("preview")
    assert interrupted in seen.output
    assert seen.lines_with("1 to replace")
    world.forget_journal()
    missing = messages.no_such_ipspace("east", "missing", ["Default", "lab"])
    assert stack.run(*UP).errors() == [f"error: {messages.no_side_deleted(['east', 'west'], missing)}"]
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert states(world) == BOTH_WORK
    stack.program(PAIR.format(more=in_ipspace.format("lab")))
    stack.up()
    assert [peer["ipspace"]["name"] for peer in world.peers("east")] == ["lab"]
    assert states(world) == BOTH_WORK
    elsewhere = PAIR.format(more="").replace('"west"]', '"south"]')
    stack.program(elsewhere)
    assert interrupted in stack.must("preview").output
    body = {"remote": {"ip_addresses": world.addresses("east")}, "authentication": {"passphrase": "somebody else's"}}
    world.call("south", "POST", body=body)
    world.forget_journal()
    (line,) = stack.run(*UP).errors()
    assert line.startswith(f"error: {messages.no_side_deleted(['east', 'west'], 'south: ')}")
    assert world.sent("POST", "PATCH", "DELETE") == []
    (peer,) = world.peers("south")
    world.call("south", "DELETE", f"/api/cluster/peers/{peer['uuid']}")
    stack.up()
    assert peered(world) == ["east->south", "south->east"]


OPTIONS = """
class Site(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("example:index:Site", name)
        self.peering = ontap.ClusterPeering(
            "east-west", clusters=["south", "north"], opts=pulumi.ResourceOptions(parent=self)
        )

site = Site("site")
ontap.ClusterPeering(
    "east-west",
    clusters=["east", "west"],
    rotation=ROTATION,
    opts=pulumi.ResourceOptions(protect=True, ignore_changes=["rotation"]),
)
far = site.peering.sides["south"]["name"].apply(lambda _: "south")
ontap.ClusterPeering("later", clusters=["east", far], rotation=ROTATION)
ontap.ClusterPeering("target", clusters=["north", "west"], rotation=ROTATION)
"""


def test_resource_options_components_unknown_clusters_and_targets_work(stack: EngineStack, world: World) -> None:
    stack.program(OPTIONS.replace("ROTATION", '"a"'))
    seen = stack.must("preview")
    assert seen.lines_with("6 to create")
    assert world.sent("POST", "PATCH", "DELETE") == []
    stack.up()
    names = {peer["name"].rpartition("-")[0] for alias in world.endpoints for peer in world.peers(alias)}
    assert (len(peered(world)), names) == (8, {"east-west", "later", "target"})
    ours, of_site = (next(iter(world.peers(alias)))["name"] for alias in ("west", "south"))
    assert ours != of_site
    stack.program(OPTIONS.replace("ROTATION", '"b"'))
    world.forget_journal()
    stack.up("--target", stack.urn("target"))
    assert sorted(world.sent("PATCH")) == ["north PATCH", "west PATCH"]
    world.forget_journal()
    stack.up()
    assert sorted(world.sent("PATCH")) == ["east PATCH", "south PATCH"]
    stack.must("preview", "--refresh", "--expect-no-changes")
    protected = stack.run("destroy", "--yes", "--skip-preview")
    assert protected.exit_code != 0
    assert {"east->west", "west->east"} <= set(peered(world))
