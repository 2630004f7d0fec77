"""The life of peerings made from two lines of program each, on the real engine; no passphrase shows anywhere."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ontap_peering import messages
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peer import Offer
from support.engine import CHANGES_EXIT_CODE, EngineStack, Run
from support.leaks import files_of, leaks, places_of
from support.peerings import BOTH_WORK, states
from support.world import PEERS, World, running_world

PAIR = 'ontap.ClusterPeering("east-west", clusters=["east", "west"]{more})\n'
OTHERS = """
ontap.ClusterPeering("south-north", clusters=["south", "north"])
ontap.ClusterPeering("dr", clusters=["dr", "west"])
"""
KEY = "east-west-45b7ff3"
UP = ("up", "--yes", "--skip-preview")


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south", "north", "dr")) as made:
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.begin_anew()
    return shared_world


@pytest.fixture
def passphrases(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Those that reach a cluster, which keeps none."""
    seen: set[str] = set()
    offer = Fabric.offer

    def watched(self: Fabric, passphrase: str, expires_at: datetime) -> Offer:
        seen.add(passphrase)
        return offer(self, passphrase, expires_at)

    monkeypatch.setattr(Fabric, "offer", watched)
    return seen


@pytest.fixture
def stack(world: World, passphrases: set[str], tmp_path: Path) -> Iterator[EngineStack]:
    """Whatever a test does with it, no passphrase is in clear in anything that is left or shown."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    calls = {"TMPDIR": str(temporary), "PULUMI_DEBUG_GRPC": str(temporary / "calls.json")}
    made = EngineStack(tmp_path / "project", {**world.environment, **calls})
    yield made
    secrets = {f"passphrase {number}": each for number, each in enumerate(sorted(passphrases))}
    assert secrets
    assert "ClusterPeering" in (temporary / "calls.json").read_text()
    places = places_of(made, world) | files_of(temporary)
    found = leaks(secrets, places)
    assert found == []


def lines(run: Run) -> list[str]:
    """What the provider says, each line once."""
    _, _, diagnostics = run.output.partition("\nDiagnostics:\n")
    return [line.strip() for line in diagnostics.splitlines() if "(peering of " in line]


def about(line: str, resource: str = "east-west", clusters: tuple[str, str] = ("east", "west")) -> str:
    return messages.about_peering(resource, clusters, line)


def sync(stack: EngineStack) -> str:
    word: str = stack.resources()["east-west"]["outputs"]["sync"]
    return word


def drop(world: World, alias: str, far: str) -> None:
    world.call(alias, "DELETE", f"{PEERS}/{world.endpoints[far]['uuid']}")


def test_two_lines_of_program_peer_two_clusters_and_another_word_rotates(stack: EngineStack, world: World) -> None:
    stack.program(PAIR.format(more=""))
    assert stack.must("preview").lines_with("2 to create")
    assert world.sent("POST", "PATCH", "DELETE") == []
    stack.up("--debug")
    assert states(world) == BOTH_WORK
    assert sync(stack) == "in_sync"
    assert lines(stack.up("--refresh", "--expect-no-changes")) == []
    assert world.sent("POST", "PATCH", "DELETE") == ["east POST", "west POST"]
    world.forget_journal()
    stack.program(PAIR.format(more=', rotation="2026-11"'))
    assert lines(stack.up("--diff")) == []
    assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH", "west PATCH"]
    assert states(world) == BOTH_WORK
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.must("destroy", "--yes", "--skip-preview")
    assert states(world) == []


def test_what_others_did_to_peerings_is_one_line_each_and_one_up_mends_it(stack: EngineStack, world: World) -> None:
    stack.program(PAIR.format(more="") + OTHERS)
    stack.up()
    drop(world, "east", "west")
    drop(world, "south", "north")
    drop(world, "north", "south")
    world.readdress("dr", ["10.5.9.11"])
    world.forget_journal()
    seen = stack.run("preview", "--refresh", "--expect-no-changes")
    assert seen.exit_code == CHANGES_EXIT_CODE
    symptoms = [messages.side_missing("east", KEY), messages.side_not_agreed("west", "problem")]
    expected = [
        about(messages.both_renewed(symptoms, is_complete=False)),
        about(messages.peering_gone(["north", "south"]), "south-north", ("north", "south")),
        about(messages.side_moved("west", "dr"), "dr", ("dr", "west")),
    ]
    assert sorted(lines(seen)) == sorted(expected)
    assert world.sent("POST", "PATCH", "DELETE") == []
    mended = stack.up("--refresh")
    assert sorted(lines(mended)) == sorted(expected)
    (_, of_dr) = sorted(world.peers("west"), key=lambda peer: peer["remote"]["name"] == "dr")
    assert of_dr["remote"]["ip_addresses"] == ["10.5.9.11"]
    all_peers = [peer for alias in world.endpoints for peer in world.peers(alias)]
    assert [peer["authentication"]["state"] for peer in all_peers] == ["ok"] * 6
    assert lines(stack.must("preview", "--refresh", "--expect-no-changes")) == []


def test_a_cluster_that_is_offline_is_left_alone_and_gets_its_changes_once_it_is_back(
    stack: EngineStack, world: World
) -> None:
    stack.program(PAIR.format(more="") + OTHERS)
    stack.up()
    world.forget_journal()
    stack.environment["ONTAP_EAST_OFFLINE"] = "true"
    assert lines(stack.up("--refresh", "--expect-no-changes")) == []
    assert sync(stack) == "unreachable"
    changed = PAIR.format(more=', rotation="b", peer_applications=["snapmirror"]')
    stack.program(changed + OTHERS)
    waits = about(messages.waits_for_offline("east", "west"))
    assert lines(stack.must("preview", "--refresh")) == [waits]
    assert lines(stack.up()) == [waits]
    assert world.sent("POST", "PATCH", "DELETE") == ["west PATCH"]
    assert not any(call.startswith("east") for call in world.sent())
    del stack.environment["ONTAP_EAST_OFFLINE"]
    unfinished = about(messages.peering_unfinished())
    assert lines(stack.must("preview", "--refresh")) == [unfinished]
    assert lines(stack.up("--refresh")) == [unfinished]
    assert [peer["peer_applications"] for peer in world.peers("east")] == [["snapmirror"]]
    assert sync(stack) == "in_sync"
    assert lines(stack.must("preview", "--refresh", "--expect-no-changes")) == []


def test_a_peering_with_an_offline_cluster_is_destroyed_as_far_as_it_can_be(stack: EngineStack, world: World) -> None:
    stack.environment["ONTAP_EAST_OFFLINE"] = "true"
    stack.program(PAIR.format(more=""))
    nothing = about(messages.nothing_done_offline(["east"]))
    assert lines(stack.up()) == [nothing]
    assert lines(stack.must("preview", "--refresh")) == [nothing]
    del stack.environment["ONTAP_EAST_OFFLINE"]
    stack.up("--refresh")
    assert states(world) == BOTH_WORK
    stack.environment["ONTAP_EAST_OFFLINE"] = "true"
    left = stack.run("destroy", "--yes", "--skip-preview")
    assert left.exit_code == 1
    line = messages.sides_left([messages.left_behind_offline("east", KEY)], deleted=["west"])
    assert left.errors() == [f"error: {line}"]
    assert [alias for alias, *_ in states(world)] == ["east"]
    del stack.environment["ONTAP_EAST_OFFLINE"]
    stack.must("destroy", "--yes", "--skip-preview")
    assert states(world) == []
    assert stack.resources() == {}


def test_a_destroy_mends_nothing_first_and_leaves_nothing(stack: EngineStack, world: World) -> None:
    """One side dropped, one with another passphrase, one re-addressed, a rotation that was cut short."""
    stack.program(PAIR.format(more="") + OTHERS)
    stack.up()
    stack.program(PAIR.format(more=', rotation="b"') + OTHERS)
    refused = {"match": {"cluster": "west", "method": "PATCH"}, "effect": {"kind": "error", "code": "4653215"}}
    world.steer("faults", refused | {"when": {"times": None}})
    assert stack.run(*UP).exit_code == 1
    drop(world, "south", "north")
    world.readdress("dr", ["10.5.9.11"])
    world.forget_journal()
    stack.must("destroy", "--yes", "--skip-preview")
    assert [world.peers(alias) for alias in world.endpoints] == [[]] * 5
    assert set(world.sent("POST", "PATCH")) == set()
    assert stack.resources() == {}
