"""Every field of the wire contract: what GET shows of it, what POST and PATCH make of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import ClusterSpec
from support import ROOT
from support.world import PEERS, SEED, World, started

SCHEMA = json.loads((ROOT / "schemas" / "ontap" / "cluster_peer.schema.json").read_text(encoding="utf-8"))["$defs"]
KEYS = {"uuid", "name"}
SECRET = "made-for-a-test"
EXPIRY = "2026-01-02T00:00:00+00:00"
INTERFACES = "/api/network/ip/interfaces"
NEW_ADDRESS = "10.1.9.11"
LOCAL_NETWORK = {
    "interfaces": [{"ip_address": NEW_ADDRESS}],
    "netmask": "255.255.0.0",
    "broadcast_domain": "Default",
    "gateway": "10.1.0.1",
}


def leaves(schema: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in schema["properties"].items():
        if key == "_links":
            continue
        if "properties" in value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def fields_of(definition: str, method: str) -> list[Any]:
    """One case for each field, with the evidence that the contract states."""
    return [
        pytest.param(
            path,
            id=path,
            marks=[
                getattr(pytest.mark, known["x-evidence"])(known["x-source"]),
                pytest.mark.covers(f"{method} {path}"),
            ],
        )
        for path, known in leaves(SCHEMA[definition])
    ]


def nested(path: str, value: Any) -> Any:
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


def merged(*bodies: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for body in bodies:
        for key, value in body.items():
            both = isinstance(value, dict) and isinstance(result.get(key), dict)
            result[key] = merged(result[key], value) if both else value
    return result


def at(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def paths_in(record: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in record.items():
        if key == "_links":
            continue
        if isinstance(value, dict):
            yield from paths_in(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def post(world: World, alias: str, body: Any) -> dict[str, Any]:
    record: dict[str, Any] = world.call(alias, "POST", body=body)["records"][0]
    return record


def shown(world: World, alias: str, uuid: str, path: str) -> Any:
    return at(world.call(alias, "GET", f"{PEERS}/{uuid}", fields=path), path)


def peered(world: World) -> str:
    """East and west, peered; the uuid of west's peer."""
    secret = post(world, "east", {})["authentication"]["passphrase"]
    body = {"remote": {"ip_addresses": world.addresses("east")}, "authentication": {"passphrase": secret}}
    uuid: str = post(world, "west", body)["uuid"]
    return uuid


@pytest.fixture
def patched_world() -> Iterator[World]:
    """Clusters of a release with a patch level, so that no field is without a value."""
    release = Version(9, 15, 1, "P2")
    specs = [ClusterSpec(name, version=release) for name in ("east", "west")]
    with started(OntapSimulator(specs, seed=SEED)) as made:
        yield made


@pytest.mark.parametrize("path", fields_of("peer", "GET"))
def test_get_shows_only_the_requested_field(patched_world: World, path: str) -> None:
    world = patched_world
    peered(world)
    post(world, "east", {"initial_allowed_svms": [{"name": "svm1"}], "peer_applications": ["snapmirror"]})
    records = world.call("east", "GET", fields=path)["records"]
    assert any(at(record, path) is not None for record in records)
    others = {each for record in records for each in paths_in(record) if not f"{each}.".startswith(f"{path}.")}
    assert others <= KEYS


POSTED = {
    "name": "partner",
    "authentication.expiry_time": EXPIRY,
    "authentication.in_use": "ok",
    "encryption.proposed": "none",
    "ipspace": {"name": "Default"},
    "initial_allowed_svms": [{"name": "svm2"}],
    "peer_applications": ["flexcache"],
    "remote.ip_addresses": ["10.2.0.12"],
}


@pytest.mark.parametrize("path", fields_of("post_request", "POST"))
def test_post_makes_a_peer_with_the_field(world: World, path: str) -> None:
    world.steer("/clock", {"now": "2026-01-01T12:00:00Z"})
    if path.startswith("local_network."):
        assert interface_after(world, path) == NEW_ADDRESS
    elif path == "authentication.passphrase":
        made = post(
            world, "east", {"remote": {"ip_addresses": ["10.2.0.11"]}, "authentication": {"passphrase": SECRET}}
        )
        assert "passphrase" not in made["authentication"]
    elif path == "authentication.generate_passphrase":
        assert len(post(world, "east", nested(path, value=True))["authentication"]["passphrase"]) == 24
    else:
        uuid = post(world, "east", nested(path, POSTED[path]))["uuid"]
        assert_same(POSTED[path], shown(world, "east", uuid, path))


def interface_after(world: World, path: str) -> str:
    """The address of an interface that the field was needed for: without it nothing is made."""
    whole = {"local_network": LOCAL_NETWORK, "remote": {"ip_addresses": ["10.2.0.11"]}}
    without = {key: value for key, value in LOCAL_NETWORK.items() if key != path.rpartition(".")[2]}
    with pytest.raises(Exception, match="400"):
        world.call("east", "POST", body={**whole, "local_network": without})
    assert post(world, "east", whole)["local_network"] == {"interfaces": [{"ip_address": NEW_ADDRESS}]}
    (made,) = world.call("east", "GET", INTERFACES, **{"ip.address": NEW_ADDRESS})["records"]
    found: str = made["ip"]["address"]
    return found


PATCHED = {
    "name": "renamed",
    "authentication.expiry_time": EXPIRY,
    "authentication.in_use": "revoked",
    "encryption.proposed": "none",
    "ipspace": {"name": "Default"},
    "initial_allowed_svms": [{"name": "svm2"}],
    "peer_applications": ["flexcache"],
    "remote.ip_addresses": ["10.1.0.12"],
}
REFRESHED = nested("authentication", {"passphrase": SECRET})


@pytest.mark.parametrize("path", fields_of("patch_request", "PATCH"))
def test_patch_changes_the_field(world: World, path: str) -> None:
    world.steer("/clock", {"now": "2026-01-01T12:00:00Z"})
    if path == "initial_allowed_svms":
        alias, uuid = "east", post(world, "east", {})["uuid"]
    else:
        alias, uuid = "west", peered(world)
    if path == "authentication.passphrase":
        reply = world.call(alias, "PATCH", f"{PEERS}/{uuid}", REFRESHED)
        assert reply == {"num_records": 1, "records": [REFRESHED]}
    elif path == "authentication.generate_passphrase":
        (record,) = world.call(alias, "PATCH", f"{PEERS}/{uuid}", nested(path, value=True))["records"]
        assert len(record["authentication"]["passphrase"]) == 24
    else:
        needs_secret = path in ("authentication.expiry_time", "encryption.proposed")
        body = merged(REFRESHED if needs_secret else {}, nested(path, PATCHED[path]))
        world.call(alias, "PATCH", f"{PEERS}/{uuid}", body)
        assert_same(PATCHED[path], shown(world, alias, uuid, path))


def assert_same(wanted: Any, found: Any) -> None:
    """What was sent, where references come back with more than the name they were sent with."""
    if isinstance(wanted, dict):
        found = {key: found[key] for key in wanted}
    elif isinstance(wanted, list) and isinstance(wanted[0], dict):
        found = [{key: each[key] for key in wanted[0]} for each in found]
    assert found == wanted
