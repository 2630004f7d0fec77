"""A resource is small: in the state, which the engine writes whole, and in the program, which waits for its outputs."""

import json
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from ontap_simulator import ClusterSpec, FabricSpec, OntapSimulator
from ontap_simulator.clock import SystemClock
from support.engine import EngineStack
from support.world import SEED, World, started

MAX_BYTES = 2600
MAX_OUTPUTS = 16
PAIRS = 100
CLUSTERS = [f"c{number:02}" for number in range(15)]
PROGRAM = f"""
for one, other in {list(islice(combinations(CLUSTERS, 2), PAIRS))}:
    offer = ontap.ClusterPeer(f"offer-{{one}}-{{other}}", cluster=one, expiry_time="PT2H")
    ontap.ClusterPeer(
        f"accept-{{one}}-{{other}}",
        cluster=other,
        remote={{"ip_addresses": [offer.ip_address]}},
        passphrase=offer.passphrase,
        wait_for="available",
    )
"""


def bytes_a_side(stack: EngineStack) -> float:
    (state,) = (stack.folder / "state").rglob("stacks/**/test.json")
    return state.stat().st_size / len(stack.resources())


def frames(peer: dict[str, Any]) -> list[str]:
    """The files of the stack that the state has of the resource, the innermost first."""
    return [each["sourcePosition"].rpartition("#")[0].rpartition("/")[2] for each in peer["stackTrace"]]


def test_a_hundred_pairs_take_at_most_so_many_bytes_a_side(tmp_path: Path) -> None:
    """The clusters' clock runs, since a difference from ours would be in the state, too."""
    spec = FabricSpec.of([ClusterSpec(name) for name in CLUSTERS])
    with started(OntapSimulator(spec, seed=SEED, clock=SystemClock())) as world:
        stack = EngineStack(tmp_path / "project", {**world.environment, "PULUMI_SKIP_CHECKPOINTS": "true"})
        stack.program(PROGRAM)
        stack.up()
        assert len(stack.resources()) == 2 * PAIRS
        assert bytes_a_side(stack) <= MAX_BYTES
        assert {tuple(frames(peer)) for peer in stack.resources().values()} == {("__main__.py",)}
        stack.up("--refresh", "--expect-no-changes")
        assert bytes_a_side(stack) <= MAX_BYTES


COUNTED = """
import asyncio, atexit, json
from pathlib import Path
from typing import Any
from pulumi.runtime.settings import SETTINGS

made, waited = {}, 0
wait = asyncio.wait

def counted_wait(tasks, **options):
    global waited
    waited += len(tasks)
    return wait(tasks, **options)

asyncio.wait = counted_wait
atexit.register(lambda: Path("counts.json").write_text(json.dumps([made, waited])))

def peer(name, /, **inputs):
    resource = ontap.ClusterPeer(name, **inputs)
    outputs = [each for each in vars(resource).values() if isinstance(each, pulumi.Output)]
    made[name] = sum(each._data in SETTINGS.outputs for each in outputs)
    return resource

offer = peer("offer", cluster="east", expiry_time="PT2H")
remote = {"ip_addresses": [offer.ip_address]}
peer("accept", cluster="west", remote=remote, passphrase=offer.passphrase, wait_for="available")
peer(
    "all", cluster="west", name="to-east", remote=remote, generate_passphrase=True, rotation="1", expiry_time="PT3H",
    in_use="ok", encryption={"proposed": "tls_psk"}, ipspace={"name": "Default"}, renew_before="PT1M",
    initial_allowed_svms=[{"name": "svm1"}], peer_applications=["snapmirror"],
    local_network={"interfaces": [{"ip_address": "10.2.0.31"}]},
    expected_remote="east", adopt="own", wait_for="available", timeout="PT1M",
)
for number in range(50):
    peer(f"more-{number}", cluster="east")
"""


def test_the_program_tracks_and_awaits_few_outputs(world: World, tmp_path: Path) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(COUNTED)
    stack.must("preview")
    made, waited = json.loads((stack.folder / "counts.json").read_text())
    assert len(made) == 53
    assert {name: count for name, count in made.items() if count > MAX_OUTPUTS} == {}
    assert waited <= len(made)
