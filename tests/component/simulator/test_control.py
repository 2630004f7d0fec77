"""The control API: clock, reset, journal."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from ontap_simulator import OntapSimulator, SystemClock
from support.world import HTTP_SECONDS, World

PEERS = "cluster/peers"


def test_health_names_the_clusters(world: World) -> None:
    assert world.control("GET", "health").json() == {"status": "ok", "clusters": ["east", "west"]}


def test_the_clock_is_shown_advanced_and_set(world: World) -> None:
    assert world.control("GET", "clock").json() == {"now": "2026-01-01T00:00:00+00:00", "mode": "manual"}
    advanced = world.control("POST", "clock", json={"advance": "PT2H"})
    assert advanced.json()["now"] == "2026-01-01T02:00:00+00:00"
    moved = world.control("POST", "clock", json={"now": "2026-03-01T12:00:00Z"})
    assert moved.json()["now"] == "2026-03-01T12:00:00+00:00"


def test_system_time_can_be_advanced_too() -> None:
    clock = SystemClock()
    with OntapSimulator(("solo",), clock=clock) as simulator:
        reply = requests.post(f"{simulator.control_url}/clock", json={"advance": "P1D"}, timeout=HTTP_SECONDS).json()
        assert reply["mode"] == "system"
        ahead = datetime.fromisoformat(reply["now"]) - datetime.now(UTC)
        assert timedelta(hours=23) < ahead <= timedelta(days=1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "soon"},
        {"advance": "-PT1H"},
        {"advance": "P999999999D"},
        {"now": "2026-03-01T12:00:00"},
        {"now": "1999-01-01T00:00:00Z"},
        {"advance": "PT1H", "now": "2026-03-01T12:00:00Z"},
        {"speed": 2},
        [],
    ],
)
def test_a_wrong_clock_body_is_refused_in_one_line(world: World, body: Any) -> None:
    reply = world.control("POST", "clock", json=body)
    assert reply.status_code == 400
    [text] = reply.json().values()
    assert text
    assert "\n" not in text


def test_an_offer_expires_when_the_clock_says_so(world: World) -> None:
    uuid = world.east.post({"authentication": {"expiry_time": "PT2H"}})["uuid"]
    world.advance("PT1H59M59S")
    assert world.east.get(f"{PEERS}/{uuid}")["uuid"] == uuid
    world.advance("PT1S")
    assert world.east.refused("GET", f"{PEERS}/{uuid}") == (404, "4")


def test_a_reset_restores_the_start_and_keeps_identities(world: World) -> None:
    first = world.east.post({})
    uuid, url = world.east.uuid, world.simulator.endpoints["east"].url
    world.advance("PT3H")
    assert world.control("POST", "reset").json()["now"] == "2026-01-01T00:00:00+00:00"
    assert world.journal() == []
    assert world.east.get()["num_records"] == 0
    assert (world.east.get("cluster")["uuid"], world.simulator.endpoints["east"].url) == (uuid, url)
    assert world.east.post({}) == first


def test_the_journal_holds_every_exchange_in_order(world: World) -> None:
    world.east.post({"name": "first"})
    world.west.call("GET", f"{PEERS}/unknown?fields=*")
    post, get = world.journal()
    assert list(post) == ["n", "at", "cluster", "method", "path", "query", "request", "status", "response", "fault"]
    assert (post["n"], post["cluster"], post["method"], post["status"]) == (1, "east", "POST", 201)
    assert (get["n"], get["path"], get["query"], get["status"]) == (2, f"/api/{PEERS}/unknown", "fields=*", 404)
    assert post["request"] == {"name": "first"}


def test_the_journal_can_be_filtered_and_emptied(world: World) -> None:
    world.east.post({})
    world.east.get("cluster")
    world.west.get("cluster")
    assert [entry["n"] for entry in world.journal(cluster="east")] == [1, 2]
    assert [entry["n"] for entry in world.journal(method="get", path="/api/cluster*")] == [2, 3]
    assert world.control("GET", "journal", params={"colour": "red"}).status_code == 400
    assert world.control("DELETE", "journal").json() == {"removed": 3}
    assert world.journal() == []


def test_the_journal_holds_no_secret(world: World) -> None:
    generated = world.peer_by_offer()
    own = "my own secret"
    uuid = world.west.uuid
    world.east.call("PATCH", f"{PEERS}/{uuid}", json={"authentication": {"passphrase": own, "in_use": "ok"}})
    world.east.call("PATCH", f"{PEERS}/{uuid}", json={"authentication.passphrase": own})
    world.east.call("POST", PEERS, json={"records": [{"authentication": {"passphrase": [own]}}]})
    world.east.call("POST", PEERS, data='{"authentication": {"passphrase": "' + own)
    world.east.call("POST", PEERS, json={"authentication": own})
    world.east.call("GET", PEERS, params={"authentication.passphrase": own})
    text = world.control("GET", "journal").text
    password = world.simulator.endpoints["east"].password
    assert len(world.journal()) == 8
    assert "[redacted]" in text
    for secret in (generated, own, "my+own+secret", password):
        assert secret not in text


def test_the_control_api_refuses_unknown_paths_methods_and_hosts(world: World) -> None:
    assert list(world.control("GET", "nothing").json()) == ["error"]
    assert world.control("PUT", "clock").status_code == 405
    assert world.control("GET", "journal", headers={"Host": "attacker.example"}).status_code == 400


def test_the_journal_is_also_an_http_archive(world: World) -> None:
    passphrase = world.east.post({"name": "partner"})["authentication"]["passphrase"]
    world.east.get("cluster/peers?name=partner&fields=*")
    world.control("POST", "faults", json={"effect": {"kind": "reset"}})
    with pytest.raises(requests.ConnectionError):
        world.east.call("GET", "cluster")
    reply = world.control("GET", "journal.har")
    assert passphrase not in reply.text
    log = reply.json()["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "ontap-sim")
    create, found, lost = log["entries"]
    assert create["request"]["method"] == "POST"
    assert json.loads(create["request"]["postData"]["text"]) == {"name": "partner"}
    assert (create["response"]["status"], create["response"]["statusText"]) == (201, "Created")
    assert json.loads(create["response"]["content"]["text"])["num_records"] == 1
    assert found["request"]["url"] == "https://east/api/cluster/peers?name=partner&fields=*"
    assert found["request"]["queryString"] == [{"name": "name", "value": "partner"}, {"name": "fields", "value": "*"}]
    assert (lost["response"]["status"], lost["comment"]) == (0, "fault rule fault-1")
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        for side in ("request", "response"):
            assert {"httpVersion", "cookies", "headers", "headersSize", "bodySize"} <= set(entry[side])
    narrow = world.control("GET", "journal.har", params={"method": "POST"}).json()["log"]["entries"]
    assert narrow == [create]


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)]
)
def test_pages_of_other_sites_are_refused(world: World, site: str, status: int) -> None:
    reply = world.control("POST", "reset", headers={"Sec-Fetch-Site": site})
    assert reply.status_code == status


def test_a_mistake_that_holds_line_breaks_is_still_one_line(world: World) -> None:
    snapshot = world.control("GET", "snapshot").json()
    snapshot["fabric"]["clusters"][0]["time_zone"] = "Mars\r\nOne"
    reply = world.control("PUT", "snapshot", json=snapshot)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("fabric.clusters.0.time_zone: Mars One ")
    assert len(world.control("POST", "clock", json={"a\nb": 1}).json()["error"].splitlines()) == 1
