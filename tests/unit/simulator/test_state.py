"""Snapshots and state files: the whole world comes back, nothing acknowledged is lost, and no passphrase is in them."""

import json
import resource
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ontap_simulator import OntapSimulator
from ontap_simulator.clock import ManualClock
from ontap_simulator.control.snapshot import take
from ontap_simulator.control.state_file import read_state, saved_in
from ontap_simulator.domain.dependants import Dependant, DependantKind
from ontap_simulator.domain.errors import OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import set_link
from ontap_simulator.domain.links import Link, LinkState
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import LocalNetwork, PeerRequest
from ontap_simulator.domain.spec import FabricSpec
from unit.simulator.test_command_line import DEADLINE, serving, wait_until_ready
from unit.simulator.worlds import World

OWN_SECRET = "a passphrase of one's own"
NAMES = ("east", "west", "north")


def furnish(world: World) -> list[str]:
    """Something of everything in the world; the passphrases used."""
    generated = world.peer_by_offer()
    body = {"cluster": "east", "peer": "west", "kind": "snapmirror", "svm": "svm1", "peer_svm": "svm1"}
    assert world.control("POST", "dependants", json=body).status_code == 200
    link = {"from": "east", "to": "west", "state": "down", "both_ways": False, "code": "4653217"}
    assert world.control("POST", "links", json=link).status_code == 200
    network = {
        "interfaces": [{"ip_address": "10.1.0.99"}],
        "netmask": "24",
        "broadcast_domain": "Default",
        "gateway": "10.1.0.1",
    }
    offer = world.east.post({"local_network": network, "initial_allowed_svms": [{"name": "svm1"}]})
    world.east.call("PATCH", f"cluster/peers/{world.west.uuid}", json={"authentication": {"passphrase": OWN_SECRET}})
    world.advance("PT1M")
    return [generated, offer["authentication"]["passphrase"], OWN_SECRET]


def everything(world: World) -> list[Any]:
    """What can be seen of the world."""
    paths = ("cluster/peers?fields=**", "network/ip/interfaces?fields=*", "svm/peers", "svm/peer-permissions")
    seen = [client.get(path) for client in (world.east, world.west) for path in paths]
    return [*seen, *(world.control("GET", path).json() for path in ("clock", "links", "dependants"))]


def test_a_snapshot_brings_the_whole_world_back(world: World) -> None:
    secrets = furnish(world)
    before, snapshot = everything(world), world.control("GET", "snapshot")
    assert snapshot.status_code == 200
    for secret in secrets:
        assert secret not in snapshot.text
    world.control("POST", "reset")
    assert everything(world) != before
    assert world.control("PUT", "snapshot", data=snapshot.content).status_code == 200
    assert everything(world) == before
    assert world.control("GET", "snapshot").json() == snapshot.json()


def test_a_world_from_a_snapshot_goes_on_like_the_first(world: World) -> None:
    passphrase = world.east.post({})["authentication"]["passphrase"]
    snapshot = world.control("GET", "snapshot").content
    ends = []
    for _ in range(2):
        world.control("PUT", "snapshot", data=snapshot)
        body = {"remote": {"ip_addresses": world.east.addresses}, "authentication": {"passphrase": passphrase}}
        world.west.post(body)
        world.advance("PT10S")
        assert world.east.get("cluster/peers?fields=status.state")["records"][0]["status"]["state"] == "available"
        world.west.call("DELETE", f"cluster/peers/{world.east.uuid}")
        ends.append([world.east.get("cluster/peers?fields=*"), world.east.post({})])
    assert ends[0] == ends[1]
    assert ends[0][0]["records"][0]["status"]["state"] == "unavailable"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"seed": 8}, "the snapshot has another seed: start the simulator with seed 8"),
        ({"fabric": {"clusters": [{"name": "a"}]}}, "the snapshot is of another fabric"),
        ({"version": 2}, "version: Input should be 1"),
        ({"peers": {"south": []}}, "the fabric has no cluster 'south'"),
        ({"peers": {"east": [{"uuid": "x"}]}}, "peers.east.0.name: Field required"),
        ({"position": {"clock_mode": "manual", "clock_setting": "soon", "ids": [0, 0]}}, "Invalid isoformat string"),
        ({"position": None}, "position: Input should be an object"),
    ],
)
def test_a_snapshot_that_does_not_fit_changes_nothing(world: World, change: dict[str, Any], complaint: str) -> None:
    world.peer_by_offer()
    snapshot = world.control("GET", "snapshot").json()
    reply = world.control("PUT", "snapshot", data=json.dumps(snapshot | change))
    assert (reply.status_code, list(reply.json())) == (400, ["error"])
    assert reply.json()["error"].startswith(complaint)
    assert world.control("GET", "snapshot").json() == snapshot


