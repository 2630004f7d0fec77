"""Two simulated clusters, and what a test needs to know of them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.spec import PeeringPolicy, Settings

PEERS = "/api/cluster/peers"
HTTP_SECONDS = 10


@dataclass(frozen=True)
class World:
    """A running simulator. `clusters` are connection profiles as stack config has them."""

    simulator: OntapSimulator

    @property
    def endpoints(self) -> dict[str, Any]:
        found: dict[str, Any] = self.simulator.endpoints_document()["clusters"]
        return found

    @property
    def clusters(self) -> dict[str, dict[str, str]]:
        return {
            alias: {
                "host": f"{end['host']}:{end['port']}",
                "username": end["username"],
                "password": end["password"],
                "ca_file": end["ca_file"],
            }
            for alias, end in self.endpoints.items()
        }

    @property
    def environment(self) -> dict[str, str]:
        """The connection profiles as environment variables, which hold whatever a state or its config says."""
        profiles = self.clusters.items()
        return {f"ONTAP_{alias}_{name}".upper(): value for alias, each in profiles for name, value in each.items()}

    def addresses(self, alias: str) -> list[str]:
        found: list[str] = self.endpoints[alias]["intercluster_addresses"]
        return found

    def call(self, alias: str, method: str, path: str = PEERS, body: Any = None, **query: str) -> dict[str, Any]:
        """A request of somebody else, past the provider."""
        end = self.endpoints[alias]
        reply = requests.request(
            method,
            end["url"] + path,
            params=query,
            json=body,
            auth=(end["username"], end["password"]),
            verify=end["ca_file"],
            timeout=HTTP_SECONDS,
        )
        reply.raise_for_status()
        answer: dict[str, Any] = reply.json()
        return answer

    def peers(self, alias: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call(alias, "GET", fields="*,authentication.expiry_time")["records"]
        return found

    def advance(self, duration: str) -> None:
        self.steer("/clock", {"advance": duration})

    def set_clock(self, instant: datetime) -> None:
        self.steer("/clock", {"now": instant.isoformat()})

    def steer(self, path: str, body: Any) -> None:
        """Ask the control port for something."""
        requests.post(f"{self.simulator.control_url}{path}", json=body, timeout=HTTP_SECONDS).raise_for_status()

    def rename_peer(self, alias: str, name: str, new_name: str) -> None:
        """Past the rules of ONTAP for names, as some other release may have it."""
        snapshot = requests.get(f"{self.simulator.control_url}/snapshot", timeout=HTTP_SECONDS).json()
        for peer in snapshot["peers"][alias]:
            if peer["name"] == name:
                peer["name"] = new_name
        reply = requests.put(f"{self.simulator.control_url}/snapshot", json=snapshot, timeout=HTTP_SECONDS)
        reply.raise_for_status()

    def has_fired(self) -> bool:
        """Whether any fault rule has."""
        reply = requests.get(f"{self.simulator.control_url}/faults", timeout=HTTP_SECONDS).json()
        return any(rule["fired"] for rule in reply["faults"])

    def journal(self) -> list[dict[str, Any]]:
        reply = requests.get(f"{self.simulator.control_url}/journal", timeout=HTTP_SECONDS).json()
        found: list[dict[str, Any]] = reply["entries"]
        return found

    def journal_text(self) -> str:
        return requests.get(f"{self.simulator.control_url}/journal", timeout=HTTP_SECONDS).text

    def forget_journal(self) -> None:
        requests.delete(f"{self.simulator.control_url}/journal", timeout=HTTP_SECONDS).raise_for_status()

    def forget_faults(self) -> None:
        requests.delete(f"{self.simulator.control_url}/faults", timeout=HTTP_SECONDS).raise_for_status()

    def sent(self, *methods: str) -> list[str]:
        """The requests in order, as `cluster METHOD`, of these methods only where any is given."""
        return [f"{e['cluster']} {e['method']}" for e in self.journal() if not methods or e["method"] in methods]


@contextmanager
def running_world(
    now: datetime | None = None,
    settings: Settings | None = None,
    clusters: Sequence[str] = ("east", "west"),
    **details: Any,
) -> Iterator[World]:
    """All clusters are alike; `details` are those of their `ClusterSpec`."""
    spec = FabricSpec.of([ClusterSpec(name, **details) for name in clusters], settings)
    with OntapSimulator(spec, seed=7, clock=ManualClock(now or datetime.now(UTC))) as simulator:
        yield World(simulator)


def permissive_world() -> AbstractContextManager[World]:
    """Clusters that let authentication be absent, and have an IPspace to move to."""
    return running_world(policy=PeeringPolicy(authentication_required=False), ipspaces=("lab",))
