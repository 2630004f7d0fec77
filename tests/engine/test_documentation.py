"""Every engine command in the documents is typed, as it is written, on the real engine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from support import ROOT
from support.engine import CHANGES_EXIT_CODE, EngineStack
from support.reading import NO_QUESTIONS, README, TYPED_ELSEWHERE, Reader, documents, engine_commands, pieces_of_code
from support.world import PEERS, World, running_world

SECRET = "only the two administrators know this"


def configure(reader: Reader, world: World) -> None:
    """README's section `On real clusters`, up to the program."""
    for alias, settings in world.clusters.items():
        own = {
            "clusters.east": f"clusters.{alias}",
            "east.example.com": settings["host"],
            "admin": settings["username"],
            "/etc/ssl/east-ca.pem": settings["ca_file"],
        }
        reader.types("pulumi config set --path ontap:clusters.east.host east.example.com", own)
        reader.types("pulumi config set --path ontap:clusters.east.username admin", own)
        reader.types("pulumi config set --path ontap:clusters.east.password --secret", own, answer=settings["password"])
        reader.types("pulumi config set --path ontap:clusters.east.ca_file /etc/ssl/east-ca.pem", own)
    reader.types("pulumi config set --path ontap:defaults.username admin")
    reader.types("pulumi config set --path ontap:defaults.password --secret", answer=settings["password"])


def peer_both_clusters(reader: Reader, world: World) -> None:
    """README's section `On real clusters`, from the program to the drift job; then what the documents warn of."""
    code = list(pieces_of_code(README.read_text(encoding="utf-8")))
    both, program = (text for kind, text in code if kind == "python")
    (reader.folder / "__main__.py").write_text(both)
    assert 'sync: "in_sync"' in reader.types("pulumi up")
    reader.types("pulumi destroy")
    (reader.folder / "__main__.py").write_text(program)
    (option,) = (text for kind, text in code if kind == "inline" and text.startswith("options:"))
    with (reader.folder / "Pulumi.yaml").open("a") as project:
        project.write(f"{option}\n")
    assert 'status: "available"' in reader.types("pulumi up")
    assert "3 unchanged" in reader.types("pulumi up")
    assert "3 unchanged" in reader.types("pulumi up --refresh=false")
    reader.types("pulumi preview --refresh --expect-no-changes")
    warn(reader, world)
    world.call("east", "DELETE", f"{PEERS}/{world.endpoints['west']['uuid']}")
    reader.types("pulumi preview --refresh --expect-no-changes", exit_code=CHANGES_EXIT_CODE)
    reader.types("pulumi destroy")
    assert world.peers("east") == world.peers("west") == []


def warn(reader: Reader, world: World) -> None:
    """Of SECURITY.md and the decisions: what shows secrets, what removes them, what does not work."""
    password = world.endpoints["east"]["password"]
    reader.types("pulumi config set --secret --path ontap:clusters.east.password", answer=password)
    shows_the_password = password in reader.types("pulumi config --show-secrets")
    assert shows_the_password
    exported = json.loads(reader.types("pulumi stack export --show-secrets"))
    (offer,) = (each for each in exported["deployment"]["resources"] if each["urn"].endswith("::offer"))
    shows_the_passphrase = bool(json.loads(offer["outputs"]["passphrase"]["plaintext"]))
    assert shows_the_passphrase
    own = {"TYPE": "pulumi-python:dynamic/ontap:ClusterPeer", "NAME": "other", "ID": "east/other"}
    assert "error: Preview failed: Exception calling application: '__provider'" in reader.types(
        "pulumi import TYPE NAME ID", own, exit_code=1
    )
    logs = Path(reader.variables["PULUMI_HOME"]) / "logs"
    before = set(logs.iterdir())
    reader.types("pulumi logs remove --all")
    assert before
    assert before.isdisjoint(logs.iterdir())


