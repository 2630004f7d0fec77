"""A running simulator as tests use it: a REST client for each cluster, the control port, and connection profiles."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.spec import PeeringPolicy, Settings
from support.waiting import wait_until

PEERS = "/api/cluster/peers"
INTERFACES = "/api/network/ip/interfaces"
HTTP_SECONDS = 10
SEED = 7
START_OF_2026 = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Client:
    """A REST client of one cluster. A path is relative to `/api/`, or absolute as links in replies are."""

    simulator: OntapSimulator
    name: str
    session: requests.Session

    @property
    def uuid(self) -> str:
        return self.simulator.endpoints[self.name].uuid

    @property
    def addresses(self) -> list[str]:
        return list(self.simulator.endpoints[self.name].intercluster_addresses)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        endpoint = self.simulator.endpoints[self.name]
        options.setdefault("auth", (endpoint.username, endpoint.password))
        url = endpoint.url + (path if path.startswith("/") else f"/api/{path}")
        return self.session.request(method, url, verify=endpoint.ca_file or True, timeout=HTTP_SECONDS, **options)

    def get(self, path: str = "cluster/peers", **options: Any) -> Any:
        reply = self.call("GET", path, **options)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, body: dict[str, Any]) -> Any:
        reply = self.call("POST", "cluster/peers", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()["records"][0]

    def refused(self, method: str, path: str = "cluster/peers", **options: Any) -> tuple[int, str]:
        reply = self.call(method, path, **options)
        return reply.status_code, reply.json()["error"]["code"]


@dataclass(frozen=True)
class World:
    """
    A running simulator.

    The clients share one session. `call` and `control` open a connection each, since a test may pause between them for
    just as long as the simulator keeps an idle connection.
    """

    simulator: OntapSimulator
    session: requests.Session

    def client(self, alias: str) -> Client:
        return Client(self.simulator, alias, self.session)

    @property
    def east(self) -> Client:
        return self.client("east")

    @property
    def west(self) -> Client:
        return self.client("west")

    @property
    def endpoints(self) -> dict[str, Any]:
        found: dict[str, Any] = self.simulator.endpoints_document()["clusters"]
        return found

    @property
    def clusters(self) -> dict[str, dict[str, str]]:
        """The connection profiles as stack config has them."""
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
        """The connection profiles as environment variables, which override state and stack config."""
        profiles = self.clusters.items()
        return {
            f"ONTAP_{alias.replace('-', '_')}_{name}".upper(): value
            for alias, each in profiles
            for name, value in each.items()
        }

    def addresses(self, alias: str) -> list[str]:
        return self.client(alias).addresses

    def call(self, alias: str, method: str, path: str = PEERS, body: Any = None, **query: str) -> dict[str, Any]:
        """The reply to a request that bypasses the provider. Raises HTTPError."""
        with _session() as session:
            reply = Client(self.simulator, alias, session).call(method, path, params=query, json=body)
        reply.raise_for_status()
        answer: dict[str, Any] = reply.json()
        return answer

    def peers(self, alias: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call(alias, "GET", fields="*,authentication.expiry_time")["records"]
        return found

    def peer_by_offer(self) -> str:
        """East makes an anonymous offer and west accepts it; the passphrase of both."""
        passphrase: str = self.east.post({})["authentication"]["passphrase"]
        body = {"remote": {"ip_addresses": self.east.addresses}, "authentication": {"passphrase": passphrase}}
        self.west.post(body)
        return passphrase

    def control(self, method: str, path: str, **options: Any) -> requests.Response:
        """The reply of the control port, whatever its status."""
        with _session() as session:
            url = f"{self.simulator.control_url}/{path.removeprefix('/')}"
            return session.request(method, url, timeout=HTTP_SECONDS, **options)

    def steer(self, path: str, body: Any) -> None:
        """POST to the control port. Raises HTTPError."""
        self.control("POST", path, json=body).raise_for_status()

    def advance(self, duration: str) -> None:
        self.steer("clock", {"advance": duration})

    def set_clock(self, instant: datetime) -> None:
        self.steer("clock", {"now": instant.isoformat()})

    def readdress(self, alias: str, addresses: Sequence[str]) -> None:
        """Give the cluster's intercluster interfaces in the IPspace `Default` these addresses."""
        self.steer("interfaces", {"cluster": alias, "addresses": list(addresses)})

    def rename_peer(self, alias: str, name: str, new_name: str) -> None:
        """Bypass ONTAP's rules for names, which another release may not have."""
        snapshot = self.control("GET", "snapshot").json()
        for peer in snapshot["peers"][alias]:
            if peer["name"] == name:
                peer["name"] = new_name
        self.control("PUT", "snapshot", json=snapshot).raise_for_status()

    def has_fired(self) -> bool:
        """Whether any fault rule has."""
        return any(rule["fired"] for rule in self.control("GET", "faults").json()["faults"])

    def wait_for_fault(self) -> None:
        """Until a request that a fault rule befell is done: the journal has it then. Raises TimeoutError."""
        wait_until(lambda: any(entry["fault"] for entry in self.journal()))

    def begin_anew(self) -> None:
        """As after the start: no peers, no fault rules, nothing in the journal."""
        self.steer("/reset", None)
        self.forget_faults()
        self.forget_journal()

    def forget_faults(self) -> None:
        self.control("DELETE", "faults").raise_for_status()

    def journal(self, **filters: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("GET", "journal", params=filters).json()["entries"]
        return entries

    def journal_text(self) -> str:
        return self.control("GET", "journal").text

    def forget_journal(self) -> None:
        self.control("DELETE", "journal").raise_for_status()

    def sent(self, *methods: str) -> list[str]:
        """The requests in order, as `cluster METHOD`, of these methods only if any is given."""
        return [f"{e['cluster']} {e['method']}" for e in self.journal() if not methods or e["method"] in methods]


@contextmanager
def started(simulator: OntapSimulator) -> Iterator[World]:
    with simulator, _session() as session:
        yield World(simulator, session)


def running_world(
    now: datetime | None = None,
    settings: Settings | None = None,
    clusters: Sequence[str] = ("east", "west"),
    **details: Any,
) -> AbstractContextManager[World]:
    """All clusters are alike; `details` are those of their `ClusterSpec`."""
    spec = FabricSpec.of([ClusterSpec(name, **details) for name in clusters], settings)
    return started(OntapSimulator(spec, seed=SEED, clock=ManualClock(now or datetime.now(UTC))))


def permissive_world() -> AbstractContextManager[World]:
    """Clusters that let authentication be absent, and have an IPspace to move to."""
    return running_world(policy=PeeringPolicy(authentication_required=False), ipspaces=("lab",))


def _session() -> requests.Session:
    """One that no proxy or netrc file of the environment can redirect."""
    session = requests.Session()
    session.trust_env = False
    return session
