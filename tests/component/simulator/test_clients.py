"""What NetApp's own clients send and compare: paths, words, fields and filters."""

import http.client
import json
import ssl
from typing import Any

import pytest

from support.world import HTTP_SECONDS, World

PEERS = "/api/cluster/peers"
NOBODY = "00000000-0000-0000-0000-000000000000"
SECRET = "made up for this test"
covers = pytest.mark.covers


def sent_as_it_is(world: World, path: str, method: str = "GET") -> tuple[int, Any]:
    """Status and answer; other clients tidy up a path before they send it."""
    end = world.simulator.endpoints["east"]
    context = ssl.create_default_context(cafile=end.ca_file)
    connection = http.client.HTTPSConnection(end.host, end.port, timeout=HTTP_SECONDS, context=context)
    try:
        connection.request(method, path, headers={"Authorization": f"Bearer {end.token}"})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


@covers("empty segments of a path")
@pytest.mark.parametrize("path", ["/api//cluster/peers", "//api/cluster/peers", "/api/cluster///peers", f"{PEERS}/"])
def test_empty_segments_are_passed_over(world: World, path: str) -> None:
    status, found = sent_as_it_is(world, path)
    assert (status, found["num_records"]) == (200, 0)
    assert world.journal()[0]["path"] == path


@covers("dot segments of a path")
@pytest.mark.parametrize(
    "path",
    [
        "/api/./cluster/peers",
        "/api/cluster/nodes/../peers",
        "/../api/cluster/peers",
        "/api/cluster/peers/.",
        "/api/%63luster/peers",
    ],
)
def test_dot_segments_are_resolved(world: World, path: str) -> None:
    assert sent_as_it_is(world, path)[0] == 200


@covers("dot segments of a path")
@pytest.mark.parametrize(
    "path",
    [
        "/api/cluster/peers/%2e",
        "/%2E%2E" + PEERS,
        PEERS + "/{uuid}/files/%2E%2E",
        PEERS + "/{uuid}/%2e%2e",
        "/api/cluster%2Fpeers",
        "/api%2f..%2fapi/cluster/peers",
    ],
)
def test_encoded_dots_and_slashes_are_text(world: World, path: str) -> None:
    uuid = world.east.post({})["uuid"]
    assert sent_as_it_is(world, path.format(uuid=uuid))[0] == 404


def test_a_page_of_an_untidy_path_links_to_a_tidy_one(world: World) -> None:
    for _ in range(2):
        world.east.post({})
    _, page = sent_as_it_is(world, "/%C3%A9/..//api/cluster/peers?max_records=1")
    assert page["_links"]["self"]["href"] == f"{PEERS}?max_records=1"
    assert page["_links"]["next"]["href"].startswith(f"{PEERS}?start.uuid=")


def test_a_fault_rule_befalls_what_a_path_stands_for(world: World) -> None:
    world.steer("faults", {"match": {"path": PEERS}, "effect": {"kind": "status", "status": 503}})
    assert sent_as_it_is(world, "/api//cluster/./peers")[0] == 503


@covers("code 39387137")
@pytest.mark.parametrize("path", ["/api/cluster/peers%", "/api/cluster/%zzpeers", "/api/cluster/peers/%4"])
def test_a_broken_percent_encoding_is_an_invalid_url(world: World, path: str) -> None:
    status, found = sent_as_it_is(world, path)
    assert (status, found["error"]["code"]) == (400, "39387137")


def error(world: World, method: str, path: str, **options: Any) -> tuple[int, dict[str, str]]:
    reply = world.east.call(method, path, **options)
    found: dict[str, str] = reply.json()["error"]
    return reply.status_code, found


@covers("an unknown endpoint is code 3")
@pytest.mark.parametrize(
    "path", ["cluster/nothing", "private/cli/network/interface", "/", "/api", "/API/cluster", "cluster/jobs"]
)
def test_an_unknown_endpoint_is_code_3(world: World, path: str) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE"):
        assert error(world, method, path) == (404, {"message": "API not found", "code": "3"})


@covers("code 2", "a key that is no UUID")
@pytest.mark.parametrize(
    "path", ["cluster/peers", "cluster/jobs", "network/ip/interfaces", "network/ipspaces", "svm/svms"]
)
@pytest.mark.parametrize("key", ["1", "none", "east", f"{NOBODY}0", "%7Buuid%7D"])
def test_a_key_that_is_no_uuid_is_code_2(world: World, path: str, key: str) -> None:
    shown = key.replace("%7B", "{").replace("%7D", "}")
    expected = {"message": f'"{shown}" is an invalid value for field "uuid" (<UUID>)', "code": "2", "target": "uuid"}
    assert error(world, "GET", f"{path}/{key}") == (404, expected)
    assert error(world, "GET", f"{path}/{NOBODY}") == (
        404,
        {"message": "entry doesn't exist", "code": "4", "target": "uuid"},
    )