class StateMachine(RuleBasedStateMachine):
    """After each step a copy of the files, as a kill would leave them, holds the whole world."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.folder = Path(self.opened.enter_context(TemporaryDirectory()))
        self.fabric = Fabric(FabricSpec.of(NAMES), seed=3, clock=ManualClock())
        self.opened.enter_context(saved_in(self.folder / "state", self.fabric))
        self.peerings = {name: Peering(self.fabric, cluster) for name, cluster in self.fabric.clusters.items()}
        self.offers = [OWN_SECRET]

    cluster = st.sampled_from(NAMES)

    @rule(at=cluster, with_interface=st.booleans())
    def offer(self, at: str, *, with_interface: bool) -> None:
        network = LocalNetwork(("10.9.9.9",), "24", "Default", "10.9.9.1") if with_interface else None
        with self.fabric.lock:
            try:
                made = self.peerings[at].create(PeerRequest(local_network=network))
            except OntapError:
                return
            assert made.passphrase is not None
            self.offers.append(made.passphrase)

    @rule(at=cluster, to=cluster, data=st.data())
    def direct(self, at: str, to: str, data: st.DataObject) -> None:
        passphrase = data.draw(st.sampled_from(self.offers))
        addresses = self.fabric.clusters[to].intercluster_addresses()
        self._try(lambda: self.peerings[at].create(PeerRequest(addresses=addresses, passphrase=passphrase)))

    @rule(at=cluster, data=st.data(), name=st.sampled_from([None, "other"]))
    def change(self, at: str, data: st.DataObject, name: str | None) -> None:
        with self.fabric.lock:
            peers = list(self.peerings[at].after())
        if peers:
            uuid = data.draw(st.sampled_from(peers)).uuid
            self._try(lambda: self.peerings[at].update(uuid, PeerRequest(name=name, generate=True)))

    @rule(at=cluster, data=st.data())
    def delete(self, at: str, data: st.DataObject) -> None:
        with self.fabric.lock:
            peers = list(self.peerings[at].after())
        if peers:
            uuid = data.draw(st.sampled_from(peers)).uuid
            self._try(lambda: self.peerings[at].delete(uuid))

    @rule(source=cluster, end=cluster, state=st.sampled_from(LinkState))
    def link(self, source: str, end: str, state: LinkState) -> None:
        if source != end:
            self._try(lambda: set_link(self.fabric, Link(source, end, state, self.fabric.now())))

    @rule(number=st.integers(min_value=1, max_value=3), is_there=st.booleans())
    def dependant(self, number: int, *, is_there: bool) -> None:
        dependants = self.fabric.dependants
        new = Dependant(str(number), DependantKind.SVM_PEER, "east", "svm1", "west", "svm1")
        self._try(lambda: dependants.add(new) if is_there else dependants.remove(str(number)))

    @rule(minutes=st.integers(min_value=1, max_value=90))
    def advance(self, minutes: int) -> None:
        self._try(lambda: self.fabric.clock.advance(timedelta(minutes=minutes)))

    @rule()
    def reset(self) -> None:
        self._try(self.fabric.reset)

    def _try(self, step: Any) -> None:
        with self.fabric.lock, suppress(OntapError):
            step()

    @invariant()
    def what_a_kill_leaves_is_the_world(self) -> None:
        with TemporaryDirectory() as name:
            for path in self.folder.iterdir():
                shutil.copy(path, Path(name) / path.name)
            stored = read_state(Path(name) / "state")
            assert stored is not None
            assert stored.model_dump() == take(self.fabric).model_dump()
            raw = b"".join(path.read_bytes() for path in Path(name).iterdir())
            assert not [secret for secret in self.offers if secret.encode() in raw]

    def teardown(self) -> None:
        self.opened.close()


StateMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
test_every_change_is_in_the_state_file = StateMachine.TestCase


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "state.db"


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(path: Path, tmp_path: Path) -> None:
    endpoints_file = tmp_path / "endpoints.json"
    options = ("--state", str(path), "--endpoints-file", str(endpoints_file), "--no-tls")
    kept: dict[str, str] = {}
    with requests.Session() as session:
        session.trust_env = False
        for number in range(3):
            with serving(*options) as process:
                wait_until_ready(process)
                east = json.loads(endpoints_file.read_text())["clusters"]["east"]
                session.auth = (east["username"], east["password"])
                peers = f"{east['url']}/api/cluster/peers"
                listed = session.get(peers, timeout=DEADLINE).json()
                assert {each["uuid"]: each["name"] for each in listed["records"]} == kept
                ends_at = time.monotonic() + 0.3 + 0.1 * number
                while time.monotonic() < ends_at:
                    record = session.post(peers, timeout=DEADLINE).json()["records"][0]
                    kept[record["uuid"]] = record["name"]
                process.kill()
                process.wait(DEADLINE)
    assert len(kept) > 10
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_state_file_remembers_its_fabric_and_seed(path: Path) -> None:
    with OntapSimulator(["a", "b"], tls=False, state=path) as first:
        ends = first.endpoints
    with OntapSimulator(tls=False, state=path) as again:
        assert again.fabric.seed == first.fabric.seed
        assert [end.password for end in again.endpoints.values()] == [end.password for end in ends.values()]
        assert [end.uuid for end in again.endpoints.values()] == [end.uuid for end in ends.values()]
    with pytest.raises(ValueError, match=r"holds another fabric, of a, b; leave its description out"):
        OntapSimulator(["c"], state=path)
    with pytest.raises(ValueError, match=r"holds a fabric of seed .*; leave the seed out"):
        OntapSimulator(seed=first.fabric.seed + 1, state=path)


def test_a_state_file_belongs_to_one_simulator(path: Path) -> None:
    with (
        OntapSimulator(tls=False, state=path),
        pytest.raises(ValueError, match=r"state.db: in use by another simulator; stop that one"),
    ):
        OntapSimulator(tls=False, state=path)


def test_what_is_no_state_file_is_refused_in_one_line_and_left_as_it_is(path: Path) -> None:
    path.write_text("something of the user's, which is long enough to be looked at")
    with pytest.raises(ValueError, match=r"state.db: no state file of this simulator; name another file"):
        OntapSimulator(state=path)
    assert path.read_text().startswith("something")


def test_a_state_file_of_another_format_is_refused(path: Path) -> None:
    with OntapSimulator(tls=False, state=path):
        pass
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(ValueError, match=r"a state file of format 9, while this version reads format 1"):
        OntapSimulator(state=path)


@pytest.mark.covers("code 262145")
def test_a_change_that_cannot_be_saved_is_not_acknowledged(path: Path, tmp_path: Path) -> None:
    endpoints_file = tmp_path / "endpoints.json"
    options = ("--state", str(path), "--endpoints-file", str(endpoints_file), "--no-tls")
    with serving(*options) as process, requests.Session() as session:
        session.trust_env = False
        wait_until_ready(process)
        east = json.loads(endpoints_file.read_text())["clusters"]["east"]
        session.auth = (east["username"], east["password"])
        peers = f"{east['url']}/api/cluster/peers"
        assert session.post(peers, timeout=DEADLINE).status_code == 201
        size = max(each.stat().st_size for each in tmp_path.iterdir())
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, size))
        reply = session.post(peers, timeout=DEADLINE)
        assert (reply.status_code, reply.json()["error"]["code"]) == (500, "262145")
        process.kill()
    with OntapSimulator(tls=False, state=path) as simulator:
        assert len(simulator.fabric.clusters["east"].peers) == 1
