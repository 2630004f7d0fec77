"""New addresses for a cluster's intercluster interfaces at run time, and what that does to its peers."""

from pathlib import Path
from typing import Any

import pytest

from ontap_simulator import OntapSimulator
from support.world import World, started

PEERS = "cluster/peers"
SECRET = "made up for this test"
MOVED = ["10.2.0.21", "10.2.0.22"]


def states(world: World, alias: str) -> tuple[str, str]:
    (record,) = world.client(alias).get(f"{PEERS}?fields=status.state,authentication.state")["records"]
    return record["status"]["state"], record["authentication"]["state"]


def settled(world: World) -> None:
    """East and west, each dialling all addresses of the other."""
    for alias, other in (("east", "west"), ("west", "east")):
        direct(world, alias, world.addresses(other))
    world.advance("PT1H")


def direct(world: World, alias: str, addresses: list[str]) -> None:
    world.client(alias).post({"remote": {"ip_addresses": addresses}, "authentication": {"passphrase": SECRET}})


def test_a_cluster_has_its_new_addresses_everywhere(world: World) -> None:
    before = world.west.get("network/ip/interfaces?services=intercluster_core&fields=*")["records"]
    world.readdress("west", MOVED)
    after = world.west.get("network/ip/interfaces?services=intercluster_core&fields=*")["records"]
    assert [each["ip"]["address"] for each in after] == MOVED
    assert [(each["uuid"], each["name"]) for each in after] == [(each["uuid"], each["name"]) for each in before]
    assert world.addresses("west") == MOVED
    assert world.endpoints["west"]["intercluster_addresses"] == MOVED
    direct(world, "east", MOVED)
    direct(world, "west", world.addresses("east"))
    assert states(world, "east") == ("pending", "ok")


@pytest.mark.covers("a peer that dials dead addresses")
def test_a_peer_that_dials_dead_addresses_is_unavailable(world: World) -> None:
    settled(world)
    assert states(world, "east") == states(world, "west") == ("available", "ok")
    world.readdress("west", MOVED)
    assert states(world, "east") == ("unavailable", "ok")
    assert states(world, "west") == ("partial", "ok")


def test_the_new_addresses_make_it_available_again(world: World) -> None:
    settled(world)
    world.readdress("west", MOVED)
    world.advance("PT1H")
    body = {"remote": {"ip_addresses": MOVED}}
    assert world.east.call("PATCH", f"{PEERS}/{world.west.uuid}", json=body).status_code == 200
    assert states(world, "east") == states(world, "west") == ("available", "ok")


def test_so_do_the_old_ones_if_they_come_back(world: World) -> None:
    settled(world)
    old = world.addresses("west")
    world.readdress("west", MOVED)
    world.readdress("west", old)
    assert states(world, "east") == states(world, "west") == ("available", "ok")


@pytest.mark.parametrize("addresses", [["10.2.0.12"], ["10.2.0.12", "10.2.0.31"], ["10.2.0.11"]])
def test_a_peer_that_dials_some_dead_addresses_is_partial(world: World, addresses: list[str]) -> None:
    settled(world)
    world.readdress("west", addresses)
    assert states(world, "east") == states(world, "west") == ("partial", "ok")


def test_an_address_that_leads_to_another_cluster_is_dead(world: World) -> None:
    settled(world)
    old = world.addresses("west")
    world.readdress("west", MOVED)
    world.readdress("east", old)
    assert states(world, "east") == states(world, "west") == ("unavailable", "ok")


def test_a_cut_link_still_counts(world: World) -> None:
    settled(world)
    world.readdress("west", MOVED)
    world.steer("links", {"from": "east", "to": "west", "state": "down"})
    assert states(world, "west") == ("unavailable", "ok")


def test_the_update_time_is_when_the_addresses_changed(world: World) -> None:
    settled(world)
    world.readdress("west", MOVED)
    moved = world.control("GET", "clock").json()["now"]
    world.advance("PT1H")
    shown = f"{PEERS}/{world.west.uuid}?fields=status.update_time"
    assert world.east.get(shown)["status"]["update_time"] == moved
    world.east.call("PATCH", f"{PEERS}/{world.west.uuid}", json={"remote": {"ip_addresses": MOVED}})
    mended = world.control("GET", "clock").json()["now"]
    world.advance("PT1H")
    assert world.east.get(shown)["status"]["update_time"] == mended


def test_an_offer_names_an_address_that_the_cluster_has(world: World) -> None:
    uuid = world.west.post({})["uuid"]
    shown = f"{PEERS}/{uuid}?fields=ip_address"
    world.readdress("west", MOVED)
    assert world.west.get(shown)["ip_address"] == MOVED[0]
    world.readdress("west", [])
    assert world.west.get(shown)["ip_address"] == "0.0.0.0"  # noqa: S104 - what ONTAP shows without an interface
    world.readdress("west", MOVED[1:])
    assert world.west.get(shown)["ip_address"] == MOVED[1]


