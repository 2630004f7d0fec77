"""Each switch for a point on which sources disagree changes what its name says, and nothing by default."""

from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.errors import Code
from ontap_simulator.domain.peer import AuthenticationState
from ontap_simulator.domain.spec import FabricSpec, Settings
from support import ROOT
from support.world import Client, World, started

PEERS = "cluster/peers"
NOBODY = "00000000-0000-0000-0000-000000000000"
MANUAL = ROOT / "docs" / "simulator.md"


def world_with(**settings: Any) -> AbstractContextManager[World]:
    spec = FabricSpec.of(["east", "west"], Settings(**settings))
    return started(OntapSimulator(spec, seed=1, tls=False))


def answer(client: Client, method: str, path: str = PEERS, body: Any = None) -> tuple[int, str]:
    reply = client.call(method, path, json=body)
    return reply.status_code, reply.json().get("error", {}).get("code", "")


@pytest.mark.parametrize(("suffice", "expected"), [(True, (201, "")), (False, (400, "4656080"))])
def test_addresses_alone_suffice(*, suffice: bool, expected: tuple[int, str]) -> None:
    with world_with(addresses_alone_suffice=suffice) as made:
        body: dict[str, Any] = {"remote": {"ip_addresses": made.west.addresses}}
        assert answer(made.east, "POST", body=body) == expected
        assert answer(made.east, "POST") == (201, "")
        body["authentication"] = {"generate_passphrase": True}
        assert answer(made.west, "POST", body=body | {"remote": {"ip_addresses": made.east.addresses}}) == (201, "")


@pytest.mark.parametrize(("can", "expected"), [(True, (200, "")), (False, (400, "262203"))])
def test_allowed_svms_can_change(*, can: bool, expected: tuple[int, str]) -> None:
    with world_with(allowed_svms_can_change=can) as made:
        uuid = made.east.post({})["uuid"]
        assert answer(made.east, "PATCH", f"{PEERS}/{uuid}", {"initial_allowed_svms": [{"name": "svm1"}]}) == expected


@pytest.mark.parametrize("always", [True, False])
def test_post_always_returns_the_record(*, always: bool) -> None:
    with world_with(post_always_returns_record=always) as made:
        for query, is_shown in (("", always), ("?return_records=false", always), ("?return_records=true", True)):
            reply = made.east.call("POST", f"{PEERS}{query}", json={})
            assert ("records" in reply.json()) == is_shown
            assert reply.headers["Location"].startswith("/api/cluster/peers/")


@pytest.mark.parametrize("returned", [True, False])
def test_a_generated_passphrase_is_in_the_reply_to_a_patch(*, returned: bool) -> None:
    with world_with(generated_passphrase_in_patch=returned) as made:
        uuid = made.east.post({})["uuid"]
        reply = made.east.call("PATCH", f"{PEERS}/{uuid}", json={"authentication": {"generate_passphrase": True}})
        assert (reply.json() != {}) == returned


@pytest.mark.parametrize("code", [Code.NOT_FOUND, Code.UNKNOWN_IPSPACE])
def test_the_code_of_an_unknown_ipspace(code: Code) -> None:
    with world_with(unknown_ipspace=code) as made:
        assert answer(made.east, "POST", body={"ipspace": {"name": "nowhere"}})[1] == code


def test_the_statuses_of_codes() -> None:
    with world_with(statuses={"3": 400, "4": 405, "7": 503}) as made:
        assert answer(made.east, "PUT") == (400, "3")
        assert answer(made.east, "GET", f"{PEERS}/{NOBODY}") == (405, "4")
        assert answer(made.east, "POST", body={"name": "east"}) == (400, "4656071")
        made.control("POST", "faults", json={"effect": {"kind": "error", "code": "7"}})
        assert answer(made.east, "GET") == (503, "7")
    with world_with() as made:
        assert answer(made.east, "PUT") == (405, "3")
        assert answer(made.east, "GET", f"{PEERS}/{NOBODY}") == (404, "4")


@pytest.mark.parametrize("state", ["failure", "error"])
def test_the_state_of_a_failed_job(state: str) -> None:
    with world_with(failed_job=state) as made:
        job = made.east.call("POST", PEERS, json={"records": [{"name": "9 of them"}]}).json()["job"]["uuid"]
        assert made.east.get(f"cluster/jobs/{job}?fields=state")["state"] == state


@pytest.mark.parametrize("state", [AuthenticationState.PROBLEM, AuthenticationState.ABSENT])
def test_the_state_of_an_offer_that_nobody_accepted(state: AuthenticationState) -> None:
    with world_with(expired_offer=state) as made:
        uuid = made.east.post({"remote": {"ip_addresses": made.west.addresses}})["uuid"]
        made.advance("PT1H")
        assert made.east.get(f"{PEERS}/{uuid}")["authentication"]["state"] == state


def test_the_manual_has_every_setting() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    assert [each.name for each in fields(Settings) if f"| `{each.name}` |" not in manual] == []
