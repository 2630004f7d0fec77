#!/usr/bin/env python3
"""
The demo: simulated clusters and the real engine.

Two lines of program peer east and west. Then the story of an anonymous offer: east offers, dr accepts; the next `up`
follows east's new uuid; then nothing changes; a spare offer expires and is created again. Finally a mesh of five
clusters, one of which fails and recovers. Both stories destroy what they made. Prints each command it runs. Exits with
the code of a command that failed, or 0.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import requests
from environment import DEMO, ENDPOINTS_FILE, ROOT, STACK, settings
from rich.console import Console
from rich.table import Table
from simulated import simulator

CLUSTERS = "east,west,dr"
MESH_EXAMPLE = ROOT / "examples" / "mesh"
MESH = "ams,dr,fra,lon,par"
FAILING = "fra"
FLEET = """\
defaults: {{rotation: "{rotation}"}}
topology:
  - mesh: [{clusters}]
"""
UP = ("up", "--yes", "--skip-preview")
DESTROY = ("destroy", "--yes", "--skip-preview")
ERROR_EXIT_CODE = 1
INTERNAL_ERROR = "262145"
CHANGES_EXIT_CODE = 7
COLUMNS = ("cluster", "name", "uuid", "authentication", "status", "encryption", "expires")

UNKNOWN_TERMINAL_WIDTH = 132

console = Console(highlight=False, width=None if sys.stdout.isatty() else UNKNOWN_TERMINAL_WIDTH)


def tell(text: str) -> None:
    console.print(f"\n[bold]== {text}[/bold]", soft_wrap=True)


def pulumi(*arguments: str, expected: int = 0, folder: Path = ROOT) -> None:
    console.print(f"[cyan]$ pulumi {shlex.join(arguments)}[/cyan]", soft_wrap=True)
    done = subprocess.run(["pulumi", *arguments], cwd=folder, check=False)
    if done.returncode != expected:
        sys.exit(done.returncode or f"demo: expected exit code {expected}, got 0")


def advance_clock(control: str, duration: str) -> None:
    reply = requests.post(f"{control}/clock", json={"advance": duration}, timeout=10)
    reply.raise_for_status()
    console.print(f"the clusters' clock now shows {reply.json()['now']}")


def table() -> Table:
    answer = subprocess.run(["pulumi", "stack", "output", "--json"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    shown = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        shown.add_column(column, overflow="fold")
    outputs = json.loads(answer.stdout)
    console.print(f"east-west: {outputs.pop('sync')}\n")
    for peer in outputs.values():
        shown.add_row(*(str(peer.get(column) or "-") for column in COLUMNS))
    return shown


def story(control: str) -> None:
    pulumi("stack", "init", STACK)
    tell("two lines of program peer east and west: both sides, or neither; the passphrase is stored nowhere")
    pulumi(*UP)
    pulumi("preview", "--expect-no-changes")
    tell(
        "one resource for each side: east creates an anonymous offer; dr accepts it with the passphrase, a secret "
        "output of the offer"
    )
    pulumi("config", "set", "offer", "true")
    pulumi(*UP)
    tell("dr has accepted, so the uuid of east's peer has changed: the next run follows it")
    pulumi(*UP)
    tell("the clusters match the program")
    pulumi("preview", "--expect-no-changes")
    tell("east creates a spare offer, which no cluster accepts")
    pulumi("config", "set", "spare", "true")
    pulumi(*UP)
    tell("two hours pass on the clusters' clocks alone; the spare offer expires, ONTAP deletes it: drift for a CI job")
    advance_clock(control, "PT2H")
    pulumi("preview", "--expect-no-changes", expected=CHANGES_EXIT_CODE)
    console.print(f"(exit code {CHANGES_EXIT_CODE}: there are changes to make)")
    tell("one more run creates it again; then there are no changes")
    pulumi(*UP)
    pulumi("preview", "--expect-no-changes")
    console.print()
    console.print(table())
    tell("destroy everything")
    pulumi(*DESTROY)


def write_fleet(folder: Path, rotation: str) -> None:
    text = FLEET.format(rotation=rotation, clusters=MESH.replace(",", ", "))
    (folder / "fleet.yaml").write_text(text, encoding="utf-8")
    console.print(text, style="dim", markup=False, end="")


def story_of_a_mesh(control: str) -> None:
    tell("a mesh of five clusters: a file says who peers with whom, and each relationship is a resource of its own")
    with tempfile.TemporaryDirectory(prefix="demo-") as made:
        folder = Path(made)
        for name in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(MESH_EXAMPLE / name, folder)
        write_fleet(folder, "2026-11")
        pulumi("stack", "init", STACK, folder=folder)
        pulumi(*UP, folder=folder)
        tell(
            f"another word gives the fleet new passphrases; but {FAILING} answers every change with an internal error: "
            "its four relationships fail, the other six change"
        )
        failing = {
            "match": {"cluster": FAILING, "method": "PATCH"},
            "effect": {"kind": "error", "code": INTERNAL_ERROR},
            "when": {"times": None},
        }
        requests.post(f"{control}/faults", json=failing, timeout=10).raise_for_status()
        write_fleet(folder, "2026-12")
        pulumi(*UP, expected=ERROR_EXIT_CODE, folder=folder)
        tell(f"{FAILING} has recovered: the same command does the rest; then there are no changes")
        requests.delete(f"{control}/faults", timeout=10).raise_for_status()
        pulumi(*UP, folder=folder)
        pulumi("preview", "--expect-no-changes", folder=folder)
        tell("finally, destroy everything")
        pulumi(*DESTROY, "--remove", folder=folder)


def main() -> None:
    endpoints_file = DEMO / ENDPOINTS_FILE
    if endpoints_file.is_file():
        shown = endpoints_file.relative_to(ROOT)
        sys.exit(f"demo: {shown} exists: stop the running `make simulator` first, or delete the file")
    shutil.rmtree(DEMO / "state", ignore_errors=True)
    shutil.rmtree(DEMO / "pulumi-home", ignore_errors=True)
    (DEMO / f"Pulumi.{STACK}.yaml").unlink(missing_ok=True)
    DEMO.mkdir(exist_ok=True)
    for clusters, part in ((CLUSTERS, story), (MESH, story_of_a_mesh)):
        tell(f"starting the simulator with {clusters.count(',') + 1} clusters")
        with simulator(endpoints_file, "--clusters", clusters) as endpoints:
            os.environ.update({**settings(DEMO), "PULUMI_STACK": STACK})
            for alias, cluster in endpoints["clusters"].items():
                addresses = ", ".join(cluster["intercluster_addresses"])
                console.print(f"{alias}: {cluster['url']}, intercluster addresses {addresses}")
            part(endpoints["control"])
    console.print(
        "\nTo continue by hand:\n"
        "  make simulator             in a second terminal: runs the three clusters until Ctrl-C\n"
        '  eval "$(make -s env)"      puts the engine on PATH, and sets how to reach the clusters\n'
        "  pulumi stack select --create demo\n"
        "  pulumi up                  then preview, refresh, stack output --show-secrets, destroy",
        soft_wrap=True,
    )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
