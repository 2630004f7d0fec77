"""A program with a dynamic provider of its own beside ours, on the real engine."""

import signal
from pathlib import Path

from support.engine import EngineStack
from support.world import World

PROGRAM = """
import pathlib, time
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Slow(ResourceProvider):
    def create(self, props):
        pathlib.Path("begun").touch()
        time.sleep(6)
        pathlib.Path("ended").touch()
        return CreateResult("slow", {})

class SlowResource(Resource):
    def __init__(self, name, opts):
        super().__init__(Slow(), name, {}, opts)

offer = ontap.ClusterPeer("offer", cluster="east")
SlowResource("slow", pulumi.ResourceOptions(depends_on=[offer]))
"""


def test_one_ctrl_c_lets_the_create_of_a_neighbour_end_and_the_state_has_what_it_created(
    world: World, tmp_path: Path
) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(PROGRAM)
    begun, ended = stack.folder / "begun", stack.folder / "ended"
    run = stack.ended("up", "--yes", "--skip-preview", when=begun.exists, by=signal.SIGINT)
    assert run.exit_code > 0
    assert ended.exists()
    assert "::slow" in stack.must("stack", "export").output
    assert len(stack.resources()) == 1
