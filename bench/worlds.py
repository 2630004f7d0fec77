"""The clusters of a measurement: a simulator as a process of its own, with relationships spread over its clusters."""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import combinations, count, islice
from pathlib import Path
from typing import Any

import requests
import yaml

START_SECONDS = 120
REQUEST_SECONDS = 120
SETTINGS = ("host", "username", "password", "ca_file")
PEERS = "/api/cluster/peers"
PAGE_SIZE = 1000
SEED = 1


@dataclass(frozen=True)
class Topology:
    """So many relationships as distinct pairs of as few clusters as there can be, neighbours first."""

    relationships: int

    @property
    def clusters(self) -> list[str]:
        wanted = next(n for n in count(2) if n * (n - 1) // 2 >= self.relationships)
        return [f"c{number:02}" for number in range(1, wanted + 1)]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        names = self.clusters
        by_distance = sorted(combinations(range(len(names)), 2), key=lambda pair: (pair[1] - pair[0], pair))
        return [(names[one], names[other]) for one, other in islice(by_distance, self.relationships)]


@dataclass(frozen=True)
class World:
    topology: Topology
    pid: int
    control: str
    endpoints: dict[str, dict[str, Any]]
    session: requests.Session

    @property
    def environment(self) -> dict[str, str]:
        """The connection settings of each cluster, as the provider reads them."""
        return {
            f"ONTAP_{alias}_{name}".upper(): each[name] if name != "host" else f"{each['host']}:{each['port']}"
            for alias, each in self.endpoints.items()
            for name in SETTINGS
        }

    @property
    def addresses(self) -> dict[str, list[str]]:
        return {alias: each["intercluster_addresses"] for alias, each in self.endpoints.items()}

    @contextmanager
    def latency(self, seconds: float) -> Iterator[None]:
        """Each cluster answers so much later while the context lasts."""
        if seconds:
            self._steer("POST", "faults", {"effect": {"kind": "delay", "seconds": seconds}, "when": {"times": None}})
        yield
        self._steer("DELETE", "faults")

    def begin(self) -> None:
        """Without peers."""
        self._steer("POST", "reset")
        self.forget_requests()

    def forget_requests(self) -> None:
        self._steer("DELETE", "journal")

    def requests(self) -> Counter[str]:
        """How many of each kind were sent, by method and path, the path without uuids."""
        found: Counter[str] = Counter()
        newest = self._newest_request(0)
        for cluster in self.endpoints:
            for each in self._steer("GET", "journal", cluster=cluster)["entries"]:
                found[_kind(each["method"], each["path"])] += 1
        if found.total() != newest:
            raise SystemExit(f"the journal has {found.total()} of {newest} requests")
        return found

    def check(self, *, peered: bool) -> None:
        """Exactly the relationships of the topology, both sides `ok` and `available`; or none. Raises SystemExit."""
        for alias in self.endpoints:
            expected = {other for pair in self.topology.pairs if alias in pair for other in pair if other != alias}
            wanted = [(other, "ok", "available") for other in sorted(expected)] if peered else []
            found = sorted(
                (each["remote"]["name"], each["authentication"]["state"], each["status"]["state"])
                for each in self._peers(alias)
            )
            if found != wanted:
                raise SystemExit(f"{alias} has {len(found)} peers, {found[:3]} ..., instead of {len(wanted)}")

    def _peers(self, alias: str) -> list[dict[str, Any]]:
        end = self.endpoints[alias]
        reply = self.session.get(
            f"{end['url']}{PEERS}",
            params={"fields": "remote.name,authentication.state,status.state", "max_records": str(PAGE_SIZE)},
            auth=(end["username"], end["password"]),
            verify=end["ca_file"],
            timeout=REQUEST_SECONDS,
        )
        reply.raise_for_status()
        found: list[dict[str, Any]] = reply.json()["records"]
        return found

    def _newest_request(self, otherwise: int) -> int:
        entries = self._steer("GET", "journal", limit="1")["entries"]
        return int(entries[0]["n"]) if entries else otherwise

    def _steer(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        reply = self.session.request(method, f"{self.control}/{path}", json=body, params=query, timeout=REQUEST_SECONDS)
        reply.raise_for_status()
        return reply.json()


@contextmanager
def serving(topology: Topology, settle_seconds: float) -> Iterator[World]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        fabric, endpoints_file = folder / "fabric.yaml", folder / "endpoints.json"
        description = {"clusters": _named(topology.clusters), "settings": {"settle_time": settle_seconds}}
        fabric.write_text(yaml.safe_dump(description), encoding="utf-8")
        command = [sys.executable, "-m", "ontap_simulator", "serve", "--fabric", str(fabric)]
        command += ["--seed", str(SEED), "--endpoints-file", str(endpoints_file)]
        process = opened.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        opened.callback(process.terminate)
        ends_at = time.monotonic() + START_SECONDS
        while not endpoints_file.exists():
            if time.monotonic() > ends_at or process.poll() is not None:
                raise SystemExit("the simulator did not start")
            time.sleep(0.05)
        document = json.loads(endpoints_file.read_text(encoding="utf-8"))
        session = opened.enter_context(requests.Session())
        session.trust_env = False
        yield World(topology, process.pid, document["control"], document["clusters"], session)


def _named(clusters: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name} for name in clusters]


def _kind(method: str, path: str) -> str:
    return f"{method} {PEERS}/{{uuid}}" if path.startswith(f"{PEERS}/") else f"{method} {path}"
