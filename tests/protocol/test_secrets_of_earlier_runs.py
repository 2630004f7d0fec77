"""A cluster knows the passphrases of earlier runs: what it says is freed of those in the state, too."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.hostile import Hostile, Script
from support.hostile_replies import fixed
from support.plugin import Plugin, PluginError
from support.world import World

PASSPHRASE = "given-in-an-earlier-run"
Made = tuple[str, dict[str, Any], dict[str, Any]]


@pytest.fixture
def hostile(world: World) -> Iterator[Hostile]:
    end = world.endpoints["east"]
    with Hostile("east", f"{end['host']}:{end['port']}", end["ca_file"], Script()) as made:
        yield made


@pytest.fixture
def made(plugin: Plugin, world: World) -> Made:
    remote = {"ip_addresses": world.addresses("west")}
    return plugin.apply({"key": "side", "cluster": "east", "remote": remote, "passphrase": PASSPHRASE})


OPERATIONS: dict[str, Callable[[Plugin, Made], object]] = {
    "read": lambda plugin, made: plugin.read(made[0], made[1]),
    "update": lambda plugin, made: plugin.update(made[0], made[1], {**made[2], "peer_applications": ["flexcache"]}),
    "update to another": lambda plugin, made: plugin.update(
        made[0], made[1], {**made[2], "passphrase": "another-passphrase"}
    ),
    "delete": lambda plugin, made: plugin.delete(made[0], made[1]),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_operation_shows_the_passphrase_of_an_earlier_run(
    made: Made, hostile: Hostile, world: World, operation: str
) -> None:
    said = {"error": {"code": "99999", "message": f"no: {PASSPHRASE}"}}
    hostile.script.answer(fixed(400, json.dumps(said)), times=20)
    with Plugin({"east": hostile.profile(world.clusters["east"])}) as plugin:
        with pytest.raises(PluginError, match="99999") as refused:
            OPERATIONS[operation](plugin, made)
        assert PASSPHRASE not in f"{refused.value}\n{plugin.printed}"
