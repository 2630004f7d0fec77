"""Snapshots and state files that nobody wrote on purpose: refused in one line, or a world in which everything works."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontap_simulator import OntapSimulator
from support.world import World, started

LISTINGS = [
    "cluster/peers?fields=**&order_by=status.update_time",
    "network/ip/interfaces?fields=*",
    "svm/peers?fields=*",
]
LISTINGS += ["svm/peer-permissions?fields=*", "svm/svms?fields=*", "cluster?fields=*"]
VALUES: list[Any] = [
    "2026-01-01T00:00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "1900-01-01T00:00:00Z",
    "",
    "x",
]
VALUES += [None, 0, -1, 1e300, 10**30, True, [], {}, "*", "\ud7ff", "a" * 5000, "svm2", "10.9.9.9", "00:00"]


def furnish(world: World) -> None:
    """Something of everything: peers of each kind, links, dependents, interfaces."""
    world.peer_by_offer()
    body = {"cluster": "east", "peer": "west", "kind": "svm_peer", "svm": "svm1", "peer_svm": "svm1"}
    world.steer("dependents", body)
    world.steer("links", {"from": "east", "to": "west", "state": "down", "both_ways": False})
    world.readdress("west", ["10.2.0.21", "10.2.0.22"])
    network = {"netmask": "24", "broadcast_domain": "Default", "gateway": "10.1.0.1"}
    world.east.post({"local_network": {"interfaces": [{"ip_address": "10.1.0.99"}], **network}})
    offer = {"initial_allowed_svms": [{"name": "svm1"}], "name": "offer", "peer_applications": ["snapmirror"]}
    world.west.post(offer)


def everything_works(world: World) -> None:
    for client in (world.east, world.west):
        for path in LISTINGS:
            assert client.call("GET", path).status_code == 200, path
    for path in ("fabric", "links", "interfaces", "dependents", "clock", "snapshot", "journal"):
        assert world.control("GET", path).status_code == 200, path
    for alias in ("east", "west"):
        body = {"cluster": alias, "addresses": ["10.9.0.1", "10.9.0.2"]}
        assert world.control("POST", "interfaces", json=body).status_code in (200, 400)
    world.advance("PT8H")
    assert world.east.call("POST", "cluster/peers").status_code < 500
    assert world.east.call("DELETE", "cluster/peers?name=*&continue_on_failure=true").status_code < 500
    assert world.control("GET", "snapshot").status_code == 200


@pytest.fixture(scope="module")
def furnished() -> Iterator[tuple[World, dict[str, Any]]]:
    with started(OntapSimulator(seed=5, tls=False)) as made:
        furnish(made)
        yield made, made.control("GET", "snapshot").json()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a snapshot but the description of the fabric."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if key != "fabric":
            yield from leaves(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = changed(value[key], tuple(rest), new)
    return copy


@given(data=st.data(), new=st.sampled_from(VALUES))
@settings(max_examples=250, derandomize=True)
def test_a_snapshot_is_refused_or_makes_a_whole_world(
    furnished: tuple[World, dict[str, Any]], data: st.DataObject, new: Any
) -> None:
    world, snapshot = furnished
    path = data.draw(st.sampled_from(sorted(leaves(snapshot), key=str)))
    reply = world.control("PUT", "snapshot", data=json.dumps(changed(snapshot, path, new)))
    if reply.status_code == 200:
        everything_works(world)
    else:
        assert reply.status_code == 400
        assert len(reply.json()["error"].splitlines()) == 1


@pytest.mark.parametrize("field", ["changed_at", "offer.expires_at"])
def test_an_instant_without_an_offset_is_refused(furnished: tuple[World, dict[str, Any]], field: str) -> None:
    world, snapshot = furnished
    path = ("peers", "west", 1, *field.split("."))
    reply = world.control("PUT", "snapshot", json=changed(snapshot, path, "2026-01-01T00:00:00"))
    assert reply.status_code == 400
    assert reply.json()["error"] == f"peers.west.1.{field}: Input should have timezone info"


def test_a_snapshot_whose_dependents_have_unknown_svms_is_refused(furnished: tuple[World, dict[str, Any]]) -> None:
    world, snapshot = furnished
    reply = world.control("PUT", "snapshot", json=changed(snapshot, ("network", "dependents", 0, "svm"), "gone"))
    assert (reply.status_code, reply.json()["error"]) == (400, "cluster east has no SVM 'gone'")


VALUES_OF_CELLS: list[Any] = [
    "",
    "x",
    "{}",
    "[]",
    "null",
    "\ud7ff",
    b"\xff\xfe",
    b"{}",
    b"\x00",
    0,
    -1,
    1.5,
    2**62,
    "9" * 5000,
]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("state") / "state.db"
    with started(OntapSimulator(seed=5, tls=False, state=path)) as made:
        furnish(made)
    return path.read_bytes()


STATEMENTS = {
    "seed": "UPDATE world SET value = ? WHERE key = 'seed'",
    "fabric": "UPDATE world SET value = ? WHERE key = 'fabric'",
    "position": "UPDATE world SET value = ? WHERE key = 'position'",
    "network": "UPDATE world SET value = ? WHERE key = 'network'",
    "key of the seed": "UPDATE world SET key = ? WHERE key = 'seed'",
    "key of the network": "UPDATE world SET key = ? WHERE key = 'network'",
    "cluster of a peer": "UPDATE peers SET cluster = ? WHERE uuid = (SELECT min(uuid) FROM peers)",
    "uuid of a peer": "UPDATE peers SET uuid = ? WHERE uuid = (SELECT min(uuid) FROM peers)",
    "record of a peer": "UPDATE peers SET record = ? WHERE uuid = (SELECT min(uuid) FROM peers)",
}


def opened(path: Path) -> OntapSimulator | str:
    """The simulator that continues with a state file, or the complaint."""
    try:
        return OntapSimulator(tls=False, state=path)
    except ValueError as error:
        return str(error)


def check_complaint(path: Path, complaint: str) -> None:
    assert complaint.startswith(f"{path}: ")
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("cell", STATEMENTS)
def test_a_damaged_state_file_is_one_line(state: bytes, tmp_path: Path, cell: str) -> None:
    for number, value in enumerate(VALUES_OF_CELLS):
        path = tmp_path / f"{number}.db"
        path.write_bytes(state)
        with sqlite3.connect(path) as database:
            database.execute(STATEMENTS[cell], (value,))
        database.close()
        found = opened(path)
        if isinstance(found, str):
            check_complaint(path, found)
            continue
        with started(found) as made:
            everything_works(made)


@pytest.mark.parametrize(
    "content", [b"\xff" * 200, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 4096, b"\0" * 99]
)
def test_a_state_file_that_is_not_text_either_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(content)
    found = opened(path)
    assert isinstance(found, str)
    check_complaint(path, found)


def test_a_state_file_with_pages_overwritten_is_one_line_or_a_whole_world(state: bytes, tmp_path: Path) -> None:
    for page in range(len(state) // 4096):
        for offset in (0, 100, 2000, 4000):
            path = tmp_path / f"{page}-{offset}.db"
            start = page * 4096 + offset
            path.write_bytes(state[:start] + b"\xff" * 50 + state[start + 50 :])
            found = opened(path)
            if isinstance(found, str):
                check_complaint(path, found)
