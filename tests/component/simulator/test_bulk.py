"""Several peers in one request: by a filter, and as a job for the records of a body."""

from typing import Any

import pytest

from ontap_simulator.domain.spec import Service
from support.world import World, running_world

PEERS = "cluster/peers"


def offers(world: World, *names: str) -> dict[str, str]:
    return {name: world.east.post({"name": name})["uuid"] for name in names}


def names(world: World, query: str = "") -> list[str]:
    return sorted(record["name"] for record in world.east.get(f"{PEERS}{query}")["records"])


def job_of(world: World, method: str, body: Any, query: str = "") -> dict[str, Any]:
    reply = world.east.call(method, f"{PEERS}{query}", json=body)
    assert reply.status_code == 202, reply.text
    accepted = reply.json()
    assert reply.headers["Location"] == accepted["job"]["_links"]["results"]["href"]
    job: dict[str, Any] = world.east.get(accepted["job"]["_links"]["self"]["href"].removeprefix("/api/"))
    return job


def results_of(world: World, job: dict[str, Any]) -> dict[str, Any]:
    results: dict[str, Any] = world.east.get(f"{PEERS}?job_results_uuid={job['uuid']}")
    del results["_links"]
    return results


@pytest.mark.covers("PATCH /cluster/peers with a filter")
def test_a_filtered_patch_changes_what_it_finds(world: World) -> None:
    offers(world, "a1", "a2", "b1")
    reply = world.east.call("PATCH", f"{PEERS}?name=a*", json={"peer_applications": ["flexcache"]})
    assert (reply.status_code, reply.json()["num_records"]) == (200, 2)
    assert "records" not in reply.json()
    assert names(world, "?peer_applications=flexcache") == ["a1", "a2"]


@pytest.mark.covers("DELETE /cluster/peers with a filter")
def test_a_filtered_delete_removes_what_it_finds_a_page_at_a_time(world: World) -> None:
    offers(world, "a1", "a2", "a3", "b1")
    first = world.east.call("DELETE", f"{PEERS}?name=a*&max_records=2&return_records=true").json()
    assert (first["num_records"], len(first["records"])) == (2, 2)
    second = world.east.call("DELETE", first["_links"]["next"]["href"].removeprefix("/api/")).json()
    assert second["num_records"] == 1
    assert "next" not in second["_links"]
    assert names(world) == ["b1"]


