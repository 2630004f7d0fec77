"""A gateway in the place of a cluster, on the real engine: nothing counts as done, and nothing of the state is lost."""

from pathlib import Path
from typing import Any

from support.engine import EngineStack
from support.siege import besieged
from support.world import World

PROGRAM = 'ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")'


def known(stack: EngineStack) -> dict[str, list[Any]]:
    """What the state has of each peer that is not encrypted, which looks different each time."""
    return {
        name: [had["outputs"][each] for each in ("uuid", "name", "status", "authentication", "ip_address")]
        for name, had in stack.resources().items()
    }


def test_a_gateway_neither_ends_a_resource_nor_empties_it(world: World, tmp_path: Path) -> None:
    with besieged(world) as siege:
        profile = siege.hostile.profile(world.clusters["east"])
        through = {f"ONTAP_EAST_{name}".upper(): value for name, value in profile.items()}
        stack = EngineStack(tmp_path / "project", {**world.environment, **through})
        stack.program(PROGRAM)
        stack.up()
        (peer,) = world.peers("east")
        before = known(stack)
        commands = (("refresh", "--yes"), ("destroy", "--yes"))
        for kind in ("302 without a body", "login page"):
            for command in commands:
                siege.script.calm()
                siege.script.answer(kind, times=100)
                refused = stack.run(*command)
                assert refused.exit_code != 0
                (line,) = set(refused.errors())
                assert "no answer of an ONTAP cluster" in line
                assert {each["uuid"] for each in world.peers("east")} == {peer["uuid"]}
                assert known(stack) == before
        siege.script.calm()
        for kind in ("302 without a body", "login page"):
            siege.script.answer(kind, "DELETE", times=100)
            refused = stack.run("destroy", "--yes")
            assert refused.exit_code != 0
            (line,) = set(refused.errors())
            assert "the peer is still there after 5 attempts (HTTP status " in line
            assert known(stack) == before
            siege.script.calm()
        stack.must("destroy", "--yes")
        assert world.peers("east") == []
        assert siege.elsewhere == []
