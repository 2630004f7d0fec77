"""The examples of the vendor document: its clusters, clock and requests, and the same keys in the same order."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.clock import ManualClock
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import ClusterSpec, FabricSpec, IPspaceSpec, Settings
from support.world import Client, World, started

pytestmark = pytest.mark.documented("vendor document, its examples and its list of option combinations")

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - the document's
ZONE = ZoneInfo("America/New_York")
OWN_SECRET = "xyz12345"
REMOTE = ("1.2.3.4", "1.2.3.6", "1.2.9.9")


def at(instant: str, *interfaces: str, settings: Settings | None = None) -> AbstractContextManager[World]:
    """The document's cluster at a local time of 25 May 2021, with these intercluster interfaces, and its remote."""
    local = IPspaceSpec("Default", interfaces=interfaces)  # type: ignore[arg-type]
    remote = IPspaceSpec("Default", interfaces=REMOTE)  # type: ignore[arg-type]
    spec = FabricSpec(
        (
            ClusterSpec("local-cluster", nodes=4, ipspaces=(local,), time_zone=ZONE),
            ClusterSpec("remote-cluster", ipspaces=(remote,), version=Version(9, 10, 1)),
        ),
        settings=settings or Settings(),
    )
    clock = ManualClock(datetime.fromisoformat(f"2021-05-25T{instant}").replace(tzinfo=ZONE))
    return started(OntapSimulator(spec, seed=2, clock=clock, tls=False))


def local(world: World) -> Client:
    return world.client("local-cluster")


def remote(world: World) -> Client:
    return world.client("remote-cluster")


@pytest.fixture
def peered() -> Iterator[World]:
    """An accepted peer, `remote-cluster`."""
    with at("19:38:55", "1.2.3.5") as world:
        peer(world)
        yield world


def peer(world: World) -> str:
    """The UUID of a new accepted peer `remote-cluster`."""
    local(world).post({"remote": {"ip_addresses": ["1.2.3.4"]}, "authentication": {"passphrase": OWN_SECRET}})
    remote(world).post({"remote": {"ip_addresses": ["1.2.3.5"]}, "authentication": {"passphrase": OWN_SECRET}})
    uuid: str = local(world).get()["records"][0]["uuid"]
    return uuid


def same(reply: Any, expected: Any) -> None:
    """The same keys and values in the same order."""
    assert json.dumps(reply, indent=1) == json.dumps(expected, indent=1)


def self_link(uuid: str) -> dict[str, Any]:
    return {"self": {"href": f"/api/cluster/peers/{uuid}"}}


def both_links(world: World, uuid: str) -> dict[str, Any]:
    (ipspace,) = local(world).get("network/ipspaces?name=Default")["records"]
    href = f"/api/network/ip/interfaces?services=intercluster_core&ipspace.uuid={ipspace['uuid']}"
    return {**self_link(uuid), "interfaces": {"href": href}}


def created(world: World, body: dict[str, Any] | None) -> tuple[Any, str]:
    """The reply to a POST, and the passphrase in it, if there is one."""
    reply = local(world).call("POST", "cluster/peers", json=body)
    assert reply.status_code == 201, reply.text
    document = reply.json()
    uuid = document["records"][0]["uuid"]
    assert reply.headers["Location"] == f"/api/cluster/peers/{uuid}"
    return document, document["records"][0]["authentication"].get("passphrase", "")


def anonymous(document: Any, secret: str, expiry: str, address: str, name: str | None = None) -> dict[str, Any]:
    """The reply that the document shows for an offer to anyone."""
    assert len(secret) == 24
    uuid = document["records"][0]["uuid"]
    record = {
        "uuid": uuid,
        "name": name or f"Clus_{secret[-4:]}",
        "authentication": {"passphrase": secret, "expiry_time": expiry},
        "ip_address": address,
        "_links": self_link(uuid),
    }
    return {"num_records": 1, "records": [record]}