def test_a_filtered_patch_reaches_every_page_in_whatever_order(world: World) -> None:
    offers(world, "a1", "a2", "a3")
    path = f"{PEERS}?name=a*&max_records=1&order_by=name desc"
    for _ in range(3):
        page = world.east.call("PATCH", path, json={"peer_applications": ["flexcache"]}).json()
        path = page["_links"].get("next", {}).get("href", "").removeprefix("/api/")
    assert path == ""
    assert names(world, "?peer_applications=flexcache") == ["a1", "a2", "a3"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_collection_is_never_changed_without_a_filter(world: World, method: str) -> None:
    offers(world, "a1")
    body = {"peer_applications": ["flexcache"]} if method == "PATCH" else None
    assert world.east.refused(method, PEERS, json=body) == (400, "262212")
    assert names(world) == ["a1"]


def test_a_filtered_change_stops_at_the_first_failure_without_continue_on_failure(world: World) -> None:
    world.peer_by_offer()
    world.control(
        "POST",
        "dependents",
        json={"cluster": "east", "peer": "west", "kind": "svm_peer", "svm": "svm1", "peer_svm": "svm1"},
    )
    offers(world, "a1", "a2")
    assert world.east.refused("DELETE", f"{PEERS}?name=*&order_by=name") in [(409, "4653079"), (400, "262292")]
    reply = world.east.call("DELETE", f"{PEERS}?name=*&continue_on_failure=true")
    assert reply.json()["error"]["code"] in ("262292", "4653079")
    assert names(world) == ["west"]


@pytest.mark.covers("POST, PATCH and DELETE with `records`", "GET /cluster/jobs/{uuid}")
def test_records_are_created_changed_and_deleted_as_jobs(world: World) -> None:
    made = job_of(world, "POST", {"records": [{"name": "a1"}, {"name": "a2"}]})
    assert (made["state"], made["code"]) == ("success", 0)
    results = world.east.get(f"{PEERS}?job_results_uuid={made['uuid']}")["records"]
    assert [record["name"] for record in results] == ["a1", "a2"]
    uuids = [record["uuid"] for record in results]
    job_of(world, "PATCH", {"records": [{"uuid": uuids[0], "name": "b1"}, {"uuid": uuids[1], "name": "b2"}]})
    assert names(world) == ["b1", "b2"]
    deleted = job_of(world, "DELETE", {"records": [{"uuid": uuid} for uuid in uuids]})
    assert names(world) == []
    assert results_of(world, deleted) == {"records": [], "num_records": 0}


def test_a_failed_creation_leaves_nothing_without_continue_on_failure(world: World) -> None:
    body = {"records": [{"name": "a1"}, {"name": "-bad-"}, {"name": "a3"}]}
    failed = job_of(world, "POST", body)
    assert (failed["state"], failed["code"]) == ("failure", 262287)
    assert "4656072" in failed["message"]
    assert names(world) == []
    results = results_of(world, failed)
    (error,) = results.pop("errors")
    assert results == {"records": [], "num_records": 0}
    assert error["code"] == "262287"
    assert [word for word in ("POST", "-bad-", "4656072") if word not in error["message"]] == []
    partly = job_of(world, "POST", body, "?continue_on_failure=true")
    assert (partly["state"], partly["code"]) == ("failure", 262288)
    assert names(world) == ["a1", "a3"]
    results = results_of(world, partly)
    assert ([record["name"] for record in results["records"]], len(results["errors"])) == (["a1", "a3"], 1)


def test_the_errors_of_a_job_do_not_show_a_passphrase(world: World) -> None:
    secret = "not to be shown"
    failed = job_of(world, "POST", {"records": [{"name": "a1", "authentication": {"passphrase": secret}}]})
    assert secret not in str(results_of(world, failed))


def test_what_cannot_be_rolled_back_is_among_the_results() -> None:
    with running_world(failing=(Service.APPROVAL,)) as world:
        job = job_of(world, "POST", {"records": [{"name": "a1"}, {"name": "-bad-"}]})
        assert (job["state"], job["code"]) == ("failure", 262288)
        assert names(world) == ["a1"]
        results = results_of(world, job)
        assert [record["name"] for record in results["records"]] == ["a1"]
        (error,) = results["rollback_errors"]
        assert error["code"] == "262287"
        assert [word for word in ("DELETE", "a1", "262325") if word not in error["message"]] == []


def test_a_deletion_goes_on_after_a_failure_and_is_not_undone(world: World) -> None:
    uuids = offers(world, "a1", "a2")
    gone = "00000000-0000-0000-0000-000000000000"
    job = job_of(world, "DELETE", {"records": [{"uuid": uuids["a1"]}, {"uuid": gone}, {"uuid": uuids["a2"]}]})
    assert (job["state"], job["code"]) == ("failure", 262288)
    assert names(world) == []
    results = results_of(world, job)
    (error,) = results["errors"]
    assert results["records"] == []
    assert gone in error["message"]


def test_a_job_is_gone_after_five_minutes(world: World) -> None:
    job = job_of(world, "POST", {"records": [{}]})
    world.advance("PT299S")
    assert world.east.get(f"cluster/jobs/{job['uuid']}?fields=message,state")["state"] == "success"
    world.advance("PT1S")
    assert world.east.refused("GET", f"cluster/jobs/{job['uuid']}") == (404, "4")
    assert world.east.refused("GET", f"{PEERS}?job_results_uuid={job['uuid']}") == (404, "4")


@pytest.mark.parametrize(("phase", "left"), [("before", []), ("after", ["a1"])])
def test_a_job_fails_by_a_fault_rule(world: World, phase: str, left: list[str]) -> None:
    rule = {"match": {"method": "POST"}, "phase": phase, "effect": {"kind": "job_failure", "code": "65552"}}
    assert world.control("POST", "faults", json=rule).status_code == 200
    job = job_of(world, "POST", {"records": [{"name": "a1"}]})
    assert (job["state"], job["code"]) == ("failure", 65552)
    assert names(world) == left
    assert [error["code"] for error in results_of(world, job)["errors"]] == ["65552"]


@pytest.mark.parametrize(
    ("method", "body", "query", "code"),
    [
        ("POST", {"records": {}}, "", "262254"),
        ("POST", {"records": ["a"]}, "", "262254"),
        ("POST", {"records": [], "name": "x"}, "", "262179"),
        ("POST", {"records": []}, "?name=x", "262211"),
        ("DELETE", {"records": []}, "?name=x", "262179"),
        ("DELETE", {"name": "x"}, "?name=x", "262198"),
        ("PATCH", {}, "?name=a1", "262190"),
    ],
)
def test_a_bad_request_over_several_peers_is_refused(
    world: World, method: str, body: Any, query: str, code: str
) -> None:
    offers(world, "a1")
    assert world.east.refused(method, f"{PEERS}{query}", json=body) == (400, code)
    assert names(world) == ["a1"]
