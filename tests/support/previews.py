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
MESH: Final = ("ams--fra", "ams--lon", "ams--mad", "fra--lon", "fra--mad", "lon--mad")
OF_SINGAPORE: Final = ("ams--sin", "fra--sin", "lon--sin", "mad--sin")
PREVIEW: Final = ("preview", "--refresh", "--json")
FASTER: Final = {"PULUMI_SKIP_CHECKPOINTS": "true"}
OF_A_RUN: Final = ("__provider", "created", "modified", "sourcePosition", "stackTrace", "duration", "provider")
"""What says nothing about a peering."""
SINCE: Final = "2026-11-28T12:00:00+00:00"
REGIONS: Final = tuple(f"{region}-{number}" for region in ("americas", "apac", "emea") for number in (1, 2, 3, 4))


def program(names: Iterable[str], **more: str) -> str:
    """A peering for each pair; `more` has further arguments, by a name with `_` for `--`."""
    calls = []
    for name in names:
        arguments = more.get(name.replace("--", "_"), "")
        calls.append(f"ontap.ClusterPeering({name!r}, clusters={name.split('--')!r}{arguments})\n")
    return "".join(calls)


def recorded(folder: Path) -> dict[str, str]:
    """The content of each file in `PREVIEWS`, by its name."""
    found = one_stack(folder / "one")
    return {**found, **_twelve_stacks(folder / "twelve")}


def one_stack(folder: Path) -> dict[str, str]:
    with _world() as world:
        return _one_stack(world, folder)


def _world() -> AbstractContextManager[World]:
    """With clocks that agree with the engine's."""
    spec = FabricSpec.of([ClusterSpec(name) for name in CLUSTERS])
    return started(OntapSimulator(spec, seed=SEED, clock=SystemClock()))


def _one_stack(world: World, folder: Path) -> dict[str, str]:
    """Somebody adds Singapore and rotates one passphrase; meanwhile, others changed what is not their concern."""
    stack = EngineStack(folder, {**world.environment, **FASTER})
    stack.program(program(MESH))
    stack.up()
    world.call("ams", "DELETE", f"{PEERS}/{world.endpoints['lon']['uuid']}")
    world.readdress("mad", ["10.4.0.21", "10.4.0.22"])
    _cut(world, "fra", "lon")
    stack.program(program((*MESH, *OF_SINGAPORE), ams_fra=', rotation="2026-11"'))
    found = {"pull-request.json": stack.must(*PREVIEW).output}
    stack.program(program(MESH[1:], fra_lon=', sides={"fra": {"ipspace": {"name": "lab"}}}'))
    found["removal.json"] = stack.must(*PREVIEW).output
    stack.program(program(MESH) + 'raise KeyError("REGION")\n')
    found["failed-program.json"] = stack.run(*PREVIEW).output
    stack.program(program(MESH).replace("'mad'", "'mda'"))
    found["failed-check.json"] = stack.run(*PREVIEW).output
    rejects = {"match": {"cluster": "lon"}, "effect": {"kind": "status", "status": 401}, "when": {"times": None}}
    world.steer("/faults", rejects)
    stack.program(program(MESH))
    found["failed-login.json"] = stack.run(*PREVIEW).output
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = "another"
    found["failed-passphrase.json"] = stack.run(*PREVIEW).output
    return {name: _normal(text, folder) for name, text in found.items()}


def _twelve_stacks(folder: Path) -> dict[str, str]:
    """One stack a region with one peering each; of some, nothing was made yet."""
    with _world() as world:
        return _of_regions(world, folder)


def _of_regions(world: World, folder: Path) -> dict[str, str]:
    stack = EngineStack(folder, {**world.environment, **FASTER})
    found = {}
    for number, region in enumerate(REGIONS):
        pair = MESH[number % len(MESH)]
        stack.must("stack", "init", region)
        stack.program(program([pair]))
        if number < 4:
            stack.up()
        stack.program(program([pair], **{pair.replace("--", "_"): ', rotation="2026-12"'} if number < 2 else {}))
        if number == 2:
            stack.program("")
        found[f"{region}.json"] = stack.must(*PREVIEW).output
    return {f"twelve/{name}": _normal(text, folder) for name, text in found.items()}


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
