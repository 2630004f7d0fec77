"""All traffic of a provider's life keeps to the wire contract in `schemas/`, requests and replies."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import ROOT
from support.plugin import Plugin, PluginError
from support.world import PEERS, World

SCHEMA = json.loads((ROOT / "schemas" / "ontap" / "cluster_peer.schema.json").read_text(encoding="utf-8"))
REQUESTS = {"POST": "post_request", "PATCH": "patch_request"}
REPLIES = {"POST": "post_response", "PATCH": "patch_response", "DELETE": "delete_response"}


def violations(name: str, value: Any) -> list[str]:
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    return [f"{name}: {error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def reply_kind(entry: dict[str, Any]) -> str:
    if entry["status"] >= 400:
        return "error"
    if entry["method"] == "GET":
        return "collection" if entry["path"] == PEERS else "peer"
    return REPLIES[entry["method"]]


def test_every_request_and_reply_of_a_life_is_as_the_contract_says(plugin: Plugin, world: World) -> None:
    offer_id, offer, _ = plugin.apply({"key": "offer", "cluster": "east", "expiry_time": "PT2H"})
    accept = {
        "key": "accept",
        "cluster": "west",
        "remote": {"ip_addresses": world.addresses("east")},
        "passphrase": offer["passphrase"],
        "encryption": {"proposed": "tls-psk"},
        "peer_applications": ["snapmirror"],
        "initial_allowed_svms": [],
    }
    accept_id, accepted, inputs = plugin.apply(accept)
    plugin.read(offer_id, offer)
    changed = plugin.update(accept_id, accepted, {**inputs, "passphrase": "a-rotated-secret", "name": "to-east"})
    plugin.delete(accept_id, changed)
    plugin.delete(accept_id, changed)
    plugin.delete(offer_id, offer)
    with pytest.raises(PluginError):
        plugin.apply({"key": "second", "cluster": "west", "remote": {"ip_addresses": ["192.0.2.1"]}})

    entries = [entry for entry in world.journal() if entry["path"].startswith(PEERS)]
    assert {entry["method"] for entry in entries} == {"GET", "POST", "PATCH", "DELETE"}
    found = []
    for entry in entries:
        if entry["method"] in REQUESTS:
            found += violations(REQUESTS[entry["method"]], entry["request"])
        found += violations(reply_kind(entry), entry["response"])
    assert found == []
