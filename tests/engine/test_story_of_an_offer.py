"""The story of an offer on the real engine: offered, accepted, expired, renewed, deleted, destroyed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.engine import CHANGES_EXIT_CODE, EngineStack
from support.leaks import leaks, places_of, secrets_of
from support.world import INTERFACES, PEERS, World

PAIR = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, passphrase=offer.passphrase
)
pulumi.export("uuid", offer.uuid)
"""
OFFER = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
pulumi.export("uuid", offer.uuid)
"""


@pytest.fixture
def stack(world: World, tmp_path: Path) -> Iterator[EngineStack]:
    made = EngineStack(tmp_path / "project", world.environment)
    yield made
    made.remember_secrets()
    assert leaks(secrets_of(made, world), places_of(made, world)) == []


def test_the_acceptance_is_followed_without_replacement_and_the_next_run_is_quiet(
    stack: EngineStack, world: World
) -> None:
    stack.program(PAIR)
    stack.up()
    offered = stack.output("uuid")
    again = stack.up("--refresh")
    accepted = stack.output("uuid")
    assert accepted == world.endpoints["west"]["uuid"] != offered
    assert again.lines_with(f"{offered} -> {accepted}")
    assert again.lines_with("cluster 'west' accepted the offer")
    for word in ("deleted", "replaced", "created"):
        assert again.lines_with(word) == []
    assert stack.run("preview", "--expect-no-changes").exit_code == 0
    assert stack.run("preview", "--refresh", "--expect-no-changes").exit_code == 0
    assert stack.run("refresh", "--preview-only", "--expect-no-changes").exit_code == 0
    assert stack.up().lines_with("3 unchanged")
    assert all(state["id"].startswith(("east/", "west/")) for state in stack.resources().values())
    stack.remember_secrets()
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []


def test_a_second_run_changes_nothing(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    world.forget_journal()
    assert stack.up().lines_with("2 unchanged")
    assert world.sent() == []
    assert stack.run("refresh", "--preview-only", "--expect-no-changes").exit_code == 0
    assert [each["path"] for each in world.journal()] == ["/api/cluster", PEERS, INTERFACES]


def test_an_expired_offer_is_drift_in_a_preview_without_refresh(stack: EngineStack, world: World) -> None:
    world.set_clock(datetime.now(UTC) - timedelta(hours=3))
    stack.program(OFFER)
    stack.up()
    world.set_clock(datetime.now(UTC))
    stack.let_clocks_agree()
    preview = stack.run("preview", "--expect-no-changes")
    assert preview.exit_code == CHANGES_EXIT_CODE
    assert preview.lines_with("the offer expired at")
    assert stack.up().lines_with("1 updated")
    assert stack.run("preview", "--refresh", "--expect-no-changes").exit_code == 0
    assert len(world.peers("east")) == 1


def test_an_expired_offer_is_drift_in_a_preview_with_refresh(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    world.advance("PT2H")
    preview = stack.run("preview", "--refresh", "--expect-no-changes")
    assert preview.exit_code == CHANGES_EXIT_CODE
    assert preview.lines_with("is gone: it")
    assert stack.up("--refresh").lines_with("1 created")
    assert stack.run("preview", "--refresh", "--expect-no-changes").exit_code == 0


def test_a_refresh_removes_a_peer_that_somebody_deleted(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    world.call("east", "DELETE", f"/api/cluster/peers/{stack.output('uuid')}")
    looked = stack.run("refresh", "--preview-only", "--expect-no-changes")
    assert looked.exit_code == CHANGES_EXIT_CODE
    assert looked.lines_with("delete")
    stack.must("refresh", "--yes", "--skip-preview")
    assert stack.resources() == {}
    assert stack.up().lines_with("1 created")


def test_one_run_recreates_a_deleted_side_and_repairs_the_other(stack: EngineStack, world: World) -> None:
    stack.program(PAIR)
    stack.up()
    stack.up("--refresh")
    (accepted,) = world.peers("west")
    world.call("west", "DELETE", f"/api/cluster/peers/{accepted['uuid']}")
    repaired = stack.up("--refresh")
    assert repaired.lines_with("authentication is 'problem'")
    for alias in ("east", "west"):
        (peer,) = world.peers(alias)
        assert (peer["authentication"]["state"], peer["status"]["state"]) == ("ok", "available")
    assert stack.run("preview", "--refresh", "--expect-no-changes").exit_code == 0