def take_over_what_exists(reader: Reader, world: World) -> None:
    """README's section `Import existing peers`."""
    for alias, other in (("east", "west"), ("west", "east")):
        body = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": SECRET}}
        world.call(alias, "POST", body=body)
    program = reader.folder / "peers.py"
    for command, wrote in (
        ("ontap-peering import --cluster east --name west", "wrote 1 peer to"),
        ("ontap-peering import --cluster east", "wrote 1 peer to"),
        ("ontap-peering import --all-clusters --fleet fleet.yaml", "wrote 1 peering to"),
    ):
        for file in ("import.json", "peers.py"):
            (reader.folder / file).unlink(missing_ok=True)
        assert wrote in reader.types(command)
    world.forget_journal()
    reader.types("pulumi import --file import.json --generate-code=false")
    (reader.folder / "__main__.py").write_text(program.read_text())
    reader.types("pulumi preview --expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []


def go_on_by_hand(folder: Path, world: World) -> set[str]:
    """README's section `Try it`, after the demo, in a copy of this clone; what was typed."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (folder / "tools" / "setup.py").write_text("")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / ".demo").mkdir()
    (folder / ".demo" / "endpoints.json").write_text(json.dumps(world.simulator.endpoints_document()))
    line = 'eval "$(make -s env)"'
    assert line in README.read_text(encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "ONTAP_"))}
    done = subprocess.run(  # noqa: S602 - a shell is what the line is for
        f"{line} && python -c 'import json, os; print(json.dumps(dict(os.environ)))'",
        shell=True,
        cwd=folder,
        env=kept,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    reader = Reader(folder, {**json.loads(done.stdout), **NO_QUESTIONS}, documents())
    reader.types("pulumi stack select --create demo")
    assert "2 created" in reader.types("pulumi up")
    reader.types("pulumi config set offer true")
    assert "2 created" in reader.types("pulumi up")
    reader.types("pulumi up")
    assert "4 unchanged" in reader.types("pulumi preview")
    reader.types("pulumi refresh")
    assert "available" in reader.types("pulumi stack output --show-secrets")
    reader.types("pulumi destroy")
    assert [world.peers(alias) for alias in world.endpoints] == [[], [], []]
    return reader.typed


def commands_to_go_on_by_hand() -> set[str]:
    """Those of README's section `Try it`."""
    _, _, rest = README.read_text(encoding="utf-8").partition("\n## Try it\n")
    return set(engine_commands(rest.partition("\n## ")[0]))


def test_every_engine_command_in_the_documents_works_as_written(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", NO_QUESTIONS)
    reader = Reader(stack.folder, stack.variables(), documents())
    configure(reader, world)
    peer_both_clusters(reader, world)
    take_over_what_exists(reader, world)
    assert reader.untyped().keys() <= commands_to_go_on_by_hand()


def test_the_demo_can_be_continued_by_hand_in_a_clone_whose_environment_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    with running_world(clusters=("east", "west", "dr")) as world:
        typed = go_on_by_hand(folder, world)
    assert typed == commands_to_go_on_by_hand()


def test_what_another_test_types_is_a_document_and_a_test() -> None:
    for place in (*TYPED_ELSEWHERE, *TYPED_ELSEWHERE.values()):
        assert (ROOT / place).is_file()


def test_commands_are_found_in_every_kind_of_code() -> None:
    text = """
- In a list, `pulumi config set
  --path a.b c` is wrapped; `pulumi` and `pulumi.export` are no commands.

| `pulumi up` | in a table |

    VARIABLE=1 pulumi preview  # then pulumi refresh

```
import pulumi
cd there && ontap-peering import --name x \\
    --all; pulumi destroy
```
"""
    assert engine_commands(text) == [
        "pulumi config set --path a.b c",
        "pulumi up",
        "pulumi preview",
        "pulumi refresh",
        "ontap-peering import --name x --all",
        "pulumi destroy",
    ]
