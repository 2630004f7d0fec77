"""What a user sees of a mistake on the real engine: one clean line for each, nothing secret, nothing sent."""

from pathlib import Path

import pytest

from support.engine import EngineStack
from support.world import World

MISTAKES = [
    ('cluster="mars"', ["mars: no such cluster is configured"]),
    ('cluster="east", passphrase="only-a-secret", expiry_time="P8D"', ["needs remote.ip_addresses", "at most P7D"]),
    ('cluster="east", encryption={"proposed": "aes"}', ["'none' or 'tls_psk'"]),
    ('cluster="east", remote={"ip_addresses": ["10.2.0.11", "fd00::1"]}', ["mixes IPv4 and IPv6"]),
    ('cluster="east", expiry_time="2020-01-01T00:00:00Z"', ["is in the past"]),
]
"""The arguments of a resource, and what each line says. The engine ends a preview at the first resource that fails."""


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


def test_every_mistake_in_the_inputs_is_one_line_in_the_preview(stack: EngineStack, world: World) -> None:
    for arguments, mentions in MISTAKES:
        stack.program(f'ontap.ClusterPeer("bad", {arguments})')
        preview = stack.run("preview")
        assert preview.exit_code != 0
        for line, mention in zip(preview.errors(), mentions, strict=True):
            assert mention in line
        assert "Traceback" not in preview.output
        assert "only-a-secret" not in preview.output
    assert world.sent() == []


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
