"""SVMs, their peers and permissions; and what depends on a peering keeps it from being deleted."""

from typing import Any

import pytest

from support.world import World

PEERS = "cluster/peers"


def place(world: World, kind: str) -> str:
    body = {"cluster": "east", "peer": "west", "kind": kind, "svm": "svm1", "peer_svm": "svm2"}
    reply = world.control("POST", "dependents", json=body)
    assert reply.status_code == 200, reply.text
    identifier: str = reply.json()["id"]
    return identifier


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        pytest.param("svm_peer", (409, "4653079"), marks=pytest.mark.covers("DELETE 4653079")),
        ("snapmirror", (409, "4653079")),
        pytest.param("svm_migration", (400, "4663070"), marks=pytest.mark.covers("DELETE 4663070")),
    ],
)
def test_a_peer_with_a_dependent_is_not_deleted_on_either_side(
    world: World, kind: str, refusal: tuple[int, str]
) -> None:
    world.peer_by_offer()
    identifier = place(world, kind)
    for client in (world.east, world.west):
        uuid = client.get()["records"][0]["uuid"]
        assert client.refused("DELETE", f"{PEERS}/{uuid}") == refusal
        assert client.get()["num_records"] == 1
    assert world.control("DELETE", f"dependents/{identifier}").status_code == 200
    assert world.east.call("DELETE", f"{PEERS}/{world.east.get()['records'][0]['uuid']}").status_code == 200


@pytest.mark.covers("GET /svm/peers", "GET /svm/peers/{uuid}")
def test_an_svm_peer_is_seen_from_both_sides(world: World) -> None:
    world.peer_by_offer()
    identifier = place(world, "svm_peer")
    (here,) = world.east.get("svm/peers?fields=*")["records"]
    there = world.west.get(f"svm/peers/{identifier}")
    assert (here["svm"]["name"], here["peer"]["svm"]["name"], here["peer"]["cluster"]["name"]) == (
        "svm1",
        "svm2",
        "west",
    )
    assert (there["svm"]["name"], there["peer"]["svm"]["name"], there["state"]) == ("svm2", "svm1", "peered")


@pytest.mark.covers("GET /svm/peer-permissions")
def test_allowed_svms_become_permissions_once_the_offer_is_accepted(world: World) -> None:
    offer = world.east.post({"initial_allowed_svms": [{"name": "svm1"}], "peer_applications": ["snapmirror"]})
    assert world.east.get("svm/peer-permissions")["num_records"] == 0
    secret = offer["authentication"]["passphrase"]
    world.west.post(
        {
            "remote": {"ip_addresses": world.east.addresses},
            "authentication": {"passphrase": secret},
            "initial_allowed_svms": [{"name": "*"}],
        }
    )
    (permission,) = world.east.get("svm/peer-permissions?fields=*")["records"]
    assert permission["svm"]["name"] == "svm1"
    assert permission["cluster_peer"]["name"] == "west"
    assert permission["applications"] == ["snapmirror"]
    assert world.west.get("svm/peer-permissions?fields=svm.name")["records"][0]["svm"] == {"name": "*"}


@pytest.mark.covers("GET /svm/svms", "GET /svm/svms/{uuid}")
def test_the_svm_that_a_peer_links_to_can_be_read(world: World) -> None:
    names = [record["name"] for record in world.east.get("svm/svms?order_by=name")["records"]]
    assert names == ["svm1", "svm2"]
    world.east.post({"initial_allowed_svms": [{"name": "svm1"}]})
    (peer,) = world.east.get(f"{PEERS}?fields=initial_allowed_svms")["records"]
    href = peer["initial_allowed_svms"][0]["_links"]["self"]["href"]
    assert world.east.get(href.removeprefix("/api/"))["name"] == "svm1"


def test_permissions_come_in_pages(world: World) -> None:
    world.peer_by_offer()
    uuid = world.east.get()["records"][0]["uuid"]
    assert world.east.call("DELETE", f"{PEERS}/{uuid}").status_code == 200
    offer = world.east.post({"initial_allowed_svms": [{"name": "svm1"}, {"name": "svm2"}]})
    (stale,) = world.west.get()["records"]
    body = {"authentication": {"passphrase": offer["authentication"]["passphrase"]}}
    assert world.west.call("PATCH", f"{PEERS}/{stale['uuid']}", json=body).status_code == 200
    first = world.east.get("svm/peer-permissions?max_records=1&fields=svm.name")
    second = world.east.get(first["_links"]["next"]["href"].removeprefix("/api/"))
    assert [page["records"][0]["svm"]["name"] for page in (first, second)] == ["svm1", "svm2"]


def test_nothing_is_written_beside_peers(world: World) -> None:
    for path in ("svm/svms", "svm/peers", "svm/peer-permissions"):
        assert world.east.refused("POST", path, json={}) == (405, "3")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cluster": "north"}, "cluster: there is no cluster 'north'"),
        ({"peer": "south"}, "peer: cluster east has no accepted peer 'south'"),
        ({"svm": "svm9"}, "svm: cluster east has no SVM 'svm9'"),
        ({"peer_svm": "svm9"}, "peer_svm: cluster west has no SVM 'svm9'"),
        ({"kind": "volume"}, "kind"),
    ],
)
def test_a_bad_dependent_is_refused_in_one_line(world: World, change: dict[str, Any], said: str) -> None:
    world.peer_by_offer()
    body = {"cluster": "east", "peer": "west", "kind": "svm_peer", "svm": "svm1", "peer_svm": "svm1", **change}
    reply = world.control("POST", "dependents", json=body)
    assert reply.status_code == 400
    assert said in reply.json()["error"]
    assert world.control("DELETE", "dependents/none").status_code == 404
