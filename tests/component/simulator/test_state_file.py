"""State files: every change is in them, and no passphrase."""

import shutil
import sqlite3
from contextlib import ExitStack, suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ontap_simulator import OntapSimulator
from ontap_simulator.clock import ManualClock
from ontap_simulator.control.snapshot import take
from ontap_simulator.control.state_file import read_state, saved_in
from ontap_simulator.domain.dependents import Dependent, DependentKind
from ontap_simulator.domain.errors import OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import set_link
from ontap_simulator.domain.links import Link, LinkState
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.readdress import readdress
from ontap_simulator.domain.request import LocalNetwork, PeerRequest
from ontap_simulator.domain.spec import FabricSpec

OWN_SECRET = "a passphrase of one's own"
NAMES = ("east", "west", "north")


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

    @rule(at=cluster, host=st.integers(min_value=11, max_value=14), count=st.integers(min_value=0, max_value=3))
    def readdress(self, at: str, host: int, count: int) -> None:
        cluster = self.fabric.clusters[at]
        network = f"10.{NAMES.index(at) + 1}.0"
        addresses = tuple(ip_address(f"{network}.{host + number}") for number in range(count))
        self._try(lambda: readdress(self.fabric, cluster, cluster.ipspace(), addresses))

    @rule(number=st.integers(min_value=1, max_value=3), is_there=st.booleans())
    def dependent(self, number: int, *, is_there: bool) -> None:
        dependents = self.fabric.dependents
        new = Dependent(str(number), DependentKind.SVM_PEER, "east", "svm1", "west", "svm1")
        self._try(lambda: dependents.add(new) if is_there else dependents.remove(str(number)))

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


StateMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=25)
test_every_change_is_in_the_state_file = StateMachine.TestCase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def test_a_state_file_keeps_its_fabric_and_seed(path: Path) -> None:
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


def test_a_file_that_is_no_state_file_is_refused_in_one_line_and_left_unchanged(path: Path) -> None:
    path.write_text("something of the user's, which is long enough to be looked at")
    with pytest.raises(ValueError, match=r"state.db: not a state file of this simulator; choose another file"):
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
