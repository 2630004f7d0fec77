"""A fleet that somebody made by hand is taken over on the real engine, and nothing of it is touched."""

import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.fleet.fleet import fleet_of_text
from support.engine import EngineStack
from support.world import World, running_world

CLUSTERS = tuple(f"c{number:02}" for number in range(20))
PARTNER = "partner"
SECRET = "only the administrators know this"
IMPORT = ("import", "--generate-code=false", "--yes", "--skip-preview", "--file", "import.json")


def peer_by_hand(world: World, alias: str, other: str, **more: Any) -> None:
    remote = {"ip_addresses": world.addresses(other)}
    world.client(alias).post({"remote": remote, "authentication": {"passphrase": SECRET}, **more})


def stack_of(world: World, folder: Path, *clusters: str) -> EngineStack:
    """It knows these clusters from its environment."""
    prefixes = tuple(f"ONTAP_{alias.upper()}_" for alias in clusters)
    connected = {name: value for name, value in world.environment.items() if name.startswith(prefixes)}
    stack = EngineStack(folder, {**connected, "PULUMI_PARALLEL": "64", "PULUMI_SKIP_CHECKPOINTS": "true"})
    stack.program("")
    return stack


def take_over(stack: EngineStack, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ontap_peering.cli", "import", *arguments]
    done = subprocess.run(
        command, cwd=stack.folder, env=stack.variables(), capture_output=True, text=True, timeout=120, check=False
    )
    stack.printed += [done.stdout, done.stderr]
    return done


def use_program(stack: EngineStack) -> str:
    text = (stack.folder / "peers.py").read_text()
    (stack.folder / "__main__.py").write_text(text)
    return text


def test_twenty_clusters_and_their_relationships_are_taken_over_with_reads_only(tmp_path: Path) -> None:
    with running_world(clusters=(*CLUSTERS, PARTNER)) as world:
        for first, second in combinations(CLUSTERS, 2):
            peer_by_hand(world, first, second)
            peer_by_hand(world, second, first, name=f"to-{first}")
        peer_by_hand(world, "c00", PARTNER)
        peer_by_hand(world, PARTNER, "c00")
        world.client("c01").post({"name": "open-offer"})
        before = {alias: world.peers(alias) for alias in CLUSTERS}
        stack = stack_of(world, tmp_path / "project", *CLUSTERS)
        world.forget_journal()

        done = take_over(stack, "--all-clusters", "--fleet", "fleet.yaml")
        assert (done.returncode, done.stderr) == (0, messages.offer_not_importable("c01", "open-offer") + "\n")
        assert "20 clusters: wrote 190 peerings and 1 peer to import.json, peers.py and fleet.yaml" in done.stdout
        assert Counter(world.sent()) == {f"{alias} GET": 3 for alias in CLUSTERS}
        fleet = (stack.folder / "fleet.yaml").read_text()
        assert fleet.endswith("topology:\n  - mesh: [" + ", ".join(CLUSTERS) + "]\n")

        world.forget_journal()
        stack.must(*IMPORT)
        assert len(stack.resources()) == 191
        use_program(stack)
        stack.must("preview", "--expect-no-changes")
        stack.up("--expect-no-changes")
        assert world.sent() == []
        stack.up("--refresh", "--expect-no-changes")
        assert {each.partition(" ")[2] for each in world.sent()} == {"GET"}
        assert len(world.sent()) < 20 * 10
        assert {alias: world.peers(alias) for alias in CLUSTERS} == before

        again = take_over(stack, "--all-clusters", "--fleet", "new.yaml", "--file", "new.json", "--program", "new.py")
        assert again.stderr.splitlines() == [
            messages.managed_already(381),
            messages.offer_not_importable("c01", "open-offer"),
        ]
        assert not (stack.folder / "new.yaml").exists()
        assert SECRET not in "\n".join(stack.printed)


@pytest.fixture
def small(tmp_path: Path) -> Any:
    with running_world(clusters=("ams", "fra", "lon", "dr")) as world:
        for first, second in combinations(("ams", "fra", "lon"), 2):
            peer_by_hand(world, first, second)
            peer_by_hand(world, second, first)
        yield world, stack_of(world, tmp_path / "project", "ams", "fra", "lon", "dr")


def test_what_was_taken_over_is_protected_until_the_program_says_otherwise(small: tuple[World, EngineStack]) -> None:
    world, stack = small
    assert take_over(stack, "--all-clusters", "--fleet", "fleet.yaml").returncode == 0
    stack.must(*IMPORT)
    program = use_program(stack)
    stack.up("--expect-no-changes")
    removed = (stack.folder / "fleet.yaml").read_text().replace("[ams, fra, lon]", "[ams, fra]")
    (stack.folder / "fleet.yaml").write_text(removed)
    refused = stack.run("up", "--yes", "--skip-preview")
    assert refused.exit_code != 0
    assert "because it is protected" in refused.output
    assert world.sent("DELETE") == []
    (stack.folder / "__main__.py").write_text(program.replace("protect=True", "protect=False"))
    stack.must("state", "unprotect", "--all", "--yes")
    stack.up()
    assert sorted(world.sent("DELETE")) == ["ams DELETE", "fra DELETE", "lon DELETE", "lon DELETE"]
    assert list(stack.resources()) == ["ams--fra"]


def test_what_was_mended_after_the_takeover_joins_the_same_fleet(small: tuple[World, EngineStack]) -> None:
    """The second file can be added to the first: a relationship is the same resource in either mesh."""
    world, stack = small
    peer_by_hand(world, "ams", "dr")
    done = take_over(stack, "--all-clusters", "--fleet", "fleet.yaml")
    assert (done.returncode, done.stderr) == (0, messages.counterpart_missing("ams", "dr", "dr") + "\n")
    stack.must(*IMPORT)
    use_program(stack)
    stack.up("--expect-no-changes")
    peer_by_hand(world, "dr", "ams")
    for path in ("import.json", "peers.py", "fleet.yaml"):
        (stack.folder / path).rename(stack.folder / f"old-{path}")
    assert take_over(stack, "--all-clusters", "--fleet", "fleet.yaml").returncode == 0
    stack.must(*IMPORT)
    added = fleet_of_text((stack.folder / "fleet.yaml").read_text())
    assert list(added.relationships) == ["ams--dr"]
    whole = (stack.folder / "old-fleet.yaml").read_text() + "  - pairs: [[ams, dr]]\n"
    (stack.folder / "fleet.yaml").write_text(whole)
    stack.must("preview", "--expect-no-changes")
    world.forget_journal()
    stack.up("--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert sorted(stack.resources()) == ["ams--dr", "ams--fra", "ams--lon", "fra--lon"]


def test_a_cluster_that_cannot_be_read_is_skipped_with_what_may_lead_to_it(small: tuple[World, EngineStack]) -> None:
    """Dr has another password now, and ams a second alias."""
    world, stack = small
    peer_by_hand(world, "ams", "dr")
    peer_by_hand(world, "dr", "ams")
    again = {name.replace("_AMS_", "_AMS2_"): value for name, value in stack.environment.items() if "_AMS_" in name}
    stack.environment.update({**again, "ONTAP_DR_PASSWORD": "made-up-and-wrong"})
    done = take_over(stack, "--all-clusters", "--fleet", "fleet.yaml")
    assert done.returncode == ExitCode.NOT_SEEN
    refused, twin, uncertain = done.stderr.splitlines()
    assert refused.startswith("skipped a cluster: dr: ")
    assert twin == messages.same_cluster("ams2", "ams")
    assert uncertain == messages.other_sides_unread([("ams", "dr")])
    assert "ams, fra, lon: wrote 3 peerings to" in done.stdout

    files = ("--file", "sides.json", "--program", "sides.py")
    done = take_over(stack, "--cluster", "ams", "--cluster", "fra", "--cluster", "lon", "--sides", *files)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ams, fra, lon: wrote 7 peers to sides.json and sides.py" in done.stdout
    assert "made-up-and-wrong" not in "\n".join(stack.printed)
