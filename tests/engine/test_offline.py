"""Peers of a cluster that is offline by its settings, on the real engine: a stack lives on without it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.leaks import leaks, places_of
from support.world import World

PROGRAM = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H"{more})
at = {{"ip_addresses": [offer.ip_address]}}
ontap.ClusterPeer("accept", cluster="west", remote=at, passphrase=offer.passphrase{more})
ontap.ClusterPeer("spare", cluster="east", expiry_time="PT2H")
"""
NOW = ("--yes", "--skip-preview")
SETTINGS = ("ontap:clusters.east.offline", "ONTAP_EAST_OFFLINE")


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    """Two clusters that are peered. Then nothing is known of east any more but that it is offline."""
    made = EngineStack(tmp_path / "project", world.environment)
    made.program(PROGRAM.format(more=""))
    made.up()
    made.up("--refresh")
    made.remember_secrets()
    made.environment = {name: value for name, value in world.environment.items() if "_EAST_" not in name}
    made.must("config", "set", "--path", SETTINGS[0], "true")
    world.forget_journal()
    return made


def said(output: str) -> list[str]:
    """The provider's lines about offline clusters among the engine's diagnostics."""
    _, _, diagnostics = output.partition("\nDiagnostics:\n")
    return [line.strip() for line in diagnostics.splitlines() if "is offline by its settings" in line]


def remembered(stack: EngineStack) -> dict[str, Any]:
    """The inputs and outputs of east's peers in the state, secrets in clear."""
    exported = json.loads(stack.must("stack", "export", "--show-secrets").output)
    stack.printed.pop()
    peers = {item["urn"].split("::")[-1]: item for item in exported["deployment"]["resources"]}
    return {name: (peers[name]["inputs"], peers[name]["outputs"]) for name in ("offer", "spare")}


def test_a_stack_lives_on_without_the_cluster_and_gets_its_changes_once_it_is_back(
    stack: EngineStack, world: World
) -> None:
    before = remembered(stack)
    quiet = stack.must("up", *NOW, "--refresh", "--run-program", "--expect-no-changes").output
    assert said(quiet) == [messages.not_read_offline("east", *SETTINGS)]
    assert remembered(stack) == before
    secrets = {f"passphrase {number}": each for number, each in enumerate(sorted(stack.passphrases))}
    assert secrets
    assert leaks(secrets, places_of(stack, world)) == []

    stack.program(PROGRAM.format(more=', peer_applications=["snapmirror"]'))
    changed = stack.run("up", *NOW)
    assert changed.errors() == [f"error: {messages.cluster_offline('east', *SETTINGS)}"]
    assert not any(call.startswith("east") for call in world.sent())
    stack.must("config", "rm", "--path", SETTINGS[0])
    stack.environment = world.environment
    stack.up("--refresh")
    peers = [peer for alias in ("east", "west") for peer in world.peers(alias) if "remote" in peer]
    assert [peer["peer_applications"] for peer in peers] == [["snapmirror"]] * 2
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_a_destroy_deletes_the_other_sides_and_each_way_out_that_it_names_works(
    stack: EngineStack, world: World
) -> None:
    left = stack.run("destroy", *NOW, "--continue-on-error", "--run-program", "--refresh=false")
    names = {name: peer["outputs"]["name"] for name, peer in stack.resources().items()}
    assert set(names) == {"offer", "spare"}
    expected = sorted(f"error: {messages.not_deleted_offline('east', name, *SETTINGS)}" for name in names.values())
    assert sorted(left.errors()) == expected
    assert not any(call.startswith("east") for call in world.sent())
    stack.must("state", "delete", "--yes", stack.urn("spare"))
    stack.environment = {**world.environment, "ONTAP_EAST_OFFLINE": "false"}
    stack.must("destroy", *NOW)
    assert stack.resources() == {}
    assert [peer["name"] for peer in world.peers("east")] == [names["spare"]]
