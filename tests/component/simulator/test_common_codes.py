"""The common error codes (section 7.3 of the semantics): by the request that causes each, the rest by a fault rule."""

import json
from typing import Any

import pytest

from support import ROOT
from support.world import World

ONTAP = ROOT / "schemas" / "ontap"
COMMON = {
    each["code"]: each["http_status"]
    for each in json.loads((ONTAP / "errors.json").read_text(encoding="utf-8"))["codes"]
    if each["operation"] == "any"
}
BY_FAULT_RULE = json.loads((ONTAP / "features.json").read_text(encoding="utf-8"))["by_fault_rule"]
BY_OTHER_TESTS = {
    "2": "test_clients",
    "6": "test_logins",
    "262145": "test_killed_simulator",
    "6691623": "test_logins",
    "39387137": "test_clients",
}
PEERS = "cluster/peers"
NOBODY = "00000000-0000-0000-0000-000000000000"
TAKEN = {
    "local_network": {
        "interfaces": [{"ip_address": "10.2.0.11"}],
        "netmask": "24",
        "broadcast_domain": "Default",
        "gateway": "10.1.0.1",
    }
}
BOTH = {"authentication": {"passphrase": "long enough", "generate_passphrase": True}}

# The code, and the request: method, path, and what requests takes. PEER stands for the path of an offer.
PEER = "cluster/peers/PEER"
REQUESTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("1", "POST", PEERS, {"json": TAKEN}),
    ("3", "PUT", PEERS, {}),
    ("4", "GET", f"{PEERS}/{NOBODY}", {}),
    ("262179", "POST", PEERS, {"json": {"colour": "red"}}),
    ("262186", "POST", PEERS, {"json": {"remote": {"ip_addresses": ["10.2.0.11"]}, **BOTH}}),
    ("262188", "GET", f"{PEERS}?max_records=1&max_records=2", {}),
    ("262190", "PATCH", f"{PEERS}?name=*", {"json": {}}),
    ("262194", "GET", f"{PEERS}?name=>", {}),
    ("262196", "POST", PEERS, {"json": {"uuid": "x"}}),
    ("262197", "POST", PEERS, {"json": {"encryption": {"proposed": "rot13"}}}),
    ("262198", "DELETE", PEER, {"json": {"name": "x"}}),
    ("262199", "POST", PEERS, {"data": '{"name": '}),
    ("262201", "POST", PEERS, {"data": b"\x80"}),
    ("262202", "GET", f"{PEERS}?authentication.passphrase=x", {}),
    ("262203", "PATCH", PEER, {"json": {"uuid": "x"}}),
    ("262211", "POST", f"{PEERS}?name=x", {"json": {}}),
    ("262212", "DELETE", PEERS, {}),
    ("262222", "POST", PEERS, {"json": {"peer_applications": ["snapmirror", "snapmirror"]}}),
    ("262248", "GET", f"{PEERS}?name", {}),
    ("262249", "GET", f"{PEERS}?fields=authentication.passphrase", {}),
    ("262250", "GET", f"{PEERS}?query=x&query_fields=authentication.passphrase", {}),
    ("262254", "POST", PEERS, {"json": {"remote": {"ip_addresses": "10.2.0.11"}}}),
    ("262255", "POST", PEERS, {"json": {"name": ["x"]}}),
    ("262268", "GET", f"{PEERS}?order_by=colour", {}),
    ("262272", "GET", f'{PEERS}?query="x&query_fields=name', {}),
    ("262273", "GET", f"{PEERS}?query=x", {}),
    ("262274", "GET", f"{PEERS}?query=&query_fields=name", {}),
    ("262275", "GET", f"{PEERS}?query=x&query_fields=", {}),
    ("262276", "GET", f"{PEERS}?query=x&query_fields=name,name", {}),
    ("262277", "POST", f"{PEERS}?query=x&query_fields=name", {"json": {}}),
    ("262282", "POST", PEERS, {"json": {"remote.ip_addresses": [], "remote": {"ip_addresses": []}}}),
    ("262286", "GET", f"{PEERS}?fields=authentication.{{state", {}),
    ("262292", "PATCH", f"{PEERS}?name=*&continue_on_failure=true", {"json": {"name": "same"}}),
]
JOBS = [
    ("262287", {"records": [{"name": "9 of them"}]}, ""),
    ("262288", {"records": [{"name": "good"}, {"name": "9 of them"}]}, "?continue_on_failure=true"),
]


def covering(code: str) -> pytest.MarkDecorator:
    return pytest.mark.covers(f"code {code}")


@pytest.mark.parametrize(
    ("code", "method", "path", "options"),
    [pytest.param(*each, marks=covering(each[0]), id=each[0]) for each in REQUESTS],
)
def test_a_request_causes_it(world: World, code: str, method: str, path: str, options: dict[str, Any]) -> None:
    offer = world.east.post({})["uuid"]
    world.east.post({})
    assert world.east.refused(method, path.replace("PEER", offer), **options) == (COMMON[code], code)


@pytest.mark.parametrize(
    ("code", "body", "query"), [pytest.param(*each, marks=covering(each[0]), id=each[0]) for each in JOBS]
)
def test_a_job_ends_with_it(world: World, code: str, body: dict[str, Any], query: str) -> None:
    reply = world.east.call("POST", f"{PEERS}{query}", json=body)
    assert reply.status_code == 202
    job = world.east.get(f"cluster/jobs/{reply.json()['job']['uuid']}?fields=*")
    assert (job["state"], job["code"]) == ("failure", int(code))


@pytest.mark.parametrize("code", [pytest.param(code, marks=covering(code)) for code in BY_FAULT_RULE])
def test_a_fault_rule_gives_it(world: World, code: str) -> None:
    world.control("POST", "faults", json={"effect": {"kind": "error", "code": code}})
    assert world.east.call("GET", PEERS).status_code == COMMON[code]
    reply = world.east.call("GET", PEERS)
    assert reply.status_code == 200


def test_no_common_code_is_left_out() -> None:
    caused = {code for code, *_ in (*REQUESTS, *JOBS)} | set(BY_OTHER_TESTS)
    assert caused.isdisjoint(BY_FAULT_RULE)
    assert caused | set(BY_FAULT_RULE) == set(COMMON)
