"""Cut, slow and one-way links between clusters, and what they do to peerings."""

from typing import Any

import pytest

from support.world import World

PEERS = "cluster/peers"
SECRET = "made-for-a-test"


def link(world: World, state: str, source: str = "east", target: str = "west", *, both_ways: bool = True) -> None:
    body = {"from": source, "to": target, "state": state, "both_ways": both_ways}
    reply = world.control("POST", "links", json=body)
    assert reply.status_code == 200, reply.text


def status(world: World, alias: str = "east") -> dict[str, Any]:
    (record,) = getattr(world, alias).get(f"{PEERS}?fields=status,authentication")["records"]
    return {"status": record["status"]["state"], "authentication": record["authentication"]["state"]}


def directed(world: World, alias: str) -> None:
    client, other = (world.east, world.west) if alias == "east" else (world.west, world.east)
    client.post({"remote": {"ip_addresses": other.addresses}, "authentication": {"passphrase": SECRET}})


def settled(world: World) -> None:
    world.peer_by_offer()
    world.advance("PT5S")


def test_a_peer_behind_a_cut_link_is_unavailable_and_recovers(world: World) -> None:
    settled(world)
    world.advance("PT1H")
    link(world, "down")
    for alias in ("east", "west"):
        assert status(world, alias) == {"status": "unavailable", "authentication": "ok"}
    world.advance("PT1H")
    link(world, "up")
    for alias in ("east", "west"):
        assert status(world, alias) == {"status": "available", "authentication": "ok"}


def test_the_update_time_is_when_the_link_changed(world: World) -> None:
    settled(world)
    world.advance("PT1H")
    link(world, "down")
    world.advance("PT1H")
    (record,) = world.east.get(f"{PEERS}?fields=status.update_time")["records"]
    assert record["status"]["update_time"] == "2026-01-01T01:00:05+00:00"


def test_a_link_cut_one_way_leaves_the_peers_partial(world: World) -> None:
    settled(world)
    link(world, "down", both_ways=False)
    assert (status(world, "east")["status"], status(world, "west")["status"]) == ("partial", "partial")


def test_a_cluster_behind_a_cut_link_cannot_be_introduced(world: World) -> None:
    link(world, "down", "west", "east", both_ways=False)
    body = {"remote": {"ip_addresses": world.east.addresses}, "authentication": {"passphrase": SECRET}}
    assert world.west.refused("POST", json=body) == (400, "4653218")
    assert world.west.get()["num_records"] == 0
    directed(world, "east")


def test_new_addresses_behind_a_cut_link_are_refused(world: World) -> None:
    settled(world)
    link(world, "down")
    uuid = world.west.get()["records"][0]["uuid"]
    body = {"remote": {"ip_addresses": world.east.addresses[1:]}}
    assert world.west.refused("PATCH", f"{PEERS}/{uuid}", json=body) == (400, "4653218")


def test_a_peering_that_waited_for_the_link_is_completed_when_it_is_restored(world: World) -> None:
    directed(world, "east")
    link(world, "down", "west", "east", both_ways=False)
    link(world, "up", "west", "east", both_ways=False)
    directed(world, "west")
    uuid = world.west.get()["records"][0]["uuid"]
    link(world, "down")
    for client in (world.east, world.west):
        (peer,) = client.get()["records"]
        body = {"authentication": {"passphrase": "a-rotated-secret", "expiry_time": "PT1H"}}
        assert client.call("PATCH", f"{PEERS}/{peer['uuid']}", json=body).status_code == 200
    assert "expiry_time" in world.west.get(f"{PEERS}/{uuid}?fields=authentication")["authentication"]
    link(world, "up")
    world.advance("PT2H")
    assert status(world) == {"status": "available", "authentication": "ok"}


def test_a_slow_link_delays_only_when_the_peer_is_seen_as_available(world: World) -> None:
    link(world, "slow")
    settled(world)
    assert status(world) == {"status": "pending", "authentication": "ok"}
    world.advance("PT60S")
    assert status(world) == {"status": "available", "authentication": "ok"}


def test_links_are_listed_and_a_reset_restores_them(world: World) -> None:
    link(world, "down", both_ways=False)
    assert world.control("GET", "links").json() == {"links": [{"from": "east", "to": "west", "state": "down"}]}
    world.control("POST", "reset")
    assert world.control("GET", "links").json() == {"links": []}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"from": "east", "to": "north", "state": "down"}, "to: there is no cluster 'north'"),
        ({"from": "east", "to": "east", "state": "down"}, "to: must be another cluster than from"),
        ({"from": "east", "to": "west", "state": "broken"}, "state"),
        ({"from": "east", "to": "west"}, "state"),
        ({"from": "east", "to": "west", "state": "down", "code": "4"}, "code: Input should be '4653215', '4653216'"),
    ],
)
def test_a_bad_link_is_refused_in_one_line(world: World, change: dict[str, Any], said: str) -> None:
    reply = world.control("POST", "links", json=change)
    assert reply.status_code == 400
    assert said in reply.json()["error"]
