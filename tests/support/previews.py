"""
Pull requests, and what `pulumi preview --refresh --json` says of them on the real engine.

What is recorded in tests/component/cli/previews, by `make previews`, is that without what differs from run to run.
"""

import json
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from ontap_simulator import ClusterSpec, FabricSpec, OntapSimulator
from ontap_simulator.clock import SystemClock
from support.engine import EngineStack
from support.world import PEERS, SEED, World, started

PREVIEWS: Final = Path(__file__).resolve().parents[1] / "component" / "cli" / "previews"
CLUSTERS: Final = ("ams", "fra", "lon", "mad", "sin")
PREVIEW: Final = ("preview", "--refresh", "--json")
FASTER: Final = {"PULUMI_SKIP_CHECKPOINTS": "true"}
OF_A_RUN: Final = ("__provider", "created", "modified", "sourcePosition", "stackTrace", "duration", "provider")
"""What says nothing about a peering."""
SINCE: Final = "2026-11-28T12:00:00+00:00"
REGIONS: Final = tuple(f"{region}-{number}" for region in ("americas", "apac", "emea") for number in (1, 2, 3, 4))
WITHOUT_PREVIEW: Final = "emea-4"
"""The region whose job ended before it wrote a file."""
PROGRAM: Final = """
ontap.PeeringMesh("fleet", fleet=ontap.Fleet.load(f"fleets/{pulumi.get_stack()}.yaml"))
"""
BASE: Final = """\
topology:
  - pairs: [[ams, fra]]
  - ring: [ams, lon, mad]
  - {hub: fra, spokes: [lon, mad]}
safety: {max_removed: 10%}
"""
HEADS: Final = {
    "pull-request": """\
topology:
  - pairs: [[ams, fra]]
    rotation: "2026-11"
  - ring: [ams, lon, mad]
  - {hub: fra, spokes: [lon, mad]}
  - {hub: sin, spokes: [ams, fra, lon, mad]}
safety: {max_removed: 10%}
""",
    "removal": """\
topology:
  - ring: [ams, lon, mad]
  - pairs: [[fra, mad]]
  - pairs: [[fra, lon]]
    sides: {fra: {ipspace: {name: lab}}}
safety: {max_removed: 100%}
""",
    "failed-check": BASE.replace("[ams, fra]]", "[ams, fra], [ams, sni]]"),
    "failed-fleet": BASE.replace("spokes", "spoeks"),
    "failed-program": BASE,
    "failed-login": BASE,
    "failed-passphrase": BASE,
}
"""The fleet file of each pull request against `BASE`."""


def recorded(folder: Path) -> dict[str, str]:
    """The content of each file in `PREVIEWS`, by its name."""
    found = one_stack(folder / "one")
    return {**found, **_twelve_stacks(folder / "twelve")}


def one_stack(folder: Path) -> dict[str, str]:
    with _world(CLUSTERS) as world:
        return _one_stack(world, folder)


def _world(clusters: Iterable[str]) -> AbstractContextManager[World]:
    """With clocks that agree with the engine's."""
    spec = FabricSpec.of([ClusterSpec(name) for name in clusters])
    return started(OntapSimulator(spec, seed=SEED, clock=SystemClock()))


def _one_stack(world: World, folder: Path) -> dict[str, str]:
    """Somebody adds Singapore and rotates one passphrase; meanwhile, others changed what is not their concern."""
    stack = EngineStack(folder, {**world.environment, **FASTER})
    fleet = folder / "fleets" / "test.yaml"
    fleet.parent.mkdir()
    fleet.write_text(BASE)
    stack.program(PROGRAM)
    stack.up()
    world.call("ams", "DELETE", f"{PEERS}/{world.endpoints['lon']['uuid']}")
    world.readdress("mad", ["10.4.0.21", "10.4.0.22"])
    _cut(world, "fra", "lon")
    found = {"base/test.yaml": BASE}
    for name, head in HEADS.items():
        fleet.write_text(head)
        stack.program(PROGRAM + ('raise KeyError("REGION")\n' if name == "failed-program" else ""))
        if name == "failed-login":
            _reject(world, "lon")
        if name == "failed-passphrase":
            stack.environment["PULUMI_CONFIG_PASSPHRASE"] = "another"
        done = stack.run(*PREVIEW)
        assert (done.exit_code != 0) == name.startswith("failed"), done.output
        found |= {f"{name}/test.json": _normal(done.output, folder), f"{name}/test.yaml": head}
    return found


def _twelve_stacks(folder: Path) -> dict[str, str]:
    """One stack a region, with a cluster that peers with the headquarters; of some, nothing was made yet."""
    with _world(("hq", *REGIONS)) as world:
        found = _of_regions(world, folder)
    return {f"twelve/{name}": text for name, text in found.items()}


def _of_regions(world: World, folder: Path) -> dict[str, str]:
    stack = EngineStack(folder, {**world.environment, **FASTER})
    (folder / "fleets").mkdir()
    stack.program(PROGRAM)
    found = {}
    for region in REGIONS:
        stack.must("stack", "init", region)
        fleet = folder / "fleets" / f"{region}.yaml"
        base = f"topology:\n  - {{hub: hq, spokes: [{region}]}}\n"
        head = base
        if region < "apac-3":
            fleet.write_text(base)
            stack.up()
            found[f"base/{region}.yaml"] = base
        match region:
            case "americas-1":
                head += 'defaults: {rotation: "2026-12"}\n'
            case "americas-2":
                head += 'defaults: {rotation: "2026-12"}\n'
                _remove(world, region)
            case "americas-3":
                head = "topology: []\n"
            case "apac-1":
                _remove(world, region)
            case "apac-2":
                _reject(world, region)
        fleet.write_text(head)
        found[f"head/{region}.yaml"] = head
        if region != WITHOUT_PREVIEW:
            found[f"{region}.json"] = _normal(stack.run(*PREVIEW).output, folder)
    return found


def _remove(world: World, alias: str) -> None:
    (peer,) = world.peers(alias)
    world.call(alias, "DELETE", f"{PEERS}/{peer['uuid']}")


def _reject(world: World, alias: str) -> None:
    effect = {"kind": "status", "status": 401}
    world.steer("/faults", {"match": {"cluster": alias}, "effect": effect, "when": {"times": None}})


def _cut(world: World, one: str, other: str) -> None:
    world.steer("/links", {"from": one, "to": other, "state": "down", "both_ways": True})


def _normal(text: str, folder: Path) -> str:
    """The same for every run: in the order of the resources, without times and places."""
    text = re.sub(r"since [-0-9]{10}T[:0-9]{8}\+00:00", f"since {SINCE}", text.replace(str(folder), "/home/ci/fleet"))
    try:
        document = json.loads(text)
    except ValueError:
        return text
    document["steps"].sort(key=lambda step: step["urn"])
    document.get("diagnostics", []).sort(key=lambda each: each["message"])
    return json.dumps(_without(document), indent=1) + "\n"


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: SINCE if name == "status_since" else _without(item)
        for name, item in value.items()
        if name not in OF_A_RUN
    }
