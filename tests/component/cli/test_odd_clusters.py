"""Whatever a cluster says of its network and its peers, a command ends with findings, never with a traceback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.peer.addresses import UNSPECIFIED
from support.hostile import Hostile, Script
from support.hostile_replies import Asked, Kind, raw
from support.troubles import peer_by_hand
from support.world import World, running_world

Command = Callable[..., Any]
ODD_ADDRESSES = ["", "nonsense", "1.2.3.4/33", "'\"`;\\", "9" * 900, "٣.٤", *UNSPECIFIED, "fe80::1%e0a"]


@pytest.fixture(scope="module")
def clusters() -> Iterator[World]:
    with running_world(clusters=("east", "west")) as world:
        peer_by_hand(world, "east", "west")
        yield world


@pytest.fixture
def world(clusters: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in clusters.environment.items():
        monkeypatch.setenv(name, value)
    return clusters


@pytest.fixture
def hostile(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hostile]:
    end = world.endpoints["east"]
    with Hostile("east", f"{end['host']}:{end['port']}", end["ca_file"], Script()) as made:
        monkeypatch.setenv("ONTAP_EAST_HOST", made.address)
        monkeypatch.setenv("ONTAP_EAST_CA_FILE", made.own_ca)
        yield made


def addressed(path: str, address: str) -> Kind:
    """In the reply for this path, each address and netmask is this text."""

    def change(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: change(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [change(each) for each in value]
        return address if name in ("address", "netmask") else value

    def pieces(asked: Asked) -> Iterator[bytes]:
        reply = change(asked.json) if path in asked.path else asked.json
        yield raw(asked.relayed[0], json.dumps(reply).encode())

    return Kind(pieces, acts=True)


@pytest.mark.parametrize("path", ["/interfaces", "/routes"])
@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_odd_address_is_a_finding(hostile: Hostile, command: Command, path: str, address: str) -> None:
    hostile.script.answer(addressed(path, address), times=60)
    said = command("doctor", "east", "west", "--output", "json")
    assert said.exit_code in (ExitCode.AS_IT_SHOULD_BE, ExitCode.UNHEALTHY, ExitCode.NOT_SEEN)
    assert said.document["subjects"]
    assert said.stderr == ""


@pytest.mark.parametrize("name", ["a" * 60, "east to west", "-"])
@pytest.mark.parametrize("arguments", ["plan FILE --explain", "drift --fleet FILE", "graph FILE --live"])
def test_a_name_that_only_the_cluster_allows_is_one_like_any_other(
    world: World, command: Command, tmp_path: Path, name: str, arguments: str
) -> None:
    fleet = tmp_path / "fleet.yaml"
    fleet.write_text("topology:\n  - mesh: [east, west]\n", encoding="utf-8")
    world.rename_peer("east", world.peers("east")[0]["name"], name)
    said = command(*arguments.replace("FILE", str(fleet)).split())
    assert (said.exit_code, said.stderr) == (ExitCode.AS_IT_SHOULD_BE, "")
