"""`ontap-peering drift` over 20 clusters and their 190 relationships, by stack and by fleet file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.checks.drift import findings
from ontap_peering.checks.facts import Resource
from ontap_peering.cli.collecting import Collector
from ontap_peering.cli.documents import Drift
from ontap_peering.cli.drift import exit_code, report
from ontap_peering.config import Profiles
from ontap_peering.pairing.importing import imported_peering
from ontap_peering.pairing.model import SideState
from ontap_peering.peer.model import LocalCluster
from support.core import reconciler_of
from support.troubles import SECRET, cut, delete_side, mesh_by_hand, rotate_one_side
from support.world import START_OF_2026, World, running_world

Command = Callable[..., Any]
NAMES = [f"c{number:02}" for number in range(1, 21)]
PATHS = ("/api/cluster", "/api/cluster/peers", "/api/network/ip/interfaces")
FLEET = f"topology: [mesh: [{', '.join(NAMES)}]]\npaused: {{c01--c02: CHG-4711}}\n"


@pytest.fixture(scope="module")
def mesh() -> Iterator[World]:
    with running_world(clusters=NAMES) as world:
        yield world


@pytest.fixture
def world(mesh: World, monkeypatch: pytest.MonkeyPatch) -> World:
    mesh.begin_anew()
    mesh_by_hand(mesh, NAMES)
    for name, value in mesh.environment.items():
        monkeypatch.setenv(name, value)
    mesh.forget_journal()
    return mesh


def resources(world: World, clusters: Sequence[str] = NAMES) -> list[Resource]:
    """What a stack has in its state that imported all relationships of the clusters."""
    sides = {name: reconciler_of(world, name).side for name in clusters}
    peers = {name: {peer.uuid: peer for peer in side.api.list()} for name, side in sides.items()}
    uuids = {name: world.client(name).uuid for name in clusters}
    found = []
    for pair in combinations(clusters, 2):
        first, second = pair
        seen = {
            alias: SideState(peers[alias][uuids[far]], tuple(world.addresses(alias)), LocalCluster(uuids[alias], alias))
            for alias, far in ((first, second), (second, first))
        }
        made = imported_peering(f"{first}-{second}-1234567", f"{first}--{second}", seen)
        found.append(Resource(made.resource, True, made.inputs, made.outputs))  # noqa: FBT003 - a peering
    world.forget_journal()
    return found


def test_a_cluster_that_was_replaced_is_drift_once_it_is_confirmed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = resources(world, NAMES[:2])
    for setting in ("HOST", "USERNAME", "PASSWORD", "CA_FILE"):
        monkeypatch.setenv(f"ONTAP_C02_{setting}", world.environment[f"ONTAP_C09_{setting}"])
    (unconfirmed,) = findings(stack, Collector(Profiles({})).facts(NAMES[:2], "relationships"))
    old, new = world.client("c02").uuid, world.client("c09").uuid
    line = messages.another_cluster("c02", "c01", old="c02", old_uuid=old, new="c09", new_uuid=new)
    assert (unconfirmed.does, unconfirmed.why) == ("could not look", (line,))
    monkeypatch.setenv("ONTAP_C02_UUID", new)
    (confirmed,) = findings(stack, Collector(Profiles({})).facts(NAMES[:2], "relationships"))
    assert confirmed.does == "drift"


def break_things(world: World) -> None:
    """What a preview would find, and, last, what it would only warn of."""
    delete_side(world, "c04", "c03")
    rotate_one_side(world, "c05", "c06")
    world.readdress("c07", ["10.7.0.99"])
    for alias, other in (("c08", "c09"), ("c09", "c08")):
        delete_side(world, alias, other)
    delete_side(world, "c02", "c01")
    cut(world, "c10", "c11", both_ways=True)
    world.forget_journal()


def requests(world: World) -> list[tuple[str, str, str]]:
    return sorted((each["cluster"], each["method"], each["path"].partition("?")[0]) for each in world.journal())


ONE_OF_EACH = sorted((name, "GET", path) for name in NAMES for path in PATHS)


def test_a_stack_as_it_was_declared_has_no_drift_and_each_cluster_is_asked_once(world: World) -> None:
    stack = resources(world)
    found = findings(stack, Collector(Profiles(world.clusters)).facts(NAMES, "relationships"))
    assert [each for each in found if each.does != "none"] == []
    assert (len(found), exit_code(found)) == (190, 0)
    assert requests(world) == ONE_OF_EACH


def test_the_drift_of_a_stack_is_what_a_preview_would_find(world: World) -> None:
    stack = resources(world)
    paused = [each for each in stack if each.name == "c01--c02"]
    stack = [each for each in stack if each not in paused]
    stack += [Resource(each.name, True, {**each.inputs, "paused": "CHG-4711"}, each.outputs) for each in paused]  # noqa: FBT003
    break_things(world)
    found = findings(stack, Collector(Profiles(world.clusters)).facts(NAMES, "relationships"))
    assert requests(world) == ONE_OF_EACH
    assert exit_code(found) == 7
    why = {each.name: each.why for each in found if each.does == "drift"}
    moved = {f"{name}--c07" if name < "c07" else f"c07--{name}" for name in NAMES if name != "c07"}
    assert set(why) == {"c03--c04", "c05--c06", "c08--c09"} | moved
    assert "c04: there is no peer 'c03-c04-1234567'" in why["c03--c04"][0]
    assert "a new passphrase was set on this side only" in why["c05--c06"][0]
    assert why["c08--c09"] == ("both sides are gone, on c08 and c09; `pulumi up` creates them again",)
    assert "cluster c07 has other intercluster addresses now" in why["c07--c20"][0]
    assert [each.name for each in found if each.does == "paused"] == ["c01--c02"]
    document = report(found, START_OF_2026).document
    assert isinstance(document, Drift)
    assert (len(document.drift), document.as_declared) == (22, 167)


def test_a_cluster_that_cannot_be_read_is_never_no_drift(world: World) -> None:
    stack = resources(world)
    profiles = Profiles({**world.clusters, "c20": {**world.clusters["c20"], "password": "made up and wrong"}})
    facts = Collector(profiles).facts(NAMES, "relationships")
    assert facts["c20"].obstacle is None, "the environment overrides the file"
    world.steer(
        "/faults",
        {"match": {"cluster": "c20"}, "effect": {"kind": "error", "code": "6691623"}, "when": {"times": None}},
    )
    found = findings(stack, Collector(Profiles(world.clusters)).facts(NAMES, "relationships"))
    hidden = {each.name for each in found if each.does == "could not look"}
    assert hidden == {f"{name}--c20" for name in NAMES[:-1]}
    assert exit_code(found) == 10


def test_the_drift_of_a_fleet_file_is_what_up_would_do(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "fleet.yaml").write_text(FLEET)
    quiet = command("drift", "--fleet", "fleet.yaml")
    assert quiet.stdout.startswith("1 paused, 189 as declared; observed at ")
    assert (quiet.exit_code, len(quiet.stdout.splitlines())) == (0, 1)
    assert requests(world) == ONE_OF_EACH
    break_things(world)
    said = command("drift", "--fleet", "fleet.yaml", "--output", "json")
    assert said.exit_code == 7
    names = {each["name"] for each in said.document["drift"]}
    assert {"c03--c04", "c05--c06", "c08--c09", "c07--c20"} < names
    assert [each["name"] for each in said.document["paused"]] == ["c01--c02"]
    assert "c10--c11" not in names
    assert SECRET not in said.stdout
    assert world.sent("POST", "PATCH", "DELETE") == []
    for output, sign in (("markdown", "| drift | c03--c04 | c03, c04 |"), ("table", "drift")):
        assert sign in command("drift", "--fleet", "fleet.yaml", "--output", output).stdout


def test_without_a_stack_or_a_file_there_is_nothing_to_compare(world: World, command: Command) -> None:
    assert world
    said = command("drift")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("ontap-peering: nothing to compare the clusters with")