@pytest.mark.covers("example: POST with an empty request")
def test_create_with_the_defaults() -> None:
    with at("19:04:15") as world:
        document, secret = created(world, None)
    same(document, anonymous(document, secret, "2021-05-25T20:04:15-04:00", NO_ADDRESS))


@pytest.mark.covers("example: POST with a generated passphrase and an expiry")
def test_create_with_a_generated_passphrase_and_an_expiry() -> None:
    body = {"authentication": {"expiry_time": "05/26/2021 12:34:56", "generate_passphrase": True}}
    with at("19:00:00") as world:
        document, secret = created(world, body)
    same(document, anonymous(document, secret, "2021-05-26T12:34:56-04:00", NO_ADDRESS))


@pytest.mark.covers("example: POST with an address and a generated passphrase")
def test_create_with_an_address() -> None:
    with at("19:28:12", "1.2.3.5") as world:
        document, secret = created(world, {"remote": {"ip_addresses": ["1.2.3.4"]}})
        uuid = remote(world).uuid
    assert len(secret) == 24
    record = {
        "uuid": uuid,
        "name": "",
        "authentication": {"passphrase": secret, "expiry_time": "2021-05-25T20:28:12-04:00"},
        "_links": self_link(uuid),
    }
    same(document, {"num_records": 1, "records": [record]})


@pytest.mark.covers("example: POST with a name and a generated passphrase")
def test_create_with_a_name() -> None:
    with at("19:29:38", "1.2.3.5") as world:
        document, secret = created(world, {"name": "cp_xyz123", "authentication": {"generate_passphrase": True}})
    same(document, anonymous(document, secret, "2021-05-25T20:29:38-04:00", "1.2.3.5", "cp_xyz123"))


@pytest.mark.covers("example: POST with a name, an address and a passphrase")
def test_create_with_a_name_an_address_and_a_passphrase() -> None:
    body = {
        "name": "cp_xyz123",
        "remote": {"ip_addresses": ["1.2.3.4"]},
        "authentication": {"passphrase": OWN_SECRET},
    }
    with at("19:32:49", "1.2.3.5") as world:
        document, _ = created(world, body)
        uuid = remote(world).uuid
    record = {
        "uuid": uuid,
        "authentication": {"expiry_time": "2021-05-25T20:32:49-04:00"},
        "_links": self_link(uuid),
    }
    same(document, {"num_records": 1, "records": [record]})


@pytest.mark.covers("example: POST with a proposed encryption protocol")
def test_create_with_encryption() -> None:
    with at("19:34:07", "1.2.3.5") as world:
        document, secret = created(world, {"encryption": {"proposed": "tls-psk"}})
    same(document, anonymous(document, secret, "2021-05-25T20:34:07-04:00", "1.2.3.5"))


LOCAL_NETWORK: dict[str, Any] = {
    "local_network": {
        "interfaces": [{"ip_address": "1.2.3.14"}, {"ip_address": "1.2.3.15"}, {"ip_address": "1.2.3.16"}],
        "netmask": "255.255.0.0",
        "broadcast_domain": "Default",
        "gateway": "1.2.0.1",
    },
    "remote": {"ip_addresses": ["1.2.9.9"]},
    "authentication": {"passphrase": OWN_SECRET},
}


@pytest.mark.covers(
    "example: POST with local intercluster interfaces", "`local_network` creates interfaces, which stay"
)
def test_create_with_local_interfaces() -> None:
    with at("20:28:26") as world:
        document, _ = created(world, LOCAL_NETWORK)
        uuid = remote(world).uuid
        local(world).call("DELETE", f"cluster/peers/{uuid}")
        kept = local(world).get("network/ip/interfaces?services=intercluster_core&fields=ip.address")["records"]
    record = {
        "uuid": uuid,
        "local_network": {"interfaces": LOCAL_NETWORK["local_network"]["interfaces"]},
        "authentication": {"expiry_time": "2021-05-25T21:28:26-04:00"},
        "_links": self_link(uuid),
    }
    same(document, {"num_records": 1, "records": [record]})
    assert {each["ip"]["address"] for each in kept} == {"1.2.3.14", "1.2.3.15", "1.2.3.16"}


