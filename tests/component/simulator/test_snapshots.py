"""Snapshots over the control port: the whole world comes back, and no passphrase is in them."""

import json
from typing import Any

import pytest

from support.world import World

OWN_SECRET = "a passphrase of one's own"


def furnish(world: World) -> list[str]:
    """Something of everything in the world; the passphrases used."""
    generated = world.peer_by_offer()
    body = {"cluster": "east", "peer": "west", "kind": "snapmirror", "svm": "svm1", "peer_svm": "svm1"}
    assert world.control("POST", "dependents", json=body).status_code == 200
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
    return [*seen, *(world.control("GET", path).json() for path in ("clock", "links", "dependents"))]


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


def test_a_restored_world_behaves_like_the_first(world: World) -> None:
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
