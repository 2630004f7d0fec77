"""Fault rules: what the client sees, what the cluster did, and when a rule fires."""

import json
import socket
import time
from typing import Any

import pytest
import requests

from ontap_simulator import OntapSimulator
from ontap_simulator.clock import ManualClock
from support.world import HTTP_SECONDS, World

PEERS = "cluster/peers"
MESSAGES: dict[str, dict[str, Any]] = {
    "error": {"kind": "error", "code": "4653218"},
    "status": {"kind": "status", "status": 503, "retry_after": 2},
}


def place(world: World, effect: dict[str, Any], phase: str = "before", **rule: Any) -> str:
    reply = requests.post(
        f"{world.simulator.control_url}/faults",
        json={"match": {"cluster": "east", "method": "POST"}, "phase": phase, "effect": effect, **rule},
        timeout=HTTP_SECONDS,
    )
    assert reply.status_code == 200, reply.text
    identifier: str = reply.json()["id"]
    return identifier


def peers(world: World) -> int:
    found: int = world.east.get()["num_records"]
    return found


def last_post(world: World) -> dict[str, Any]:
    return [entry for entry in world.journal() if entry["method"] == "POST"][-1]


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(("effect", "status"), [("error", 400), ("status", 503)])
def test_a_replaced_reply_hides_whether_the_request_was_processed(
    world: World, phase: str, made: int, effect: str, status: int
) -> None:
    identifier = place(world, MESSAGES[effect], phase)
    reply = world.east.call("POST", PEERS, json={})
    assert reply.status_code == status
    assert reply.headers.get("Retry-After") == ("2" if effect == "status" else None)
    assert peers(world) == made
    assert (last_post(world)["status"], last_post(world)["fault"]) == (status, identifier)


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1), ("lost", 1)])
def test_a_reset_leaves_the_client_without_a_reply(world: World, phase: str, made: int) -> None:
    place(world, {"kind": "reset"}, phase)
    with pytest.raises(requests.ConnectionError):
        world.east.call("POST", PEERS, json={})
    assert peers(world) == made
    assert last_post(world)["status"] == (None if phase == "before" else 201)


def test_a_reset_is_one_of_tcp() -> None:
    with OntapSimulator(["east"], tls=False) as simulator, socket.socket() as client:
        rule = {"phase": "lost", "effect": {"kind": "reset"}}
        requests.post(f"{simulator.control_url}/faults", json=rule, timeout=HTTP_SECONDS).raise_for_status()
        client.settimeout(HTTP_SECONDS)
        client.connect(("127.0.0.1", simulator.endpoints["east"].port))
        client.sendall(b"GET /api/cluster HTTP/1.1\r\nHost: east\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            client.recv(1)


@pytest.mark.parametrize("phase", ["after", "lost"])
def test_a_truncated_reply_ends_in_its_body(world: World, phase: str) -> None:
    place(world, {"kind": "truncate"}, phase)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        world.east.call("POST", PEERS, json={})
    assert peers(world) == 1


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_delay_holds_up_one_request_and_no_other(world: World, phase: str) -> None:
    place(world, {"kind": "delay", "seconds": 0.3}, phase)
    began = time.monotonic()
    assert world.east.call("POST", PEERS, json={}).status_code == 201
    assert time.monotonic() - began >= 0.3
    assert peers(world) == 1


def test_a_lost_reply_can_be_delayed(world: World) -> None:
    place(world, {"kind": "delay", "seconds": 0.2}, "lost")
    with pytest.raises(requests.ConnectionError):
        world.east.call("POST", PEERS, json={})
    assert peers(world) == 1


def test_a_rule_skips_and_then_fires_as_often_as_it_says(world: World) -> None:
    place(world, MESSAGES["status"], when={"skip": 1, "times": 2})
    statuses = [world.east.call("POST", PEERS, json={}).status_code for _ in range(5)]
    assert statuses == [201, 503, 503, 201, 201]


@pytest.mark.parametrize(
    ("match", "is_hit"),
    [
        ({}, True),
        ({"cluster": "east"}, True),
        ({"cluster": "west"}, False),
        ({"method": "post"}, True),
        ({"method": "GET"}, False),
        ({"path": "/api/cluster/peers*"}, True),
        ({"path": "/api/network/*"}, False),
        ({"body": {"name": "partner"}}, True),
        ({"body": {"authentication": {"generate_passphrase": True}}}, True),
        ({"body": {"authentication": {"generate_passphrase": False}}}, False),
        ({"body": {"remote": {}}}, False),
    ],
)
def test_a_rule_fires_only_for_requests_that_match(world: World, match: dict[str, Any], *, is_hit: bool) -> None:
    place(world, MESSAGES["status"], match=match)
    body = {"name": "partner", "authentication.generate_passphrase": True}
    assert (world.east.call("POST", PEERS, json=body).status_code == 503) is is_hit


def test_rules_are_listed_removed_and_gone_with_a_reset(world: World) -> None:
    first, second = place(world, MESSAGES["status"]), place(world, MESSAGES["error"])
    world.east.call("POST", PEERS, json={})
    listed = world.control("GET", "faults").json()["faults"]
    assert [(each["id"], each["fired"]) for each in listed] == [(first, 1), (second, 0)]
    assert world.control("DELETE", f"faults/{first}").status_code == 200
    assert world.control("DELETE", f"faults/{first}").status_code == 404
    world.control("POST", "reset")
    assert world.control("GET", "faults").json() == {"faults": []}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "effect"),
        ({"effect": {"kind": "fire"}}, "effect"),
        ({"effect": {"kind": "error", "code": "99"}}, "effect.error.code"),
        ({"effect": {"kind": "delay", "seconds": 61}}, "effect.delay.seconds"),
        ({"effect": {"kind": "reset"}, "when": {"probability": 2}}, "when.probability"),
        (
            {"effect": {"kind": "status", "status": 503}, "phase": "lost"},
            "status works only with phase before or after",
        ),
        ({"effect": {"kind": "truncate"}}, "phase after or lost"),
        ({"effect": {"kind": "reset"}, "match": {"cluster": "north"}}, "match.cluster"),
    ],
)
def test_a_bad_rule_is_refused_in_one_line(world: World, rule: dict[str, Any], said: str) -> None:
    reply = requests.post(f"{world.simulator.control_url}/faults", json=rule, timeout=HTTP_SECONDS)
    assert reply.status_code == 400
    assert said in reply.json()["error"]
    assert "\n" not in reply.json()["error"]


def test_the_same_seed_and_requests_give_the_same_journal_to_the_byte() -> None:
    journals = []
    for _ in range(2):
        with OntapSimulator(seed=5, clock=ManualClock(), tls=False) as simulator:
            rule = {"effect": MESSAGES["status"], "when": {"times": None, "probability": 0.5}}
            requests.post(f"{simulator.control_url}/faults", json=rule, timeout=HTTP_SECONDS).raise_for_status()
            end = simulator.endpoints["east"]
            statuses = [
                requests.post(
                    f"{end.url}/api/cluster/peers", auth=(end.username, end.password), timeout=HTTP_SECONDS
                ).status_code
                for _ in range(20)
            ]
            assert set(statuses) == {201, 503}
            journals.append(requests.get(f"{simulator.control_url}/journal", timeout=HTTP_SECONDS).content)
    assert journals[0] == journals[1]
    assert len(json.loads(journals[0])["entries"]) == 20
