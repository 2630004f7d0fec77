"""Random operations over HTTP leave the simulated clusters as the reference model says."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ontap_simulator import OntapSimulator
from ontap_simulator.clock import ManualClock
from property.peering_model import Model, Record

PEERS = "/api/cluster/peers"
HTTP_SECONDS = 10
SECRETS = st.sampled_from(["first-secret", "other-secret", "a-third-1234"])
MINUTES = st.integers(min_value=1, max_value=120)
RANDOM = st.randoms(use_true_random=False)
THOROUGH = settings(
    max_examples=40,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Wire:
    """The clusters over HTTP, with one kept connection each."""

    def __init__(self, simulator: OntapSimulator) -> None:
        self.control = simulator.control_url
        self.ends = simulator.endpoints
        self.session = requests.Session()

    def call(self, cluster: str, method: str, path: str = PEERS, body: Any = None) -> requests.Response:
        end = self.ends[cluster]
        return self.session.request(
            method, end.url + path, json=body, auth=(end.username, end.password), timeout=HTTP_SECONDS
        )

    def steer(self, path: str, body: Any = None) -> None:
        self.session.post(self.control + path, json=body, timeout=HTTP_SECONDS).raise_for_status()

    def peers(self, cluster: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call(cluster, "GET", f"{PEERS}?fields=*").json()["records"]
        return found


class Peering(RuleBasedStateMachine):
    """Offers, acceptances, rotations, removals and the passing of time, in any order."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.names = list(wire.ends)
        self.model = Model({name: end.uuid for name, end in wire.ends.items()})
        self.disturbed: set[frozenset[str]] = set()

    @initialize()
    def begin(self) -> None:
        self.wire.steer("/reset")

    @rule(random=RANDOM, minutes=MINUTES)
    def offer(self, random: Any, minutes: int) -> None:
        cluster = random.choice(self.names)
        reply = self.wire.call(cluster, "POST", body={"authentication": {"expiry_time": f"PT{minutes}M"}})
        assert reply.status_code == 201
        (record,) = reply.json()["records"]
        self.model.offer(cluster, record["uuid"], record["authentication"]["passphrase"], self.model.now + minutes)

    @rule(random=RANDOM, minutes=MINUTES, secret=SECRETS)
    def direct(self, random: Any, minutes: int, secret: str) -> None:
        cluster, remote = random.sample(self.names, 2)
        self._direct(cluster, remote, secret, minutes)

    @precondition(lambda self: self._offers())
    @rule(random=RANDOM, minutes=MINUTES, mistyped=st.booleans())
    def accept(self, random: Any, minutes: int, mistyped: bool) -> None:  # noqa: FBT001 - drawn
        offering, offered = random.choice(self._offers())
        accepting = random.choice([name for name in self.names if name != offering])
        secret = offered.secret or ""
        self._direct(accepting, offering, f"wrong{secret[-4:]}" if mistyped else secret, minutes)

    @precondition(lambda self: self._directed())
    @rule(random=RANDOM, minutes=MINUTES, secret=SECRETS)
    def rotate(self, random: Any, minutes: int, secret: str) -> None:
        cluster, record = random.choice(self._directed())
        body = {"authentication": {"passphrase": secret, "expiry_time": f"PT{minutes}M", "in_use": "ok"}}
        assert self.wire.call(cluster, "PATCH", f"{PEERS}/{record.uuid}", body).status_code == 200
        self.disturbed.add(frozenset((cluster, record.remote)))
        self.model.rotate(cluster, record, secret, self.model.now + minutes)

    @precondition(lambda self: self._all())
    @rule(random=RANDOM)
    def delete(self, random: Any) -> None:
        cluster, record = random.choice(self._all())
        assert self.wire.call(cluster, "DELETE", f"{PEERS}/{record.uuid}").status_code == 200
        self.disturbed.add(frozenset((cluster, record.remote or "")))
        self.model.delete(cluster, record)

    @rule(random=RANDOM, is_up=st.booleans())
    def link(self, random: Any, is_up: bool) -> None:  # noqa: FBT001 - drawn
        source, target = random.sample(self.names, 2)
        state = "up" if is_up else "down"
        self.wire.steer("/links", {"from": source, "to": target, "state": state, "both_ways": False})
        self.model.link(source, target, is_up=is_up)

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.wire.steer("/clock", {"advance": f"PT{minutes}M"})
        self.model.advance(minutes)

    @invariant()
    def every_cluster_has_what_the_model_expects(self) -> None:
        for name in self.names:
            found = self.wire.peers(name)
            states = {
                each["uuid"]: (each["name"], each["authentication"]["state"], each["status"]["state"]) for each in found
            }
            assert len(states) == len(found), "a uuid names one peer"
            assert states == self.model.expected(name)

    @invariant()
    def nothing_is_ok_on_one_side_only_unless_it_was_disturbed(self) -> None:
        proven = {
            (name, each["remote"]["name"])
            for name in self.names
            for each in self.wire.peers(name)
            if each["authentication"]["state"] == "ok"
        }
        lonely = {frozenset(pair) for pair in proven if pair[::-1] not in proven}
        assert lonely <= self.disturbed

    def _direct(self, cluster: str, remote: str, secret: str, minutes: int) -> None:
        addresses = list(self.wire.ends[remote].intercluster_addresses)
        body = {
            "remote": {"ip_addresses": addresses},
            "authentication": {"passphrase": secret, "expiry_time": f"PT{minutes}M"},
        }
        reply = self.wire.call(cluster, "POST", body=body)
        if not self.model.reaches(cluster, remote):
            assert (reply.status_code, reply.json()["error"]["code"]) == (400, "4653218")
            return
        if not self.model.may_direct(cluster, remote):
            assert reply.status_code == 409
            return
        assert reply.status_code == 201
        self.model.direct(cluster, remote, secret, self.model.now + minutes)

    def _all(self) -> list[tuple[str, Record]]:
        return [(name, each) for name in self.names for each in self.model.records[name]]

    def _offers(self) -> list[tuple[str, Record]]:
        return [(name, each) for name, each in self._all() if each.remote is None]

    def _directed(self) -> list[tuple[str, Record]]:
        return [(name, each) for name, each in self._all() if each.remote is not None]


@pytest.fixture(params=[("east", "west"), ("east", "west", "north")], ids=["two clusters", "three clusters"])
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    with OntapSimulator(request.param, seed=11, clock=ManualClock(), tls=False) as simulator:
        made = Wire(simulator)
        with made.session:
            yield made


def test_any_order_of_operations_agrees_with_the_reference_model(wire: Wire) -> None:
    class PeeringOnTheWire(Peering):
        def __init__(self) -> None:
            super().__init__(wire)

    run_state_machine_as_test(PeeringOnTheWire, settings=THOROUGH)
