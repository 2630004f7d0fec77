"""A run that goes on after an error deletes nothing that is still needed."""

import json
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import World

GOES_ON = {"PULUMI_CONTINUE_ON_ERROR": "true"}
BOTH = 'ontap.ClusterPeering("{}", clusters=["east", "west"])\n'
EACH = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
ontap.ClusterPeer(
    "accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, passphrase=offer.passphrase
)
"""


@pytest.mark.parametrize(
    ("before", "kept"), [(BOTH.format("old"), ["old"]), (EACH, ["accept", "offer"])], ids=["one", "two"]
)
def test_a_peering_stays_if_what_is_declared_in_its_place_cannot_be_created(
    world: World, tmp_path: Path, before: str, kept: list[str]
) -> None:
    stack = EngineStack(tmp_path / "project", {**world.environment, **GOES_ON})
    stack.program(before)
    stack.up()
    live = [world.peers(alias) for alias in ("east", "west")]
    stack.program(BOTH.format("new"))
    failed = stack.run("up", "--yes", "--skip-preview")
    others = {line for line in failed.errors() if "is in the way" not in line}
    assert others, failed.output
    assert others <= {f"error: {messages.kept_until_other_exists(each, 'new')}" for each in kept}
    assert sorted(stack.resources()) == kept
    assert [[peer["uuid"] for peer in world.peers(alias)] for alias in ("east", "west")] == [
        [peer["uuid"] for peer in peers] for peers in live
    ]


@pytest.mark.parametrize(
    ("program", "change", "why"),
    [
        (
            BOTH.format("pair"),
            ('"west"]', '"west"], sides={"west": {"ipspace": {"name": "missing"}}}'),
            "there is no IPspace 'missing'",
        ),
        (BOTH.format("pair"), ('"west"]', '"dr"]'), "dr: cannot reach 127.0.0.1:1"),
        (EACH, ('"east"', '"east", ipspace={"name": "missing"}'), "there is no IPspace 'missing'"),
    ],
    ids=["ipspace of one side", "another cluster", "ipspace of an offer"],
)
def test_a_replacement_that_is_refused_ends_the_run_and_keeps_the_peering(
    world: World, tmp_path: Path, program: str, change: tuple[str, str], why: str
) -> None:
    away = {f"ONTAP_DR_{name}": word for name, word in (("HOST", "127.0.0.1:1"), ("USERNAME", "x"), ("PASSWORD", "y"))}
    stack = EngineStack(tmp_path / "project", {**world.environment, **away, **GOES_ON})
    stack.program(program)
    stack.up()
    stack.up("--refresh")
    before = {name: each["id"] for name, each in stack.resources().items()}
    stack.remember_secrets()
    assert bool(stack.passphrases) == (program == EACH)
    world.forget_journal()
    stack.program(program.replace(*change))
    for refresh in ("--refresh", "--refresh=false", "--refresh"):
        failed = stack.run("up", "--yes", "--skip-preview", refresh)
        assert failed.exit_code != 0
        (line,) = [line for line in failed.errors() if "was not deleted" in line]
        assert why in line
        after = stack.resources()
        assert {name: each["id"] for name, each in after.items()} == before
        assert not any(secret in json.dumps(after) for secret in stack.passphrases)
    stack.program(program)
    stack.up("--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert {peer["status"]["state"] for alias in ("east", "west") for peer in world.peers(alias)} == {"available"}
    assert not any(secret in printed for secret in stack.passphrases for printed in stack.printed)
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == world.peers("west") == []
