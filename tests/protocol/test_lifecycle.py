"""The plugin process against the simulator, call by call as the engine makes them."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.plugin import Plugin, PluginError
from support.world import PEERS, World

OFFER = {"key": "offer-1111111", "cluster": "east", "expiry_time": "PT2H"}
ACCEPT = {"key": "accept-2222222", "cluster": "west"}
DIFF_NONE = 1
DIFF_SOME = 2


def accepting(offer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        **ACCEPT,
        "remote": {"ip_addresses": [offer["ip_address"]]},
        "passphrase": offer["passphrase"],
        **more,
    }


def test_an_offer_has_a_logical_id_a_passphrase_and_an_instant(plugin: Plugin, world: World) -> None:
    id_, outputs, inputs = plugin.apply(OFFER)
    assert id_ == "east/offer-1111111"
    assert len(outputs["passphrase"]) == 24
    assert datetime.fromisoformat(outputs["expiry_time"]) > datetime.now(UTC) + timedelta(minutes=100)
    assert outputs["status"]["state"] == "unidentified"
    assert outputs["ip_address"] in world.addresses("east")
    assert inputs["expiry_time"] == "PT2H"


def test_the_offer_follows_its_acceptance(plugin: Plugin, world: World) -> None:
    id_, offer, inputs = plugin.apply(OFFER)
    _, accepted, _ = plugin.apply(accepting(offer, wait_for="available"))
    assert accepted["authentication"]["state"] == "ok"
    assert accepted["status"]["state"] == "available"
    assert accepted["uuid"] == world.endpoints["east"]["uuid"]
    read_id, now, live = plugin.read(id_, offer)
    assert read_id == id_
    assert now["uuid"] == world.endpoints["west"]["uuid"] != offer["uuid"]
    assert now["remote"]["name"] == "west"
    assert now["passphrase"] == offer["passphrase"]
    assert live == {**inputs, "__outputs": {"ip_address": offer["ip_address"], "passphrase": offer["passphrase"]}}
    checked, _ = plugin.check(OFFER, olds=live)
    assert checked == {**inputs, "ip_address": offer["ip_address"], "passphrase": offer["passphrase"]}
    assert plugin.told(f"{offer['uuid']} -> {now['uuid']}")
    assert plugin.diff(now, inputs).changes == DIFF_NONE


def test_an_acceptance_that_loses_the_name_is_followed(plugin: Plugin, world: World) -> None:
    id_, offer, _ = plugin.apply({**OFFER, "expected_remote": "west"})
    plugin.apply(accepting(offer))
    world.call("east", "PATCH", f"/api/cluster/peers/{world.endpoints['west']['uuid']}", {"name": "west"})
    _, now, live = plugin.read(id_, offer)
    assert now["uuid"] == world.endpoints["west"]["uuid"]
    checked, _ = plugin.check(OFFER, olds=live)
    assert checked["name"] == "west"


def test_many_reads_share_one_listing(plugin: Plugin, world: World) -> None:
    made = [plugin.apply({**OFFER, "key": f"offer-{number}"}) for number in range(5)]
    world.forget_journal()
    for id_, outputs, _ in made:
        assert plugin.read(id_, outputs)[0] == id_
    assert world.sent() == ["east GET"]


def test_a_taken_name_is_refused_in_one_line_and_no_peer_is_created(plugin: Plugin, world: World) -> None:
    world.call("east", "POST", body={"name": "to-west"})
    with pytest.raises(PluginError) as refused:
        plugin.apply({**OFFER, "name": "to-west"})
    line = str(refused.value)
    assert "\n" not in line
    assert "east: cannot create peer 'to-west'" in line
    assert "adopt='existing'" in line
    assert len(world.peers("east")) == 1


def test_an_offer_within_renew_before_is_renewed_in_place(plugin: Plugin, world: World) -> None:
    id_, offer, inputs = plugin.apply({**OFFER, "expiry_time": "PT1H"})
    changed = {**inputs, "expiry_time": "PT3H", "renew_before": "PT2H"}
    assert plugin.diff(offer, changed).changes == DIFF_SOME
    renewed = plugin.update(id_, offer, changed)
    assert renewed["uuid"] == offer["uuid"]
    assert renewed["passphrase"] == offer["passphrase"]
    assert datetime.fromisoformat(renewed["expiry_time"]) - datetime.fromisoformat(offer["expiry_time"]) == timedelta(
        hours=2
    )
    assert plugin.diff(renewed, changed).changes == DIFF_NONE
    assert len(world.peers("east")) == 1


def test_a_read_of_an_offer_that_ontap_deleted_says_why_it_is_gone(plugin: Plugin, world: World) -> None:
    id_, offer, _ = plugin.apply(OFFER)
    world.advance("PT2H")
    assert plugin.read(id_, offer)[0] == ""
    assert "it expired at" in plugin.told("is gone")


def test_an_unreachable_cluster_never_reads_as_a_deleted_peer(world: World) -> None:
    with Plugin(world.clusters) as plugin:
        id_, offer, _ = plugin.apply(OFFER)
    lost = {**world.clusters, "east": {**world.clusters["east"], "host": "127.0.0.1:1"}}
    with (
        Plugin(lost) as plugin,
        pytest.raises(PluginError, match=r"east: cannot reach 127\.0\.0\.1:1 .*tried for"),
    ):
        plugin.read(id_, offer)


def test_update_changes_addresses_and_the_passphrase_in_place(plugin: Plugin, world: World) -> None:
    _, offer, _ = plugin.apply(OFFER)
    id_, accepted, inputs = plugin.apply(accepting(offer))
    world.forget_journal()
    second = world.addresses("east")[1]
    changed = plugin.update(
        id_, accepted, {**inputs, "remote": {"ip_addresses": [second]}, "passphrase": "rotated-secret"}
    )
    assert changed["remote"]["ip_addresses"] == [second]
    assert changed["passphrase"] == "rotated-secret"
    assert world.sent("POST", "PATCH", "DELETE") == ["west PATCH"]
    assert "rotated-secret" not in world.journal_text()


def test_a_change_of_cluster_replaces_and_deletes_first(plugin: Plugin) -> None:
    _, offer, inputs = plugin.apply(OFFER)
    reply = plugin.diff(offer, {**inputs, "cluster": "west"})
    assert list(reply.replaces) == ["cluster"]
    assert reply.deleteBeforeReplace


def test_delete_is_local_and_a_second_one_is_no_error(plugin: Plugin, world: World) -> None:
    offer_id, offer, _ = plugin.apply(OFFER)
    id_, accepted, _ = plugin.apply(accepting(offer))
    plugin.delete(id_, accepted)
    plugin.delete(id_, accepted)
    assert world.peers("west") == []
    (left,) = world.peers("east")
    assert left["authentication"]["state"] == "problem"
    plugin.delete(offer_id, offer)
    assert world.peers("east") == []


def test_two_directed_sides_with_one_passphrase_become_ok(plugin: Plugin, world: World) -> None:
    def side(cluster: str, other: str) -> dict[str, Any]:
        return {
            "key": f"{cluster}-side",
            "cluster": cluster,
            "remote": {"ip_addresses": world.addresses(other)},
            "passphrase": "shared-by-both",
        }

    id_, first, _ = plugin.apply(side("east", "west"))
    assert first["authentication"]["state"] == "pending"
    _, second, _ = plugin.apply(side("west", "east"))
    assert second["authentication"]["state"] == "ok"
    assert plugin.read(id_, first)[1]["authentication"]["state"] == "ok"


@pytest.mark.parametrize(
    ("settings", "mentions"),
    [
        pytest.param(
            {"password": "wrong-password"},
            ["west", "401", "connection settings", "ONTAP_<ALIAS>_<SETTING>"],
            id="wrong password",
        ),
        pytest.param({"ca_file": ""}, ["west", "certificate", "ca_file"], id="untrusted certificate"),
        pytest.param({"ca_file": "/no/such/file"}, ["west", "ca_file", "no such file"], id="no such CA file"),
        pytest.param({"host": "127.0.0.1:1"}, ["west", "cannot reach", "host"], id="unreachable"),
    ],
)
def test_a_failed_connection_is_one_line(world: World, settings: dict[str, str], mentions: list[str]) -> None:
    clusters = {**world.clusters, "west": {**world.clusters["west"], **settings}}
    with Plugin(clusters) as plugin, pytest.raises(PluginError) as refused:
        plugin.apply({**OFFER, "cluster": "west"})
    line = str(refused.value)
    assert "\n" not in line
    assert "wrong-password" not in line
    assert len(line) < 300
    for word in mentions:
        assert word in line
    assert world.peers("west") == []


def test_a_host_that_never_answers_is_given_up_with_the_time_it_took() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        clusters = {"east": {"host": host, "username": "admin", "password": "never-sent"}}
        with Plugin(clusters, impatient=True) as plugin, pytest.raises(PluginError, match=r"too long, tried for \d+ s"):
            plugin.apply(OFFER)


@pytest.mark.parametrize("host", ["http://east", "no such host", "admin@east"])
def test_a_malformed_host_is_refused_offline(host: str) -> None:
    with Plugin({"east": {"host": host, "username": "admin", "password": "never-sent"}}) as plugin:
        _, (line,) = plugin.check(OFFER)
    assert "ontap:clusters.east.host" in line
    assert "never-sent" not in line


def test_the_environment_overrides_the_configured_password(world: World) -> None:
    stale = {**world.clusters, "east": {**world.clusters["east"], "password": "rotated-away"}}
    fresh = {"ONTAP_EAST_PASSWORD": world.clusters["east"]["password"]}
    with Plugin(stale, fresh) as plugin:
        assert plugin.apply(OFFER)[1]["status"]["state"] == "unidentified"


@pytest.mark.parametrize("login", [("token",), ("client_cert", "client_key")])
def test_a_cluster_is_used_by_token_or_certificate_alone(world: World, login: tuple[str, ...]) -> None:
    end, profile = world.endpoints["east"], world.clusters["east"]
    chosen = {"host": profile["host"], "ca_file": profile["ca_file"], **{name: end[name] for name in login}}
    with Plugin({"east": chosen}) as plugin:
        id_, out, _ = plugin.apply(OFFER)
        assert out["status"]["state"] == "unidentified"
        assert plugin.read(id_, out)[0] == id_
        plugin.delete(id_, out)
    assert world.peers("east") == []


def test_a_read_only_login_is_refused_in_one_line(world: World) -> None:
    end = world.endpoints["east"]
    reader = {"username": end["reader_username"], "password": end["reader_password"]}
    with Plugin({"east": {**world.clusters["east"], **reader}}) as plugin, pytest.raises(PluginError) as refused:
        plugin.apply(OFFER)
    line = str(refused.value)
    assert "\n" not in line
    assert end["reader_password"] not in line
    for word in ("east", "refused (6)", "security login rest-role show"):
        assert word in line


def test_tls_verification_is_off_only_on_request_and_with_a_warning(world: World) -> None:
    unverified = {**world.clusters["east"], "ca_file": "", "verify_tls": False}
    with Plugin({"east": unverified}) as plugin:
        assert plugin.apply(OFFER)[1]["status"]["state"] == "unidentified"
        assert plugin.told("east: verify_tls is false")


def test_a_passphrase_shorter_than_the_policy_is_refused_in_one_line(plugin: Plugin, world: World) -> None:
    short = {**ACCEPT, "remote": {"ip_addresses": world.addresses("east")}, "passphrase": "shorty7"}
    with pytest.raises(PluginError) as refused:
        plugin.apply(short)
    assert "(4653236)" in str(refused.value)
    assert "shorty7" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert world.peers("west") == []


def test_a_change_of_local_network_says_that_it_has_no_effect(plugin: Plugin, world: World) -> None:
    id_, outputs, inputs = plugin.apply(OFFER)
    network = {"interfaces": [{"ip_address": "10.1.0.99"}], "netmask": "24"}
    changed, failures = plugin.check({**OFFER, "local_network": network}, inputs)
    assert failures == []
    plugin.diff(outputs, changed)
    assert plugin.told("a change of local_network has no effect on a peer that exists")
    world.forget_journal()
    updated = plugin.update(id_, outputs, changed)
    assert world.sent("PATCH", "POST") == []
    assert plugin.diff(updated, changed).changes == DIFF_NONE


def test_an_update_without_a_refresh_does_not_keep_the_passphrase_of_another_offer(
    plugin: Plugin, world: World
) -> None:
    id_, outputs, inputs = plugin.apply(OFFER)
    world.call("east", "DELETE", f"{PEERS}/{outputs['uuid']}")
    world.call("east", "POST", body={"name": outputs["name"]})
    updated = plugin.update(id_, outputs, inputs)
    accepted = plugin.apply(accepting(updated, wait_for="authenticated"))[1]
    assert accepted["authentication"]["state"] == "ok"
