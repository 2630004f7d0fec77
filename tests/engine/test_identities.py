"""Two resources are two peers, whatever they are called; and a peer stays on the cluster that it was created on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import World

COMPONENTS = """
class Left(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:index:Left", name, None, opts)
        ontap.ClusterPeer("peer", cluster="east", opts=pulumi.ResourceOptions(parent=self))


class Right(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:index:Right", name)
        ontap.ClusterPeer("peer", cluster="east", opts=pulumi.ResourceOptions(parent=self))
        Left("inner", pulumi.ResourceOptions(parent=self))


Left("left")
Right("right")
ontap.ClusterPeer("peer", cluster="east")
"""
OFFER = 'ontap.ClusterPeer("{name}", cluster="east"{more})\n'
OLD = OFFER.format(name="peer", more="")
RENAMED = OFFER.format(name="renamed", more=', opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="peer")])')


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


def uuids(world: World, alias: str = "east") -> set[str]:
    return {peer["uuid"] for peer in world.peers(alias)}


def test_resources_of_one_name_in_several_components_are_several_peers(stack: EngineStack, world: World) -> None:
    stack.program(COMPONENTS)
    stack.up()
    assert len(uuids(world)) == 4
    assert world.sent("DELETE") == []
    stack.up("--expect-no-changes")
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_a_new_resource_of_a_name_that_another_had_is_refused_with_both(stack: EngineStack, world: World) -> None:
    stack.program(OLD)
    stack.up()
    before = uuids(world)
    stack.program(OLD + RENAMED)
    lines = {messages.same_key("peer", "renamed"), messages.same_key("renamed", "peer")}
    seen = stack.run("preview")
    assert seen.exit_code != 0
    assert any(line in seen.output for line in lines)
    assert stack.run("up", "--yes", "--skip-preview").exit_code != 0
    assert uuids(world) >= before
    assert world.sent("DELETE", "PATCH") == []


def test_a_resource_renamed_in_the_state_is_not_taken_for_a_leftover(stack: EngineStack, world: World) -> None:
    stack.program(OLD)
    stack.up()
    before = uuids(world)
    (resource,) = stack.resources().values()
    stack.must("state", "rename", "--yes", resource["urn"], "renamed")
    stack.program(OLD + OFFER.format(name="renamed", more=""))
    assert stack.run("up", "--yes", "--skip-preview").exit_code != 0
    assert uuids(world) >= before
    assert world.sent("DELETE", "PATCH") == []


def test_a_peer_that_another_resource_of_the_run_has_adopted_is_not_deleted(stack: EngineStack, world: World) -> None:
    stack.program('ontap.ClusterPeering("both", clusters=["east", "west"])\n')
    stack.up()
    (east,) = world.peers("east")
    world.forget_journal()
    one = 'ontap.ClusterPeer("{}", cluster="east", remote={{"ip_addresses": {}}}, adopt="existing")\n'
    stack.program(one.format("one", world.addresses("west")))
    _, _, told = stack.up().output.partition("\nDiagnostics:\n")
    assert messages.about_peering("both", ["east", "west"], messages.left_to_another(["east"], "one")) in told
    assert world.sent("POST", "DELETE") == ["west DELETE"]
    (same,) = world.peers("east")
    assert same["uuid"] == east["uuid"]
    stack.program(one.format("two", world.addresses("west")))
    _, _, told = stack.up().output.partition("\nDiagnostics:\n")
    assert messages.about_peer("one", "east", same["name"], messages.left_to_another(["east"], "two")) in told
    assert [peer["uuid"] for peer in world.peers("east")] == [east["uuid"]]
    stack.must("destroy", "--yes", "--skip-preview")
    assert world.peers("east") == []


def test_what_a_run_takes_for_its_own_leftover_is_told(stack: EngineStack, world: World) -> None:
    stack.program(OLD)
    stack.up()
    (left,) = uuids(world)
    (resource,) = stack.resources().values()
    stack.must("state", "delete", "--yes", resource["urn"])
    again = stack.up()
    assert again.lines_with(messages.leftover_deleted(left))


def test_an_alias_that_leads_to_another_cluster_for_a_run_changes_nothing(stack: EngineStack, world: World) -> None:
    stack.program(
        'offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")\n'
        'ontap.ClusterPeer("accept", cluster="west", remote={"ip_addresses": [offer.ip_address]}, '
        "passphrase=offer.passphrase)\n"
    )
    stack.up()
    stack.up("--refresh")
    world.forget_journal()
    astray = {name.replace("WEST", "EAST"): value for name, value in world.environment.items() if "WEST" in name}
    right = dict(stack.environment)
    stack.environment |= astray
    uuid = {alias: world.endpoints[alias]["uuid"] for alias in ("east", "west")}
    for command in (("up", "--yes", "--refresh"), ("refresh", "--yes")):
        seen = stack.run(*command)
        assert seen.exit_code != 0
        assert f"uuid {uuid['east']}), but cluster 'west' (uuid {uuid['west']}) answers now" in seen.output
    stack.environment = right
    stack.up("--refresh", "--expect-no-changes")
    assert world.sent("POST", "PATCH", "DELETE") == []
    stack.environment = {**right, **astray}
    assert f"uuid {uuid['east']})" in stack.run("destroy", "--yes").output
    assert len(uuids(world)) == 1


def test_a_cluster_that_was_replaced_is_confirmed_and_gets_its_peers_anew(stack: EngineStack, world: World) -> None:
    stack.program(OLD)
    stack.up()
    moved = {name.replace("WEST", "EAST"): value for name, value in world.environment.items() if "WEST" in name}
    stack.environment |= {**moved, "ONTAP_EAST_UUID": world.endpoints["west"]["uuid"]}
    stack.up("--refresh")
    assert len(uuids(world, "west")) == 1
    stack.must("destroy", "--yes")
    assert (len(uuids(world, "west")), len(uuids(world, "east"))) == (0, 1)


def test_the_expected_remote_may_be_named_by_any_alias(stack: EngineStack, world: World) -> None:
    aliases = {"EAST": "SITE_A", "WEST": "SITE_B"}
    stack.environment = {
        name.replace(old, new): value
        for name, value in world.environment.items()
        for old, new in aliases.items()
        if old in name
    }
    program = (
        'offer = ontap.ClusterPeer("offer", cluster="site-a", expiry_time="PT2H", expected_remote="{expected}")\n'
        'ontap.ClusterPeer("accept", cluster="site-b", remote={{"ip_addresses": [offer.ip_address]}}, '
        'passphrase=offer.passphrase, wait_for="available")\n'
    )
    stack.program(program.format(expected="site-b"))
    stack.up()
    stack.up("--refresh")
    stack.must("preview", "--refresh", "--expect-no-changes")
    stack.program(program.format(expected="site-a"))
    assert "ALARM: expected_remote is 'site-a', but the peer is cluster 'west'" in stack.run("up", "--yes").output
    assert world.sent("PATCH") == []


@pytest.mark.parametrize("preview", [[], ["--skip-preview"]], ids=["preview", "no preview"])
def test_two_kinds_of_one_name_are_refused_and_neither_takes_the_peer_of_the_other(
    stack: EngineStack, world: World, preview: list[str]
) -> None:
    one, both = 'ontap.ClusterPeer("x", cluster="east")\n', 'ontap.ClusterPeering("x", clusters=["east", "west"])\n'
    stack.program(one)
    stack.up()
    before = world.peers("east")
    stack.program(one + both)
    refused = stack.run("up", "--yes", *preview)
    assert messages.one_name_of_two_kinds("x") in refused.output
    assert refused.exit_code != 0
    assert (world.peers("east"), world.peers("west")) == (before, [])


def test_a_clock_that_differs_is_told_once_for_resources_of_both_kinds(stack: EngineStack, world: World) -> None:
    stack.program(
        'ontap.ClusterPeer("offer", cluster="east")\nontap.ClusterPeering("pair", clusters=["east", "west"])\n'
    )
    stack.up()
    world.set_clock(datetime.now(UTC) + timedelta(hours=2))
    _, _, diagnostics = stack.must("preview", "--refresh").output.partition("\nDiagnostics:\n")
    for alias in ("east", "west"):
        assert diagnostics.count(f"{alias}: the cluster's clock is 120 min ahead") == 1


def test_a_cluster_whose_clock_is_behind_keeps_its_open_offer(stack: EngineStack, world: World) -> None:
    world.set_clock(datetime.now(UTC) - timedelta(hours=2))
    stack.program('ontap.ClusterPeer("offer", cluster="east", expiry_time="PT1H", renew_before="PT10M")\n')
    made = stack.up()
    assert made.output.partition("\nDiagnostics:\n")[2].count("min behind this computer's") == 1
    stack.must("preview", "--expect-no-changes")
    stack.up("--refresh", "--expect-no-changes")
    stack.must("preview", "--refresh", "--expect-no-changes")
    assert world.sent("PATCH", "DELETE") == []
    world.advance("PT55M")
    assert "within renew_before PT10M" in stack.up("--refresh").output
    assert world.sent("PATCH") == ["east PATCH"]
