"""Existing peers are imported into a stack, on the real engine, without any change to them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import PEERS, World, running_world

SECRET = "only the administrators know this"
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def world() -> Iterator[World]:
    with running_world(clusters=("east", "west", "south", "north")) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    """An empty program, and clusters that somebody has peered by hand."""
    for alias, other in (("east", "west"), ("west", "east")):
        body = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": SECRET}}
        world.call(alias, "POST", body=body)
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    made.program("")
    return made


@pytest.fixture
def command(stack: EngineStack) -> Command:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "ontap_peering.cli", "import", *arguments]
        return subprocess.run(
            program, cwd=stack.folder, env=stack.variables(), capture_output=True, text=True, timeout=60, check=False
        )

    return run


def test_peers_are_imported_and_the_next_preview_is_quiet(stack: EngineStack, command: Command, world: World) -> None:
    before = [world.peers(alias) for alias in ("east", "west")]
    written = command("--cluster", "east")
    assert (written.returncode, written.stderr) == (0, "")
    assert "east: wrote 1 peer to import.json and peers.py" in written.stdout
    world.forget_journal()
    stack.must("import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview")
    (stack.folder / "__main__.py").write_text((stack.folder / "peers.py").read_text())
    stack.must("preview", "--expect-no-changes")
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.up("--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert [world.peers(alias) for alias in ("east", "west")] == before
    (imported,) = stack.resources().values()
    assert imported["outputs"]["uuid"] == world.endpoints["west"]["uuid"]
    assert "only the administrators" not in "\n".join([*stack.printed, written.stdout])


def unprotected(program: str) -> str:
    """The program after the step of its own that takes the protection off."""
    return program.replace("protect=True", "protect=False")


IMPORT = ("import", "--generate-code=false", "--yes", "--skip-preview", "--file")


def test_peers_in_any_state_are_imported_from_both_clusters_and_stay_as_they_are(
    stack: EngineStack, command: Command, world: World
) -> None:
    """West's south proposes no encryption, east's revoked its side; north does not know of east."""
    for alias, other, body in (
        ("east", "south", {}),
        ("south", "east", {}),
        ("west", "south", {}),
        ("south", "west", {"encryption": {"proposed": "none"}}),
        ("east", "north", {}),
    ):
        remote = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": SECRET}}
        world.call(alias, "POST", body={**remote, **body})
    revoked = {"authentication": {"in_use": "revoked"}}
    world.call("south", "PATCH", f"{PEERS}/{world.east.uuid}", body=revoked)
    before = [world.peers(alias) for alias in ("east", "west", "south")]
    said = []
    for alias in ("east", "west"):
        files = ("--file", f"{alias}.json", "--program", f"{alias}.py")
        done = command("--cluster", alias, *files)
        assert done.returncode == 0, done.stderr
        said += done.stderr.splitlines()
        stack.must(*IMPORT, f"{alias}.json")
    assert said == [messages.encryption_not_declared("west", "south")]
    stack.program("".join((stack.folder / f"{alias}.py").read_text() for alias in ("east", "west")))
    world.forget_journal()
    preview = stack.must("preview", "--expect-no-changes")
    assert messages.passphrase_repair("ask", "rejected") in preview.output
    stack.up("--refresh", "--expect-no-changes")
    assert sorted(stack.resources()) == ["east-north", "east-south", "east-west", "west-east", "west-south"]
    assert {each.partition(" ")[2] for each in world.sent()} == {"GET"}
    assert [world.peers(alias) for alias in ("east", "west", "south")] == before


def test_both_sides_of_a_relationship_are_imported_as_one_and_the_others_one_by_one(
    stack: EngineStack, command: Command, world: World
) -> None:
    """South accepted with one address of west's; east's peer to north is alone, and one to south is not agreed."""
    for alias, addresses in (
        ("south", world.addresses("west")[:1]),
        ("west", world.addresses("south")),
        ("east", world.addresses("north")),
        ("east", world.addresses("south")),
        ("south", world.addresses("east")),
    ):
        body = {"remote": {"ip_addresses": addresses}, "authentication": {"passphrase": SECRET}}
        world.call(alias, "POST", body=body)
    revoked = {"authentication": {"in_use": "revoked"}}
    world.call("south", "PATCH", f"{PEERS}/{world.east.uuid}", body=revoked)
    before = [world.peers(alias) for alias in world.endpoints]
    written = command("--cluster", "east", "--cluster", "west", "--cluster", "south")
    assert written.returncode == 0, written.stderr
    assert written.stderr.splitlines() == [messages.peering_not_agreed(["east", "south"], ["east", "south"])]
    assert "east, south, west: wrote 2 peerings and 1 peer to import.json and peers.py" in written.stdout
    world.forget_journal()
    stack.must(*IMPORT, "import.json")
    (stack.folder / "__main__.py").write_text((stack.folder / "peers.py").read_text())
    stack.must("preview", "--expect-no-changes")
    stack.up("--refresh", "--expect-no-changes")
    assert sorted(stack.resources()) == ["east--west", "east-north", "south--west"]
    assert world.sent("POST", "PATCH", "DELETE") == []
    assert [world.peers(alias) for alias in world.endpoints] == before
    again = command("--cluster", "east", "--cluster", "west", "--file", "2.json", "--program", "2.py")
    assert again.stderr == messages.managed_already(4) + "\n"


def test_a_peer_that_the_stack_manages_already_is_not_imported_again(stack: EngineStack, command: Command) -> None:
    stack.program('ontap.ClusterPeer("mine", cluster="east", name="west", adopt="existing")')
    stack.up()
    done = command("--cluster", "east")
    assert done.returncode == 0
    assert done.stderr == messages.managed_already(1) + "\n"
    assert done.stdout == messages.nothing_to_import(["east"]) + "\n"
    named = command("--cluster", "east", "--name", "west")
    assert named.returncode == 1
    assert named.stderr == messages.already_managed("east", "west", "mine") + "\n"


def test_an_imported_peer_is_managed_like_any_other(stack: EngineStack, command: Command, world: World) -> None:
    assert command("--cluster", "east", "--name", "west").returncode == 0
    stack.must("import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview")
    program = (stack.folder / "peers.py").read_text()
    renamed = program.replace('name="west"', 'name="partner"')
    (stack.folder / "__main__.py").write_text(renamed)
    stack.up()
    (peer,) = world.peers("east")
    assert (peer["name"], peer["authentication"]["state"]) == ("partner", "ok")
    assert "it is protected" in stack.run("destroy", "--yes", "--skip-preview").output
    (stack.folder / "__main__.py").write_text(unprotected(renamed))
    stack.up()
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == []


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--cluster", "east", "--name", "nobody"), "ontap-peering: east: there is no peer 'nobody'; there are: west"),
        (
            ("--cluster", "mars"),
            "ontap-peering: mars: no such cluster is configured (known: east, north, south, west)",
        ),
        (("--cluster", "east", "--file", "Pulumi.yaml"), "ontap-peering: Pulumi.yaml: already exists"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(
    stack: EngineStack, command: Command, arguments: tuple[str, ...], line: str
) -> None:
    done = command(*arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(line)
    assert len(done.stderr.splitlines()) == 1
    assert not (stack.folder / "peers.py").exists()


def test_a_peer_that_no_program_can_declare_is_skipped_and_the_others_are_imported(
    stack: EngineStack, command: Command, world: World
) -> None:
    world.call("east", "POST", body={"name": "open-offer"})
    body = {
        "name": "odd",
        "remote": {"ip_addresses": world.addresses("south")},
        "authentication": {"passphrase": SECRET},
    }
    world.call("east", "POST", body=body)
    world.rename_peer("east", "odd", "1st")
    written = command("--cluster", "east")
    assert written.returncode == 0
    line, of_offer = sorted(written.stderr.splitlines())
    assert of_offer == messages.offer_not_importable("east", "open-offer")
    assert line.startswith("east: skipped '1st': a program cannot declare it: name: must follow ONTAP's rules")
    assert "east: wrote 1 peer to import.json and peers.py" in written.stdout
    assert 'name="west"' in (stack.folder / "peers.py").read_text()
    stack.must("import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview")
    assert list(stack.resources()) == ["east-west"]


@pytest.mark.parametrize(
    ("name", "reason"), [("1st", "a program cannot declare it"), ("open-offer", "no cluster has accepted")]
)
def test_a_peer_that_is_named_and_cannot_be_imported_is_one_line_and_writes_nothing(
    stack: EngineStack, command: Command, world: World, name: str, reason: str
) -> None:
    world.call("east", "POST", body={"name": "open-offer"})
    world.rename_peer("east", "west", "1st")
    done = command("--cluster", "east", "--name", name)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"east: skipped {name!r}:")
    assert reason in line
    assert done.stdout == "east: there is no peer to import; nothing was written\n"
    assert not (stack.folder / "import.json").exists()
