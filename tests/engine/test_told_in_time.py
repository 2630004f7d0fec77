"""What is the matter with a peer, or will be, is told in a preview; no live peer goes before its successor can come."""

from pathlib import Path

import pytest

from ontap_peering import messages
from ontap_simulator.domain.spec import IPspaceSpec
from support.engine import EngineStack, Run
from support.world import PEERS, World, running_world

PAIR = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H"{more})
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={{"ip_addresses": [offer.ip_address]}}, passphrase=offer.passphrase
)
"""


@pytest.fixture
def stack(lab_world: World, tmp_path: Path) -> EngineStack:
    stack = EngineStack(tmp_path / "project", lab_world.environment)
    stack.program(PAIR.format(more=""))
    stack.up()
    stack.up("--refresh")
    lab_world.forget_journal()
    return stack


def told(run: Run, line: str) -> int:
    """How often the diagnostics have the line."""
    return run.output.partition("\nDiagnostics:\n")[2].count(line)


def test_what_ails_a_peer_is_one_line_at_each_look_and_no_drift(stack: EngineStack, lab_world: World) -> None:
    lab_world.steer("/links", {"from": "east", "to": "west", "state": "down", "both_ways": True})
    for look in (("preview", "--refresh"), ("preview", "--refresh"), ("refresh", "--preview-only")):
        seen = stack.must(*look, "--expect-no-changes")
        for remote in ("east", "west"):
            assert told(seen, f"cluster '{remote}' is unavailable since") == 1
    stack.up("--refresh", "--expect-no-changes")
    assert told(stack.must("preview", "--expect-no-changes"), "is unavailable since") == 2
    assert lab_world.sent("POST", "PATCH", "DELETE") == []
    lab_world.steer("/links", {"from": "west", "to": "east", "state": "up", "both_ways": False})
    assert told(stack.must("preview", "--refresh", "--expect-no-changes"), "is only partly reachable since") == 2
    lab_world.steer("/links", {"from": "east", "to": "west", "state": "up", "both_ways": True})
    body = {"authentication": {"passphrase": "rotated-by-hand", "in_use": "ok"}}
    lab_world.call("east", "PATCH", f"{PEERS}/{lab_world.endpoints['west']['uuid']}", body)
    seen = stack.must("preview", "--refresh", "--expect-no-changes")
    assert told(seen, "cluster 'west' has not taken the new passphrase yet, which lapses at ") == 1


def test_a_revoked_side_is_told_where_it_was_revoked(stack: EngineStack, lab_world: World) -> None:
    west = lab_world.endpoints["west"]["uuid"]
    lab_world.call("east", "PATCH", f"{PEERS}/{west}", {"authentication": {"in_use": "revoked"}})
    lab_world.forget_journal()
    seen = stack.run("preview", "--refresh")
    assert f"offer (peer 'offer-ffa397c' on east): {messages.revoked_here()}" in seen.output


def test_a_side_that_waits_for_the_other_is_told_at_each_refresh(lab_world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", lab_world.environment)
    stack.program(
        'ontap.ClusterPeer("one", cluster="east", remote={"ip_addresses": ["10.2.0.11"]}, passphrase="x" * 9)'
    )
    stack.up()
    seen = stack.must("preview", "--refresh", "--expect-no-changes")
    assert told(seen, "cluster 'west' has not accepted yet: it needs a peer to this cluster") == 1


def test_an_offer_that_nobody_can_reach_is_told_and_blames_nobody_else(tmp_path: Path) -> None:
    with running_world(ipspaces=(IPspaceSpec("bare", interfaces=()),)) as world:
        stack = EngineStack(tmp_path / "project", world.environment)
        offer = 'offer = ontap.ClusterPeer("offer", cluster="east", ipspace={"name": "bare"})\n'
        stack.program(offer)
        stack.up()
        assert told(stack.must("preview"), messages.offer_without_address("bare")) == 1
        stack.program(
            offer + 'ontap.ClusterPeer("accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, '
            "passphrase=offer.passphrase)\n"
        )
        seen = stack.run("up", "--yes", "--skip-preview")
        assert f"remote.ip_addresses.0: {messages.no_address()}" in seen.output
        assert (len(world.peers("east")), world.peers("west")) == (1, [])


def test_a_live_peer_is_not_deleted_for_one_that_cannot_be_created(stack: EngineStack, lab_world: World) -> None:
    stack.program(PAIR.format(more=', ipspace={"name": "missing"}'))
    assert messages.replication_interrupted("east", "west") in stack.must("preview").output
    seen = stack.run("up", "--yes", "--skip-preview")
    missing = messages.no_such_ipspace("east", "missing", ["Default", "lab"])
    assert seen.errors() == [f"error: {messages.nothing_deleted('east', 'offer-ffa397c', missing)}"]
    assert [peer["status"]["state"] for peer in lab_world.peers("east")] == ["available"]
    stack.program(PAIR.format(more=""))
    stack.up("--refresh", "--expect-no-changes")
    assert lab_world.sent("POST", "PATCH", "DELETE") == []


def test_a_live_peer_moves_once_its_successor_can_be_created(stack: EngineStack, lab_world: World) -> None:
    stack.program(PAIR.format(more=', ipspace={"name": "lab"}'))
    stack.up()
    (peer,) = lab_world.peers("east")
    assert peer["ipspace"]["name"] == "lab"


def test_a_removed_resource_is_deleted_without_questions(stack: EngineStack, lab_world: World) -> None:
    stack.program("")
    stack.up("--refresh")
    assert lab_world.peers("east") == lab_world.peers("west") == []