@pytest.mark.covers("route discovery of one to five seconds")
def test_a_new_interface_reaches_nothing_at_first_and_the_same_request_succeeds_later() -> None:
    with at("20:28:26", settings=Settings(route_discovery=timedelta(seconds=3))) as world:
        for _ in range(2):
            assert local(world).refused("POST", json=LOCAL_NETWORK) == (400, "4653218")
        world.advance("PT3S")
        assert local(world).post(LOCAL_NETWORK)["uuid"] == remote(world).uuid
        assert local(world).get("network/ip/interfaces?services=intercluster_core")["num_records"] == 3


@pytest.mark.covers("example: GET of all relationships", "default fields of a collection")
def test_get_all(peered: World) -> None:
    offer = local(peered).post({})
    uuid = remote(peered).uuid
    records = [
        {"uuid": offer["uuid"], "name": offer["name"], "_links": both_links(peered, offer["uuid"])},
        {"uuid": uuid, "name": "remote-cluster", "_links": both_links(peered, uuid)},
    ]
    document = {
        "records": sorted(records, key=lambda each: str(each["uuid"])),
        "num_records": 2,
        "_links": {"self": {"href": "/api/cluster/peers"}},
    }
    same(local(peered).get(), document)


@pytest.mark.covers(
    "example: GET of the relationships that are not available",
    "filter: `!`",
    "filter: the field is added to the records",
)
def test_get_those_that_are_not_available(peered: World) -> None:
    offer = local(peered).post({})
    record = {
        "uuid": offer["uuid"],
        "name": offer["name"],
        "status": {"state": "unidentified"},
        "_links": both_links(peered, offer["uuid"]),
    }
    document = {
        "records": [record],
        "num_records": 1,
        "_links": {"self": {"href": "/api/cluster/peers?status.state=!available"}},
    }
    same(local(peered).get("cluster/peers?status.state=!available"), document)


@pytest.mark.covers("example: GET of one relationship", "default fields of an instance")
def test_get_one(peered: World) -> None:
    uuid = remote(peered).uuid
    (ipspace,) = local(peered).get("network/ipspaces?name=Default")["records"]
    document = {
        "uuid": uuid,
        "name": "remote-cluster",
        "version": {"full": Version(9, 10, 1).full, "generation": 9, "major": 10, "minor": 1},
        "status": {"state": "available", "update_time": "2021-05-25T19:38:55-04:00"},
        "ipspace": {
            "uuid": ipspace["uuid"],
            "name": "Default",
            "_links": {"self": {"href": f"/api/network/ipspaces/{ipspace['uuid']}"}},
        },
        "remote": {"name": "remote-cluster", "serial_number": "1-80-000002", "ip_addresses": ["1.2.3.4"]},
        "authentication": {"in_use": "ok", "state": "ok"},
        "encryption": {"state": "tls_psk"},
        "_links": both_links(peered, uuid),
    }
    same(local(peered).get(f"cluster/peers/{uuid}"), document)