@covers("words that clients compare")
def test_clients_know_the_cause_by_its_words(world: World) -> None:
    _, found = error(world, "GET", "cluster/peers", auth=("admin", "wrong"))
    assert found["message"] == "User is not authorized."
    end = world.simulator.endpoints["east"]
    _, found = error(world, "DELETE", f"cluster/peers/{NOBODY}", auth=(end.reader_username, end.reader_password))
    assert found["message"] == "not authorized for that command"
    for method, path in (("GET", "cluster/peers?colour=red"), ("PATCH", f"cluster/peers/{NOBODY}?colour=red")):
        assert error(world, method, path)[1]["message"] == 'Unexpected argument "colour".'
    _, found = error(world, "POST", "cluster/peers", json={"colour": "red"})
    assert found["message"] == 'Unexpected argument "colour".'
    _, found = error(world, "GET", f"cluster/peers/{NOBODY}/more")
    assert found == {"message": 'Unexpected argument "more".', "code": "262179"}


@covers("unreachable addresses of a POST")
@pytest.mark.parametrize("code", [f"46532{number}" for number in range(15, 21)])
def test_an_address_that_does_not_answer_is_a_failed_introduction(world: World, code: str) -> None:
    dead = {"remote": {"ip_addresses": ["192.0.2.1"]}, "authentication": {"passphrase": SECRET}}
    status, found = error(world, "POST", "cluster/peers", json=dead)
    assert (status, found["code"], found["target"]) == (400, "4653218", "remote.ip_addresses")
    assert found["message"].startswith("An introductory RPC to the peer address")
    world.steer("links", {"from": "east", "to": "west", "state": "down", "code": code})
    cut = {"remote": {"ip_addresses": world.west.addresses}, "authentication": {"passphrase": SECRET}}
    status, found = error(world, "POST", "cluster/peers", json=cut)
    assert (status, found["code"]) == (400, code)
    assert found["message"].startswith("An introductory RPC to the peer address")
    assert world.east.get()["num_records"] == 0


@covers("an empty PATCH of a peer")
def test_an_empty_patch_of_a_peer_has_no_effect(world: World) -> None:
    world.peer_by_offer()
    before = world.east.get("cluster/peers?fields=**")["records"]
    for body in ("", "{}"):
        reply = world.east.call("PATCH", f"cluster/peers/{world.west.uuid}", data=body)
        assert (reply.status_code, reply.json()) == (200, {})
    assert world.east.get("cluster/peers?fields=**")["records"] == before
    assert world.east.refused("PATCH", f"cluster/peers/{NOBODY}", json={}) == (404, "4")


@covers("no newline ends a body")
def test_bodies_have_the_lengths_that_clients_recorded(world: World) -> None:
    lengths = {"cluster/peers/1": 130, f"cluster/peers/{NOBODY}/ontap_32_vol_qt01": 102}
    for path, length in lengths.items():
        assert world.east.call("GET", path).headers["Content-Length"] == str(length)
    uuid = world.east.post({})["uuid"]
    reply = world.east.call("PATCH", f"cluster/peers/{uuid}", json={})
    assert (reply.text, reply.headers["Content-Length"]) == ("{\n}", "3")
    assert world.east.call("GET", f"cluster/peers/{uuid}?pretty=false").text.endswith("}")


def test_braces_in_a_text_are_no_empty_object(world: World) -> None:
    texts = ["{}", 'x": {}', "\\{}", "a\n{}"]
    for text in texts:
        _, found = error(world, "POST", "cluster/peers", json={"authentication": {"expiry_time": text}})
        assert f'"{text}"' in found["message"]


@covers("a job is described by its request")
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_job_is_described_by_its_request(world: World, method: str) -> None:
    keys = {} if method == "POST" else {"uuid": world.east.post({})["uuid"]}
    reply = world.east.call(method, "cluster/peers", json={"records": [keys]})
    job = world.east.get(reply.json()["job"]["_links"]["self"]["href"])
    assert (job["description"], job["message"], job["code"]) == (f"{method} /api/cluster/peers", "success", 0)


INTERFACES = "network/ip/interfaces"
FILTERS = {
    "service_policy.name=default-intercluster": 2,
    "service_policy.name=default-management": 1,
    "service_policy.name=default-intercluster|default-management": 3,
    "svm.name=svm1": 0,
    "svm.name=null": 3,
    "location.home_node.name=west-01": 2,
    "location.node.name=west-02": 1,
    "location.is_home=true": 3,
    "location.home_port.name=e0c": 2,
    "enabled=true": 3,
    "enabled=false": 0,
    "state=up": 3,
    "state=down": 0,
    "services=intercluster_core&state=up&enabled=True": 2,
}
HARVEST = "ip.address,name,svm.name,ipspace.name,location.home_node.name,location.home_port.name,location.is_home,"
HARVEST += "location.node.name,location.port.name,services,state,subnet.name"


@covers("filters of interfaces")
@pytest.mark.parametrize("query", FILTERS)
def test_interfaces_are_found_by_what_clients_ask_for(world: World, query: str) -> None:
    assert world.west.get(f"{INTERFACES}?{query}")["num_records"] == FILTERS[query]


@covers("filters of interfaces")
def test_an_interface_shows_what_clients_ask_for(world: World) -> None:
    found = world.west.get(f"{INTERFACES}?services=intercluster_core&fields={HARVEST},enabled,service_policy.name")
    first = found["records"][0]
    assert first["location"] == {
        "is_home": True,
        "home_node": {"name": "west-01"},
        "home_port": {"name": "e0c"},
        "node": {"name": "west-01"},
        "port": {"name": "e0c"},
    }
    assert (first["service_policy"], first["enabled"], first["state"]) == ({"name": "default-intercluster"}, True, "up")
    assert "svm" not in first
