"""`ontap-peering drift` and `status` in a project agree with the real engine, without running the program."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.engine import CHANGES_EXIT_CODE, EngineStack
from support.printed import printed_document
from support.troubles import delete_side, peer_by_hand
from support.world import World, running_world

PROGRAM = """
ontap.ClusterPeering("pair", clusters=["east", "west"], rotation="2020-01")
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", expected_remote="south")
ontap.ClusterPeer(
    "accept", cluster="south", remote={"ip_addresses": [offer.ip_address]}, passphrase=offer.passphrase
)
"""


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south", "north")) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    made.program(PROGRAM)
    made.up()
    made.up("--refresh")
    return made


def says(stack: EngineStack, *arguments: str) -> tuple[int, Any]:
    program = [sys.executable, "-m", "ontap_peering.cli", *arguments, "--output", "json"]
    done = subprocess.run(
        program, cwd=stack.folder, env=stack.variables(), capture_output=True, text=True, timeout=120, check=False
    )
    stack.printed.append(done.stdout + done.stderr)
    return done.returncode, printed_document(arguments, done.stdout)


def test_drift_is_what_a_refreshing_preview_finds(stack: EngineStack, world: World) -> None:
    world.forget_journal()
    code, found = says(stack, "drift")
    assert (code, found["drift"], found["as_declared"]) == (0, [], 3)
    assert len([each for each in world.journal() if each["path"].partition("?")[0] == "/api/cluster/peers"]) == 3
    stack.must("preview", "--refresh", "--expect-no-changes")
    delete_side(world, "west", "east")
    delete_side(world, "south", "east")
    code, found = says(stack, "drift")
    assert code == CHANGES_EXIT_CODE
    assert {"pair", "accept"} <= {each["name"] for each in found["drift"]}
    preview = stack.run("preview", "--refresh", "--expect-no-changes")
    assert preview.exit_code != 0
    for each in found["drift"]:
        assert each["name"] in preview.output
    stack.remember_secrets()
    assert stack.passphrases
    assert not any(secret in printed for secret in stack.passphrases for printed in stack.printed)


def test_status_tells_what_no_resource_manages_and_which_passphrase_is_old(stack: EngineStack, world: World) -> None:
    peer_by_hand(world, "east", "north")
    world.client("north").post({"name": "by-hand"})
    code, found = says(stack, "status")
    assert code == 9
    problems = {(each["check"], each["subject"], each["side"]) for each in found["problems"]}
    assert problems == {
        ("unmanaged", "east--north", "east"),
        ("unmanaged", "east--north", "north"),
        ("unmanaged", "north--?", "north"),
        ("offer-open", "north--?", "north"),
        ("rotation-age", "east--west", None),
    }
    managers = {
        each["name"]: {alias: side["managed_by"] for alias, side in each["sides"].items()}
        for each in found["relationships"]
    }
    assert managers["east--west"] == {"east": "pair", "west": "pair"}
    assert managers["east--south"] == {"east": "offer", "south": "accept"}


def test_status_tells_what_is_gone_on_all_of_its_clusters_and_doctor_does_not_adopt_what_is_managed(
    stack: EngineStack, world: World
) -> None:
    code, found = says(stack, "doctor", "east", "west")
    assert code == 0, found
    for alias, other in (("east", "west"), ("west", "east"), ("east", "south"), ("south", "east")):
        delete_side(world, alias, other)
    code, found = says(stack, "status")
    assert code == 9
    problems = [(each["check"], each["subject"]) for each in found["problems"]]
    assert problems == [("gone", "east--south"), ("gone", "east--south"), ("gone", "east--west")]
    (pair,) = [each for each in found["relationships"] if each["name"] == "east--west"]
    assert (pair["sync"], pair["sides"]) == ("both_missing", {"east": None, "west": None})
    shown = says(stack, "status", "--cluster", "west")[1]
    assert [each["subject"] for each in shown["problems"]] == ["east--west"]
    stack.up("--refresh")
    assert [each["check"] for each in says(stack, "status")[1]["problems"] if each["check"] == "gone"] == []


def test_a_state_with_secrets_of_the_program_is_looked_at_as_far_as_it_is_known(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    hidden = 'opts=pulumi.ResourceOptions(additional_secret_outputs=["sides"])'
    stack.program(
        f'ontap.ClusterPeering("hidden", clusters=["east", "west"], rotation="2020-01", {hidden})\n'
        'word = pulumi.Output.secret("2020-01")\n'
        'ontap.ClusterPeering("shown", clusters=["south", "north"], rotation=word)\n'
    )
    stack.up()
    code, found = says(stack, "status")
    managers = {
        each["name"]: {side["managed_by"] for side in each["sides"].values()} for each in found["relationships"]
    }
    assert managers == {"east--west": {"hidden"}, "north--south": {"shown"}}
    assert (code, [each["subject"] for each in found["problems"]]) == (9, ["east--west"])
    code, found = says(stack, "drift")
    assert (code, found["as_declared"]) == (10, 1)
    assert [each["name"] for each in found["could_not_look"]] == ["hidden"]
