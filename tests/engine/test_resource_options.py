"""Pulumi's resource options and every kind of input work for a peer, on the real engine."""

from pathlib import Path
from typing import Any

import pytest

from support.engine import EngineStack
from support.world import World


def offer(arguments: str = "", options: str = "", name: str = "offer") -> str:
    return (
        f'ontap.ClusterPeer("{name}", cluster="east", expiry_time="PT2H", {arguments}'
        f"{'opts=pulumi.ResourceOptions(' + options + ')' if options else ''})\n"
    )


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project", world.environment)
    made.program(offer())
    made.up()
    world.forget_journal()
    return made


def uuid_of(world: World) -> str:
    (peer,) = world.peers("east")
    uuid: str = peer["uuid"]
    return uuid


def test_ignored_changes_are_not_made(stack: EngineStack, world: World) -> None:
    stack.program(offer('peer_applications=["snapmirror"], ', 'ignore_changes=["peer_applications"]'))
    stack.must("preview", "--expect-no-changes")
    stack.up("--expect-no-changes")
    assert world.sent("PATCH", "POST", "DELETE") == []


def test_replace_on_changes_deletes_the_old_peer_first(stack: EngineStack, world: World) -> None:
    before = uuid_of(world)
    stack.program(offer('peer_applications=["snapmirror"], ', 'replace_on_changes=["peer_applications"]'))
    stack.up()
    assert uuid_of(world) != before
    assert world.sent("PATCH", "POST", "DELETE") == ["east DELETE", "east POST"]


@pytest.mark.parametrize("option", ["", "delete_before_replace=False"])
def test_a_requested_replacement_leaves_one_peer(stack: EngineStack, world: World, option: str) -> None:
    before = uuid_of(world)
    stack.program(offer(options=option))
    (urn,) = (item["urn"] for item in stack.resources().values())
    stack.up("--replace", urn)
    assert uuid_of(world) != before
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_a_protected_peer_is_not_destroyed(stack: EngineStack, world: World) -> None:
    stack.program(offer(options="protect=True"))
    stack.up()
    before = uuid_of(world)
    refused = stack.run("destroy", "--yes", "--skip-preview")
    assert refused.exit_code != 0
    assert "protect" in refused.output
    assert uuid_of(world) == before


def test_a_retained_peer_leaves_the_stack_but_not_the_cluster(stack: EngineStack, world: World) -> None:
    stack.program(offer(options="retain_on_delete=True"))
    stack.up()
    before = uuid_of(world)
    stack.must("destroy", "--yes", "--skip-preview")
    assert stack.resources() == {}
    assert uuid_of(world) == before


def test_a_renamed_resource_with_an_alias_keeps_its_peer(stack: EngineStack, world: World) -> None:
    before = uuid_of(world)
    stack.program(offer(options='aliases=[pulumi.Alias(name="offer")]', name="renamed"))
    stack.must("preview", "--expect-no-changes", "--refresh")
    stack.up()
    assert list(stack.resources()) == ["renamed"]
    assert uuid_of(world) == before
    assert world.sent("PATCH", "POST", "DELETE") == []


def test_a_preview_accepts_unknown_values_at_any_depth(stack: EngineStack, world: World) -> None:
    accept = """
other = ontap.ClusterPeer("other", cluster="east", expiry_time="PT1H")
ontap.ClusterPeer(
    "accept",
    remote={"ip_addresses": [other.ip_address]},
    passphrase=other.passphrase,
    encryption={"proposed": other.uuid.apply(lambda _: "tls_psk")},
    initial_allowed_svms=[{"name": other.uuid.apply(lambda _: "svm1")}],
    expected_remote=other.uuid.apply(lambda _: "east"),
    **{
        name: other.uuid.apply(lambda _, value=value: value)
        for name, value in {
            "cluster": "west",
            "name": "to-east",
            "generate_passphrase": False,
            "expiry_time": "PT3H",
            "in_use": "ok",
            "ipspace": {"name": "Default"},
            "peer_applications": ["snapmirror"],
            "renew_before": "PT1M",
            "adopt": "own",
            "wait_for": "available",
            "timeout": "PT1M",
        }.items()
    },
)
"""
    stack.program(offer() + accept)
    stack.must("preview")
    assert world.sent("PATCH", "POST", "DELETE") == []
    stack.up()
    (peer,) = world.peers("west")
    assert (peer["authentication"]["state"], peer["initial_allowed_svms"][0]["name"]) == ("ok", "svm1")
    (urn,) = (item["urn"] for name, item in stack.resources().items() if name == "other")
    stack.must("preview", "--replace", urn)


SECRETS = {"passphrase": "made-up-phrase-c41d90", "name": "made-up-name-c41d91"}
WITH_SECRETS = """
config = pulumi.Config()
one = ontap.ClusterPeer(
    "one",
    cluster="east",
    name=config.require_secret("name"),
    remote=pulumi.Output.from_input({"ip_addresses": [pulumi.Output.from_input("10.2.0.11")]}),
    passphrase=config.require_secret("passphrase"),
)
ontap.ClusterPeer(
    "two", cluster="west", remote={"ip_addresses": pulumi.Output.all(one.ip_address)}, passphrase=one.passphrase
)
"""
SECRET_MARK = "4dabf18193072939515e22adb298388d"


