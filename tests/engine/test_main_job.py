"""The whole path on the real engine: offer, acceptance, drift, renewal, errors, secrecy, destroy."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.engine import CHANGES_EXIT_CODE, EngineStack
from support.world import World

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
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    yield made
    made.remember_secrets()
    found = leaks(made, world)
    assert found == []


def leaks(stack: EngineStack, world: World) -> list[str]:
    """Where a secret stands in clear: what was printed, every file the engine left, the simulator's journal."""
    secrets = [(name, end["password"]) for name, end in world.endpoints.items()]
    secrets += [("passphrase", passphrase) for passphrase in stack.passphrases]
    places = {"printed": "\n".join(stack.printed), "journal": world.journal_text()}
    for folder, _, names in os.walk(stack.folder):
        places.update({name: Path(folder, name).read_bytes().decode(errors="replace") for name in names})
    return [f"{name} in {place}" for place, text in places.items() for name, secret in secrets if secret in text]


def test_the_scan_for_secrets_finds_one_wherever_it_stands(world: World, tmp_path: Path) -> None:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    made.program(PAIR)
    made.up()
    assert (made.folder / "events.jsonl").read_text()
    made.remember_secrets()
    assert leaks(made, world) == []
    (passphrase,) = made.passphrases
    made.must("stack", "export", "--show-secrets")
    assert set(leaks(made, world)) >= {"passphrase in printed", "east in printed"}
    made.printed.clear()
    (made.folder / "home" / "planted").write_text(f"x{passphrase}x{world.clusters['west']['password']}x")
    assert sorted(leaks(made, world)) == ["passphrase in planted", "west in planted"]


def test_the_acceptance_is_followed_without_replacement_and_then_all_is_quiet(stack: EngineStack, world: World) -> None:
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


def test_an_offer_is_made_once_and_a_second_run_changes_nothing(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    world.forget_journal()
    assert stack.up().lines_with("2 unchanged")
    assert world.sent() == []
    assert stack.run("refresh", "--preview-only", "--expect-no-changes").exit_code == 0
    assert world.sent() == ["east GET"]


def test_an_expired_offer_is_drift_in_a_preview_without_refresh(stack: EngineStack, world: World) -> None:
    world.set_clock(datetime.now(UTC) - timedelta(hours=3))
    stack.program(OFFER)
    stack.up()
    world.set_clock(datetime.now(UTC))
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


def test_a_peer_that_somebody_deleted_is_gone_on_refresh(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    world.call("east", "DELETE", f"/api/cluster/peers/{stack.output('uuid')}")
    looked = stack.run("refresh", "--preview-only", "--expect-no-changes")
    assert looked.exit_code == CHANGES_EXIT_CODE
    assert looked.lines_with("delete")
    stack.must("refresh", "--yes", "--skip-preview")
    assert stack.resources() == {}
    assert stack.up().lines_with("1 created")


def test_a_side_that_somebody_deleted_is_made_again_and_both_are_mended_in_one_run(
    stack: EngineStack, world: World
) -> None:
    stack.program(PAIR)
    stack.up()
    stack.up("--refresh")
    (accepted,) = world.peers("west")
    world.call("west", "DELETE", f"/api/cluster/peers/{accepted['uuid']}")
    mended = stack.up("--refresh")
    assert mended.lines_with("authentication is 'problem'")
    for alias in ("east", "west"):
        (peer,) = world.peers(alias)
        assert (peer["authentication"]["state"], peer["status"]["state"]) == ("ok", "available")
    assert stack.run("preview", "--refresh", "--expect-no-changes").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "mentions"),
    [
        pytest.param('cluster="mars"', "mars: no such cluster is configured (known: east, west)", id="unknown cluster"),
        pytest.param('cluster="east", passphrase="only-a-secret"', "needs remote.ip_addresses", id="no address"),
        pytest.param('cluster="east", expiry_time="P8D"', "at most P7D", id="too long"),
        pytest.param('cluster="east", expiry_time="2020-01-01T00:00:00Z"', "is in the past", id="past"),
        pytest.param('cluster="east", encryption={"proposed": "aes"}', "'none' or 'tls_psk'", id="bad enum"),
        pytest.param(
            'cluster="east", remote={"ip_addresses": ["10.2.0.11", "fd00::1"]}', "mixes IPv4 and IPv6", id="families"
        ),
    ],
)
def test_bad_input_is_one_line_in_the_preview(stack: EngineStack, world: World, arguments: str, mentions: str) -> None:
    stack.program(f'ontap.ClusterPeer("bad", {arguments})')
    preview = stack.run("preview")
    assert preview.exit_code != 0
    (line,) = preview.errors()
    assert mentions in line
    assert "Traceback" not in preview.output
    assert "only-a-secret" not in preview.output
    assert world.sent() == []


def test_missing_credentials_are_one_line_in_the_preview(stack: EngineStack) -> None:
    stack.must("config", "rm", "--path", "ontap:clusters.east.password")
    stack.program(OFFER)
    preview = stack.run("preview")
    assert preview.exit_code != 0
    (line,) = preview.errors()
    assert "ontap:clusters.east" in line
    assert "ONTAP_EAST_PASSWORD" in line
    assert "Traceback" not in preview.output


def test_a_failed_create_shows_one_clean_line_and_leaves_no_peer(stack: EngineStack, world: World) -> None:
    world.call("east", "POST", body={"name": "taken"})
    stack.program('ontap.ClusterPeer("offer", cluster="east", name="taken")')
    failed = stack.run("up", "--yes", "--skip-preview")
    assert failed.exit_code != 0
    (line,) = failed.errors()
    assert "east: cannot create peer 'taken'" in line
    assert "Traceback" not in failed.output
    assert 'File "' not in failed.output
    assert stack.resources() == {}
    assert len(world.peers("east")) == 1


def test_destroy_works_with_a_password_that_was_rotated_since(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    password = world.clusters["east"]["password"]
    stack.must("config", "set", "--secret", "--path", "ontap:clusters.east.password", typed="the-old-one")
    stack.up()
    stack.environment["ONTAP_EAST_PASSWORD"] = password
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == []
