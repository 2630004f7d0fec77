"""A run that goes on after an error deletes nothing that is still needed."""

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
