"""Values of a cluster's that no program could declare: what others renamed, and addresses that are none."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ontap_peering.peer.addresses import UNSPECIFIED
from support.hostile import Hostile, Script
from support.hostile_replies import Asked, Kind, changed, raw
from support.plugin import Plugin
from support.world import World

PAIR: dict[str, Any] = {"clusters": ["east", "west"], "key": "pair-1234567"}
DIFF_NONE = 1


@pytest.mark.parametrize("name", ["a" * 60, "east to west", 'east"west', "Länge", "-"])
def test_a_peering_keeps_a_name_that_only_the_cluster_allows(plugin: Plugin, world: World, name: str) -> None:
    id_, outputs, _ = plugin.apply(PAIR)
    world.rename_peer("east", PAIR["key"], name)
    with Plugin(world.clusters) as later:
        assert later.read(id_, outputs)[0] == id_
        _, seen, live = later.read(id_, outputs)
        assert seen["sides"]["east"]["name"] == name
        checked, failures = later.check(PAIR, live)
        assert failures == []
        assert later.diff(seen, checked).changes == DIFF_NONE
        world.forget_journal()
        changed = later.update(id_, seen, {**checked, "peer_applications": ["flexcache"]})
        assert world.sent("POST", "PATCH", "DELETE") == ["east PATCH", "west PATCH"]
        later.delete(id_, changed)
    assert [world.peers(alias) for alias in ("east", "west")] == [[], []]


@pytest.mark.parametrize("name", ["", None])
@pytest.mark.parametrize("kind", ["peering", "peer"])
def test_a_cluster_whose_name_is_not_reported_is_not_called_renamed(world: World, kind: str, name: str | None) -> None:
    end, remote = world.endpoints["east"], {"ip_addresses": world.addresses("west")}
    one = {"cluster": "east", "key": "side-1234567", "remote": remote, "passphrase": "long-enough"}
    unnamed = changed(lambda record: {**record, "remote": {"name": name}} if "remote" in record else record)
    with (
        Hostile("east", f"{end['host']}:{end['port']}", end["ca_file"], Script()) as hostile,
        Plugin({**world.clusters, "east": hostile.profile(world.clusters["east"])}, impatient=True) as plugin,
    ):
        id_, outputs, _ = plugin.apply(PAIR if kind == "peering" else one)
        hostile.script.answer(unnamed, times=200)
        assert plugin.read(id_, outputs)[0] == id_
        assert plugin.printed == ""


def addressed(address: str) -> Kind:
    """Interfaces have this address, too."""

    def pieces(asked: Asked) -> Iterator[bytes]:
        reply = asked.json
        if "/interfaces" in asked.path:
            reply["records"].append({**reply["records"][0], "ip": {"address": address}})
        yield raw(asked.relayed[0], json.dumps(reply).encode())

    return Kind(pieces, acts=True)


@pytest.mark.parametrize("address", ["", *UNSPECIFIED, "fe80::1%e0a", "nonsense", "10.1.0.11/24", " "])
def test_an_address_that_nobody_can_dial_is_passed_over(world: World, address: str) -> None:
    end = world.endpoints["east"]
    with Hostile("east", f"{end['host']}:{end['port']}", end["ca_file"], Script()) as hostile:
        hostile.script.answer(addressed(address), times=200)
        with Plugin({**world.clusters, "east": hostile.profile(world.clusters["east"])}) as plugin:
            id_, outputs, inputs = plugin.apply(PAIR)
            _, seen, live = plugin.read(id_, outputs)
            assert live == inputs
            assert plugin.diff(seen, inputs).changes == DIFF_NONE
            (peer,) = world.peers("west")
            assert peer["remote"]["ip_addresses"] == world.addresses("east")
            plugin.delete(id_, seen)
