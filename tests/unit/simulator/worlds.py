"""A running simulator as tests use it: a REST client for each cluster, and the control API."""

from dataclasses import dataclass
from typing import Any

import requests

from ontap_simulator import OntapSimulator

TIMEOUT = 10


@dataclass
class Client:
    """A REST client of one cluster."""

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
        return self.session.request(
            method, f"{endpoint.url}/api/{path}", verify=endpoint.ca_file or True, timeout=TIMEOUT, **options
        )

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


@dataclass
class World:
    simulator: OntapSimulator
    east: Client
    west: Client

    def control(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.east.session.request(method, f"{self.simulator.control_url}/{path}", timeout=TIMEOUT, **options)

    def journal(self, **filters: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("GET", "journal", params=filters).json()["entries"]
        return entries

    def advance(self, duration: str) -> None:
        assert self.control("POST", "clock", json={"advance": duration}).status_code == 200

    def peer_by_offer(self) -> str:
        """East makes an anonymous offer and west accepts it; the passphrase of both."""
        passphrase: str = self.east.post({})["authentication"]["passphrase"]
        body = {"remote": {"ip_addresses": self.east.addresses}, "authentication": {"passphrase": passphrase}}
        self.west.post(body)
        return passphrase
