"""Clusters in stack config, set through the CLI as a user does, on the real engine."""

from pathlib import Path

import pytest

from support.engine import EngineStack
from support.leaks import leaks, places_of, secrets_of
from support.world import World

OFFER = 'ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")\n'


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    return made


def test_an_unknown_cluster_is_one_line_with_those_that_are_configured(stack: EngineStack) -> None:
    stack.program('ontap.ClusterPeer("bad", cluster="mars")')
    (line,) = stack.run("preview").errors()
    assert "mars: no such cluster is configured (known: east, west)" in line


def test_missing_credentials_are_one_line_in_the_preview(stack: EngineStack) -> None:
    stack.must("config", "rm", "--path", "ontap:clusters.east.password")
    stack.program(OFFER)
    preview = stack.run("preview")
    assert preview.exit_code != 0
    (line,) = preview.errors()
    assert "ontap:clusters.east" in line
    assert "ONTAP_EAST_PASSWORD" in line
    assert "Traceback" not in preview.output


def test_destroy_works_after_the_password_is_rotated(stack: EngineStack, world: World) -> None:
    stack.program(OFFER)
    stack.up()
    password = world.clusters["east"]["password"]
    stack.must("config", "set", "--secret", "--path", "ontap:clusters.east.password", typed="the-old-one")
    stack.up()
    stack.environment["ONTAP_EAST_PASSWORD"] = password
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == []
    assert leaks(secrets_of(stack, world), places_of(stack, world)) == []
