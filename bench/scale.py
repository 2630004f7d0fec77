#!/usr/bin/env python3
"""
How the simulator's answers slow down with the number of peers: 100,000 over 450 clusters against 10, in one run.

Both worlds have the same clusters and run side by side, asked in turn, so that a busy machine slows both. Prints the
median of each kind of request in milliseconds and the ratio; ends with 1 if a ratio is above 3.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import requests

from ontap_simulator.clock import ManualClock
from ontap_simulator.control.snapshot import take
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.domain.spec import FabricSpec

CLUSTERS, MANY, FEW = 450, 100_000, 10
SEED, ROUNDS, SUSTAINED_SECONDS, TIMEOUT = 1, 300, 1.0, 300
MAX_RATIO = 3.0
FILTERED = "cluster/peers?status.state=available&fields=remote.name&max_records=10"
NAMES = [f"cluster{number:03}" for number in range(CLUSTERS)]


def snapshot_of(peers: int) -> bytes:
    """A world with so many peer records, two for each relationship, spread over all clusters unless they are few."""
    fabric = Fabric(FabricSpec.of(NAMES), seed=SEED, clock=ManualClock())
    peering = {name: Peering(fabric, cluster) for name, cluster in fabric.clusters.items()}
    pairs = sorted(combinations(range(CLUSTERS), 2), key=lambda pair: (pair[1] - pair[0], pair))
    for one, other in islice(pairs, peers // 2):
        here, there = peering[NAMES[one]], peering[NAMES[other]]
        secret = f"secret of {one} and {other}"
        here.create(PeerRequest(addresses=there.cluster.intercluster_addresses(), passphrase=secret))
        there.create(PeerRequest(addresses=here.cluster.intercluster_addresses(), passphrase=secret))
    return take(fabric).model_dump_json(by_alias=True).encode()


@dataclass
class World:
    name: str
    process: subprocess.Popen[bytes]
    session: requests.Session
    cluster: dict[str, Any]
    loaded_in: float = 0.0
    peer: str = ""

    def call(self, method: str, path: str) -> Any:
        reply = self.session.request(method, f"{self.cluster['url']}/api/{path}", timeout=TIMEOUT)
        reply.raise_for_status()
        return reply.json()

    def megabytes(self) -> float:
        """Its resident memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(name: str, snapshot: bytes) -> Iterator[World]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        endpoints_file = folder / "endpoints.json"
        command = [sys.executable, "-m", "ontap_simulator", "serve", "--clusters", ",".join(NAMES), "--no-tls"]
        command += ["--clock", "manual", "--seed", str(SEED), "--endpoints-file", str(endpoints_file)]
        process = opened.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        opened.callback(process.terminate)
        ends_at = time.monotonic() + TIMEOUT
        while not endpoints_file.exists():
            if time.monotonic() > ends_at or process.poll() is not None:
                raise SystemExit("the simulator did not start")
            time.sleep(0.05)
        document = json.loads(endpoints_file.read_text(encoding="utf-8"))
        cluster = document["clusters"][NAMES[2]]
        session = opened.enter_context(requests.Session())
        session.trust_env = False
        session.auth = (cluster["username"], cluster["password"])
        world = World(name, process, session, cluster)
        began = time.perf_counter()
        session.put(f"{document['control']}/snapshot", data=snapshot, timeout=TIMEOUT).raise_for_status()
        world.loaded_in = time.perf_counter() - began
        world.peer = world.call("GET", "cluster/peers?max_records=1")["records"][0]["uuid"]
        yield world


REQUESTS: dict[str, Callable[[World], Any]] = {
    "instance GET": lambda world: world.call("GET", f"cluster/peers/{world.peer}?fields=*"),
    "filtered, paged GET": lambda world: world.call("GET", FILTERED),
    "POST": lambda world: world.call("POST", "cluster/peers"),
}


def medians(worlds: list[World], request: Callable[[World], Any]) -> list[float]:
    """In milliseconds, for each world."""
    taken: list[list[float]] = [[] for _ in worlds]
    for _ in range(ROUNDS):
        for world, times in zip(worlds, taken, strict=True):
            began = time.perf_counter()
            request(world)
            times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in taken]


def sustained(world: World) -> float:
    """Instance GETs per second of one client."""
    ends_at, done = time.monotonic() + SUSTAINED_SECONDS, 0
    while time.monotonic() < ends_at:
        REQUESTS["instance GET"](world)
        done += 1
    return done / SUSTAINED_SECONDS


def _line(name: str, *values: str) -> None:
    print(f"{name:<28}", *(f"{value:>14}" for value in values))


def main() -> int:
    """Whether it was too slow."""
    with ExitStack() as opened:
        worlds = [opened.enter_context(serving(f"{peers:,} peers", snapshot_of(peers))) for peers in (FEW, MANY)]
        _line(f"{CLUSTERS} clusters", *(world.name for world in worlds), "ratio")
        _line("load in s", *(f"{world.loaded_in:.2f}" for world in worlds))
        worst = 0.0
        for name, request in REQUESTS.items():
            few, many = medians(worlds, request)
            worst = max(worst, many / few)
            _line(f"{name} in ms", f"{few:.2f}", f"{many:.2f}", f"{many / few:.2f}")
        _line("GETs per second", *(f"{sustained(world):.0f}" for world in worlds))
        _line("memory in MB", *(f"{world.megabytes():.0f}" for world in worlds))
    print(f"worst ratio {worst:.2f}, at most {MAX_RATIO}")
    return int(worst > MAX_RATIO)


if __name__ == "__main__":
    sys.exit(main())
