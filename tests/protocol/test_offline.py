"""A cluster that is offline by its settings is not contacted, and what its `ClusterPeer`s cannot have is one line."""

from collections.abc import Iterator
from typing import Any

import pytest

from ontap_peering import messages
from support.plugin import Plugin, PluginError
from support.world import World

SETTINGS = ("ontap:clusters.east.offline", "ONTAP_EAST_OFFLINE")
OFFER: dict[str, Any] = {"key": "offer", "cluster": "east", "expiry_time": "PT2H"}


@pytest.fixture
def made(plugin: Plugin, world: World) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """An offer on east, made before that went offline: its id, outputs, inputs."""
    offer = plugin.apply(OFFER)
    world.forget_journal()
    return offer


@pytest.fixture
def alone(world: World) -> Iterator[Plugin]:
    """East is offline, although its other settings work."""
    with Plugin({**world.clusters, "east": {**world.clusters["east"], "offline": True}}) as plugin:
        yield plugin


def test_a_read_returns_what_is_in_the_state_and_says_so_once_for_the_cluster(
    made: tuple[str, dict[str, Any], dict[str, Any]], alone: Plugin, world: World
) -> None:
    id_, outputs, _ = made
    for _ in range(2):
        assert alone.read(id_, outputs) == (id_, outputs, {})
    alone.read("east/another", {**outputs, "uuid": "another", "name": "another"})
    assert world.sent() == []
    assert alone.printed == messages.not_read_offline("east", *SETTINGS)


def test_a_peer_without_changes_is_left_as_it_is(
    made: tuple[str, dict[str, Any], dict[str, Any]], alone: Plugin, world: World
) -> None:
    _, outputs, inputs = made
    assert alone.check(inputs, inputs) == (inputs, [])
    assert not alone.diff(outputs, inputs).replaces
    assert world.sent() == []


def test_nothing_is_created_changed_or_deleted(
    made: tuple[str, dict[str, Any], dict[str, Any]], alone: Plugin, world: World
) -> None:
    id_, outputs, inputs = made
    refused = messages.cluster_offline("east", *SETTINGS)
    with pytest.raises(PluginError) as created:
        alone.apply({**OFFER, "key": "another"})
    assert str(created.value) == refused
    with pytest.raises(PluginError) as changed:
        alone.update(id_, outputs, {**inputs, "peer_applications": ["snapmirror"]})
    assert str(changed.value) == refused
    with pytest.raises(PluginError) as deleted:
        alone.delete(id_, outputs)
    assert str(deleted.value) == messages.not_deleted_offline("east", "offer", *SETTINGS)
    assert world.sent() == []


def test_a_peer_does_not_move_from_or_to_an_offline_cluster(
    made: tuple[str, dict[str, Any], dict[str, Any]], plugin: Plugin, alone: Plugin, world: World
) -> None:
    id_, outputs, inputs = made
    alone.check({**inputs, "cluster": "west"}, inputs)
    with pytest.raises(PluginError) as deleted:
        alone.delete(id_, outputs)
    assert str(deleted.value) == messages.not_deleted_offline("east", "offer", *SETTINGS)
    west_id, west_outputs, west_inputs = plugin.apply({**OFFER, "cluster": "west"})
    alone.check({**west_inputs, "cluster": "east"}, west_inputs)
    with pytest.raises(PluginError) as moved:
        alone.delete(west_id, west_outputs)
    assert messages.cluster_offline("east", *SETTINGS) in str(moved.value)
    assert [peer["uuid"] for peer in world.peers("west")] == [west_outputs["uuid"]]


def test_settings_that_do_not_work_are_not_complained_about(world: World) -> None:
    settings = {"hots": "east", "verify_tls": "nope", "offline": "true"}
    with Plugin({**world.clusters, "east": settings}) as plugin:
        assert plugin.check(OFFER)[1] == []


@pytest.mark.usefixtures("made")
def test_an_expected_remote_that_is_offline_is_not_contacted(alone: Plugin, world: World) -> None:
    """Neither for its identity nor, at the end of a wait, for what it says about the peering."""
    accept = {
        "key": "accept",
        "cluster": "west",
        "remote": {"ip_addresses": world.addresses("east")},
        "passphrase": "made-up-and-wrong",
        "expected_remote": "east",
        "wait_for": "available",
        "timeout": "PT2S",
    }
    with pytest.raises(PluginError, match="was not available within PT2S"):
        alone.apply(accept)
    assert {call.split()[0] for call in world.sent()} == {"west"}


def test_an_expected_remote_under_another_alias_is_no_alarm_while_that_is_offline(world: World) -> None:
    """Nobody can say whether the side leads there, so it is not kept."""
    passphrase = world.east.post({})["authentication"]["passphrase"]
    settings = {"west": world.clusters["west"], "site-a": {"offline": True}}
    accept = {
        "key": "accept",
        "cluster": "west",
        "remote": {"ip_addresses": world.addresses("east")},
        "passphrase": passphrase,
        "expected_remote": "site-a",
    }
    line = messages.remote_unverified("west", "site-a", "east", world.endpoints["east"]["uuid"])
    with Plugin(settings) as plugin, pytest.raises(PluginError) as refused:
        plugin.apply(accept)
    assert str(refused.value) == line
    assert world.peers("west") == []
