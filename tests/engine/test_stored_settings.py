"""A refresh and a deletion get the settings of the last `up`; each way out that the error names works."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import World, running_world

CLUSTERS = ("east", "west", "south", "north")
ALWAYS_REFRESH = "name: peering\nruntime: python\noptions:\n  refresh: always\n"
NOW = ("--yes", "--skip-preview")
RUN_PROGRAM, NO_REFRESH = "--run-program", "--refresh=false"


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=CLUSTERS) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    (made.folder / "Pulumi.yaml").write_text(ALWAYS_REFRESH)
    return made


def declare(stack: EngineStack, *clusters: str) -> None:
    stack.program("".join(f'ontap.ClusterPeer("{each}", cluster="{each}")\n' for each in clusters))


def saved(stack: EngineStack) -> Path:
    """A copy of the stack's state, with the settings of its last `up`."""
    copy = stack.folder / "stale.json"
    copy.write_text(stack.must("stack", "export").output)
    return copy


def restore(stack: EngineStack, copy: Path) -> None:
    stack.must("stack", "import", "--file", str(copy))


def said_of_settings(lines: list[str]) -> list[str]:
    return sorted(line[line.index(". Without") :] for line in lines)


def remedies(*clusters: str, is_deletion: bool = False) -> list[str]:
    """What the lines say about the settings, whatever is wrong with them."""
    return [
        messages.settings_of_last_up("", f"ONTAP_{each}_<SETTING>".upper(), is_deletion=is_deletion)
        for each in clusters
    ]


def test_after_any_change_of_the_settings_each_way_out_that_a_refresh_names_works(
    stack: EngineStack, world: World
) -> None:
    """East is removed and set again, west's CA file and south's address are moved, north's password is rotated."""
    declare(stack, *CLUSTERS)
    stack.up()
    config = stack.folder / "Pulumi.test.yaml"
    right = config.read_text()
    old = stack.folder / "old.pem"
    shutil.copy(world.clusters["west"]["ca_file"], old)
    change = ("config", "set", "--path")
    stack.must(*change, "ontap:clusters.west.ca_file", str(old))
    stack.must(*change, "ontap:clusters.south.host", "127.0.0.1:1")
    stack.must(*change, "--secret", "ontap:clusters.north.password", typed="the-old-one")
    stack.must("config", "rm", "--path", "ontap:clusters.east")
    assert stack.run("up", *NOW, NO_REFRESH).exit_code != 0
    config.write_text(right)
    old.unlink()

    stale = saved(stack)
    lines = stack.run("up", *NOW).errors()
    assert said_of_settings(lines) == remedies(*sorted(CLUSTERS))
    stack.must("preview", RUN_PROGRAM, "--expect-no-changes")
    stack.environment.update(world.environment)
    stack.must("preview", "--expect-no-changes")
    stack.environment.clear()
    stack.must("refresh", *NOW, RUN_PROGRAM)
    stack.must("preview", "--expect-no-changes")
    restore(stack, stale)
    stack.up(NO_REFRESH)
    stack.must("preview", "--expect-no-changes")


def test_each_way_out_that_a_deletion_names_works(stack: EngineStack, world: World) -> None:
    """The clusters' passwords were rotated after the last `up`."""
    declare(stack, "east", "west")
    stack.up()
    config = stack.folder / "Pulumi.test.yaml"
    right = config.read_text()
    for cluster in ("east", "west"):
        stack.must("config", "set", "--secret", "--path", f"ontap:clusters.{cluster}.password", typed="the-old-one")
    stack.up(NO_REFRESH)
    config.write_text(right)
    stale = saved(stack)

    lines = stack.run("destroy", *NOW, NO_REFRESH).errors()
    assert said_of_settings(lines) == remedies("east", "west", is_deletion=True)
    declare(stack, "west")
    stack.up(RUN_PROGRAM)
    assert (len(world.peers("east")), len(world.peers("west"))) == (0, 1)
    restore(stack, stale)
    stack.must("destroy", *NOW, RUN_PROGRAM, NO_REFRESH)
    assert world.peers("west") == []
    restore(stack, stale)
    declare(stack)
    assert stack.run("up", *NOW, RUN_PROGRAM).exit_code != 0
    stack.environment.update(world.environment)
    stack.up()
    assert stack.resources() == {}


def test_after_a_run_at_another_cluster_the_right_settings_are_used_again(stack: EngineStack, world: World) -> None:
    declare(stack, "east")
    stack.up()
    right, elsewhere = world.clusters["east"], world.clusters["west"]
    stack.configure({"east": elsewhere})
    stack.up(NO_REFRESH)
    stack.configure({"east": right})
    (line,) = stack.run("up", *NOW).errors()
    assert "Nothing was changed" in line
    assert said_of_settings([line]) == remedies("east")
    stack.up(RUN_PROGRAM)
    stack.must("preview", "--expect-no-changes")
    assert (len(world.peers("east")), len(world.peers("west"))) == (1, 0)