def test_secret_outputs_are_used_and_encrypted_in_state(stack: EngineStack, world: World) -> None:
    for key, value in SECRETS.items():
        stack.must("config", "set", "--secret", key, typed=value)
    stack.program(WITH_SECRETS)
    stack.must("preview", "--diff")
    stack.up("--diff")
    stack.must("preview", "--refresh", "--expect-no-changes")
    for alias in ("east", "west"):
        (peer,) = world.peers(alias)
        assert peer["authentication"]["state"] == "ok"
    peers = stack.resources()
    for peer in peers.values():
        assert is_encrypted(peer["inputs"]["passphrase"])
        assert is_encrypted(peer["outputs"]["passphrase"])
    assert is_encrypted(peers["one"]["inputs"]["name"])
    places = [*stack.printed, *(path.read_text() for path in (stack.folder / "state").rglob("*.json*"))]
    assert [name for name, secret in SECRETS.items() if secret in "\n".join(places)] == []


CANARIES = {
    "name": "canary-name-c41d92",
    "rotation": "canary-rotation-c41d93",
    "expected_remote": "canary-remote-c41d94",
    "expiry_time": "PT2H41M",
    "renew_before": "PT17M",
    "timeout": "PT13M",
}
ADDRESS = "10.2.0.12"
"""Of west, which offers nothing: an offer has the addresses of its cluster in clear."""
ALL_SECRET = f"""
def kept(args):
    options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions())
    return pulumi.ResourceTransformationResult(args.props, options)

def secrets():
    return {{name: pulumi.Output.secret(value) for name, value in {CANARIES!r}.items()}}

remote = {{"ip_addresses": [pulumi.Output.secret("{ADDRESS}")]}}
common = dict(generate_passphrase=True, encryption={{"proposed": pulumi.Output.secret("tls_psk")}})
ontap.ClusterPeer("one", cluster="east", remote=remote, **common, **secrets() | {{"expected_remote": None}})
another = {{"name": pulumi.Output.secret("{CANARIES["name"]}-2")}}
ontap.ClusterPeer(
    "two", cluster="east", **common, **secrets() | another, opts=pulumi.ResourceOptions(transformations=[kept])
)
"""


def test_an_input_that_is_a_secret_is_nowhere_in_clear_in_state(stack: EngineStack, world: World) -> None:
    stack.program(ALL_SECRET)
    stack.up()
    world.rename_peer("east", CANARIES["name"], "renamed-by-hand")
    stack.must("refresh", "--yes")
    for peer in stack.resources().values():
        assert is_encrypted(peer["outputs"]["declared"])
    files = "\n".join(path.read_text() for path in (stack.folder / "state").rglob("*.json*"))
    assert [name for name, value in {**CANARIES, "address": ADDRESS}.items() if value in files] == []


SECRET_ARGUMENTS = {
    "rotation": f'rotation=pulumi.Output.secret("{CANARIES["rotation"]}")',
    "declared": f'sides={{"east": {{"name": pulumi.Output.secret("{CANARIES["name"]}")}}}}',
}
"""By the output that holds the input."""


@pytest.mark.parametrize(("output", "argument"), SECRET_ARGUMENTS.items(), ids=["rotation", "sides"])
def test_an_input_of_a_pair_that_is_a_secret_is_nowhere_in_clear_in_state(
    stack: EngineStack, output: str, argument: str
) -> None:
    stack.program(f'ontap.ClusterPeering("pair", clusters=["east", "west"], {argument})\n')
    stack.up()
    stack.must("refresh", "--yes")
    (pair,) = stack.resources().values()
    assert is_encrypted(pair["outputs"][output])
    files = "\n".join(path.read_text() for path in (stack.folder / "state").rglob("*.json*"))
    assert [name for name, value in CANARIES.items() if value in files] == []


NOTHING_SECRET = """
async def later():
    return {"proposed": "tls_psk"}

offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", encryption={"proposed": "tls_psk"})
addresses = pulumi.Output.all(offer.ip_address)
accept = ontap.ClusterPeer(
    "accept", cluster="west", remote={"ip_addresses": addresses}, passphrase=offer.passphrase, opts=OPTIONS
)
ontap.ClusterPeer("later", cluster="east", encryption=later())
"""


@pytest.mark.parametrize("options", ["None", "pulumi.ResourceOptions(depends_on=[offer], parent=offer)"])
def test_what_is_known_to_be_no_secret_is_in_clear_in_state(stack: EngineStack, options: str) -> None:
    stack.program(NOTHING_SECRET.replace("OPTIONS", options))
    stack.up()
    declared = {name: peer["outputs"]["declared"] for name, peer in stack.resources().items()}
    assert is_encrypted(declared.pop("later"))
    assert declared == {
        "offer": {"expiry_time": "PT2H", "encryption": {"proposed": "tls_psk"}},
        "accept": {"remote": {"ip_addresses": ["10.1.0.11"]}},
    }


def is_encrypted(value: Any) -> bool:
    return isinstance(value, dict) and SECRET_MARK in value and "ciphertext" in value