def changed(world: World, body: dict[str, Any]) -> Any:
    reply = local(world).call("PATCH", f"cluster/peers/{remote(world).uuid}", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.covers("example: PATCH of the encryption to none")
def test_change_the_encryption(peered: World) -> None:
    body = {"authentication": {"passphrase": OWN_SECRET, "in_use": "ok"}, "encryption": {"proposed": "none"}}
    same(changed(peered, body), {"num_records": 1, "records": [body]})


@pytest.mark.covers("example: PATCH of the passphrase")
def test_change_the_passphrase(peered: World) -> None:
    body = {"authentication": {"passphrase": OWN_SECRET, "in_use": "ok"}}
    same(changed(peered, body), {"num_records": 1, "records": [body]})


@pytest.mark.covers("example: PATCH with a generated passphrase")
def test_change_to_a_generated_passphrase() -> None:
    body = {"authentication": {"generate_passphrase": True, "in_use": "ok"}}
    settings = Settings(generated_passphrase_in_patch=False)
    with at("19:38:55", "1.2.3.5", settings=settings) as world:
        peer(world)
        same(changed(world, body), {})


@pytest.mark.covers("example: PATCH of the addresses")
def test_change_the_addresses() -> None:
    with at("19:38:55", *(f"1.2.3.{5 + 2 * number}" for number in range(4))) as world:
        peer(world)
        same(changed(world, {"remote": {"ip_addresses": ["1.2.3.6"]}}), {})
        record = local(world).get(f"cluster/peers/{remote(world).uuid}")
    assert record["remote"]["ip_addresses"] == ["1.2.3.6"]


@pytest.mark.covers("example: DELETE by UUID")
def test_delete(peered: World) -> None:
    reply = local(peered).call("DELETE", f"cluster/peers/{remote(peered).uuid}")
    assert reply.status_code == 200
    same(reply.json(), {})
    assert local(peered).refused("GET", f"cluster/peers/{remote(peered).uuid}") == (404, "4")


ADDRESSED = {"remote": {"ip_addresses": ["1.2.3.4"]}}
SECRET = {"authentication": {"passphrase": OWN_SECRET}}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        pytest.param(body, refusal, marks=pytest.mark.covers(f"combination: {name}"), id=name)
        for name, body, refusal in [
            ("a passphrase only", SECRET, "4656069"),
            ("an address only", ADDRESSED, None),
            ("an expiry beyond seven days", {"authentication": {"expiry_time": "P7DT1S"}}, "4655058"),
            ("an address and a passphrase", ADDRESSED | SECRET, None),
            ("a generated passphrase", {"authentication": {"generate_passphrase": True}}, None),
        ]
    ],
)
def test_a_combination_of_options(body: dict[str, Any], refusal: str | None) -> None:
    with at("19:38:55", "1.2.3.5") as world:
        if refusal is None:
            local(world).post(body)
        else:
            assert local(world).refused("POST", json=body) == (400, refusal)


@pytest.mark.covers("combination: any encryption protocol", "combination: a passphrase, an address and any encryption")
@pytest.mark.parametrize("protocol", ["tls-psk", "tls_psk", "none"])
@pytest.mark.parametrize("rest", [{}, ADDRESSED | SECRET], ids=["alone", "directed"])
def test_any_encryption_protocol(protocol: str, rest: dict[str, Any]) -> None:
    with at("19:38:55", "1.2.3.5") as world:
        uuid = local(world).post(rest | {"encryption": {"proposed": protocol}})["uuid"]
        record = local(world).get(f"cluster/peers/{uuid}?fields=encryption")
    assert record["encryption"]["proposed"] == protocol.replace("-", "_")


@pytest.mark.covers("combination: an IPspace by name or UUID", "combination: allowed SVMs by name or UUID")
@pytest.mark.parametrize("key", ["name", "uuid"])
def test_an_ipspace_and_svms_by_name_or_uuid(key: str) -> None:
    with at("19:38:55", "1.2.3.5") as world:
        (ipspace,) = local(world).get("network/ipspaces?name=Default")["records"]
        (svm,) = local(world).get("svm/svms?name=svm1")["records"]
        body = {"ipspace": {key: ipspace[key]}, "initial_allowed_svms": [{key: svm[key]}]}
        record = local(world).get(f"cluster/peers/{local(world).post(body)['uuid']}?fields=*")
    assert record["ipspace"]["uuid"] == ipspace["uuid"]
    assert [each["name"] for each in record["initial_allowed_svms"]] == ["svm1"]