def test_old_addresses_cannot_be_dialled_any_more(world: World) -> None:
    old = world.addresses("west")
    world.readdress("west", MOVED)
    body = {"remote": {"ip_addresses": old}, "authentication": {"passphrase": SECRET}}
    assert world.east.refused("POST", json=body) == (400, "4653218")


def test_a_rotation_waits_until_the_other_side_can_be_reached_again(world: World) -> None:
    settled(world)
    old = world.addresses("west")
    world.readdress("west", MOVED)
    world.readdress("east", ["10.1.0.21"])
    for client, other in ((world.east, world.west), (world.west, world.east)):
        body = {"authentication": {"passphrase": "another made-up secret", "in_use": "ok", "expiry_time": "PT1H"}}
        assert client.call("PATCH", f"{PEERS}/{other.uuid}", json=body).status_code == 200
    world.readdress("west", old)
    world.advance("PT2H")
    assert states(world, "east")[1] == "ok"


def test_another_ipspace_keeps_its_addresses(lab_world: World) -> None:
    lab = lab_world.west.get("network/ip/interfaces?ipspace.name=lab&fields=ip.address")["records"]
    lab_world.readdress("west", MOVED)
    assert lab_world.west.get("network/ip/interfaces?ipspace.name=lab&fields=ip.address")["records"] == lab
    lab_world.steer("interfaces", {"cluster": "west", "ipspace": "lab", "addresses": ["fd00::5", "10.2.9.9"]})
    assert lab_world.control("GET", "interfaces").json()["interfaces"][-1] == {
        "cluster": "west",
        "ipspace": "lab",
        "addresses": ["fd00::5", "10.2.9.9"],
    }


def everything(world: World) -> list[Any]:
    paths = (f"{PEERS}?fields=**", "network/ip/interfaces?fields=*")
    seen = [client.get(path) for client in (world.east, world.west) for path in paths]
    return [*seen, *(world.control("GET", path).json() for path in ("interfaces", "fabric"))]


def test_a_snapshot_has_the_new_addresses_and_a_reset_the_old_ones(world: World) -> None:
    at_first = world.control("GET", "interfaces").json()
    settled(world)
    world.readdress("west", [*MOVED, "10.2.0.23"])
    world.advance("PT1H")
    network = {"netmask": "24", "broadcast_domain": "Default", "gateway": "10.2.0.1"}
    world.west.post({"local_network": {"interfaces": [{"ip_address": "10.2.0.91"}], **network}})
    before, snapshot = everything(world), world.control("GET", "snapshot")
    world.control("POST", "reset")
    assert world.control("GET", "interfaces").json() == at_first
    assert world.control("PUT", "snapshot", data=snapshot.content).status_code == 200
    assert everything(world)[:-1] == before[:-1]
    assert world.control("GET", "snapshot").json() == snapshot.json()


def test_a_state_file_has_the_new_addresses(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with started(OntapSimulator(seed=4, tls=False, state=path)) as made:
        settled(made)
        made.readdress("west", MOVED)
        before = everything(made)[:-1]
    with started(OntapSimulator(tls=False, state=path)) as made:
        assert everything(made)[:-1] == before


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"cluster": "north", "addresses": []}, "cluster: there is no cluster 'north'"),
        ({"cluster": "west", "ipspace": "lab", "addresses": []}, "ipspace: cluster west has no IPspace 'lab'"),
        ({"cluster": "west", "ipspace": "Cluster", "addresses": []}, "ipspace: cluster west has no IPspace 'Cluster'"),
        ({"cluster": "west", "addresses": ["10.1.0.11"]}, "addresses: 10.1.0.11 belongs to cluster east"),
        ({"cluster": "west", "addresses": ["10.2.0.10"]}, "addresses: 10.2.0.10 belongs to cluster west"),
        ({"cluster": "west", "addresses": ["fd00::1", "FD00::1"]}, "addresses: fd00::1 is given twice"),
        ({"cluster": "west", "addresses": ["west.example"]}, "addresses.0: west.example is not an IP address"),
        ({"cluster": "west", "addresses": ["0.0.0.0"]}, "addresses: 0.0.0.0 cannot be an interface's"),  # noqa: S104
        ({"cluster": "west", "addresses": ["fe80::1%e0a"]}, "addresses: fe80::1%e0a cannot be an interface's"),
        ({"cluster": "west"}, "addresses: Field required"),
        ({"cluster": "west", "addresses": [], "nodes": 2}, "nodes: Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(world: World, body: Any, said: str) -> None:
    before = world.control("GET", "interfaces").json()
    reply = world.control("POST", "interfaces", json=body)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith(said)
    assert world.control("GET", "interfaces").json() == before
