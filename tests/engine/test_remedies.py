"""What a line says will help does help: a run that fails with each line, then a run of a program that does it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import BroadcastDomainSpec, IPspaceSpec, PeeringPolicy, SvmSpec
from support.engine import EngineStack
from support.plugin import Plugin
from support.world import PEERS, SEED, World, started

OTHERS = tuple(f"far{number}" for number in range(1, 21))
NOW = ("--yes", "--skip-preview")
SECRET, NEW_SECRET = "the-first-passphrase", "the-second-passphrase"


@pytest.fixture
def world() -> Iterator[World]:
    """A cluster east with many others; `strict` requires encryption, `old` has the first release with this API."""
    ipspaces = ("lab", IPspaceSpec("bare", (BroadcastDomainSpec("bare"),), ()))
    clusters = [
        ClusterSpec("east", ipspaces=ipspaces, svms=("svm1", SvmSpec("svm-of-lab", "lab"))),
        ClusterSpec("strict", policy=PeeringPolicy(encryption_required=True)),
        ClusterSpec("old", version=Version(9, 6, 0)),
        *(ClusterSpec(name) for name in OTHERS),
    ]
    hosts = {"both.example.com": (ip_address("10.4.0.11"), ip_address("2001:db8::1"))}
    spec = FabricSpec(tuple(clusters), hosts=hosts)
    with started(OntapSimulator(spec, seed=SEED, clock=ManualClock(datetime.now(UTC)))) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


@dataclass(frozen=True)
class Remedy:
    """The arguments that lead to a line with this text in it, and those of each thing that the line says to do."""

    mistake: str
    line: str
    remedies: tuple[str, ...]


def declare(stack: EngineStack, arguments: dict[str, str]) -> None:
    stack.program("".join(f'ontap.ClusterPeer("{name}", {each})\n' for name, each in arguments.items()))


def to(world: World, cluster: str, count: int = 2) -> str:
    return f"remote={json.dumps({'ip_addresses': world.addresses(cluster)[:count]})}"


REMOTE = {"ip_addresses": ["10.2.0.11"]}
TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
MISTAKES: dict[str, tuple[dict[str, Any], str, tuple[dict[str, Any], ...]]] = {
    "passphrase": (
        {"passphrase": SECRET},
        messages.passphrase_without_remote(),
        ({"passphrase": SECRET, "remote": REMOTE}, {}),
    ),
    "two-passphrases": (
        {"passphrase": SECRET, "generate_passphrase": True, "remote": REMOTE},
        messages.two_passphrases(),
        ({"passphrase": SECRET, "remote": REMOTE}, {"generate_passphrase": True, "remote": REMOTE}),
    ),
    "no-passphrase": (
        {"generate_passphrase": False},
        messages.no_passphrase(),
        ({"generate_passphrase": False, "passphrase": SECRET, "remote": REMOTE}, {"generate_passphrase": True}),
    ),
    "no-authentication": (
        {"in_use": "absent"},
        messages.offer_without_authentication(),
        ({"in_use": "absent", "remote": REMOTE}, {}),
    ),
    "families": (
        {"remote": {"ip_addresses": ["10.2.0.11", "2001:db8::1"]}},
        messages.mixed_address_families("remote.ip_addresses"),
        ({"remote": REMOTE},),
    ),
    "too-long": ({"expiry_time": "P8D"}, messages.offer_too_long("P8D", "P7D"), ({"expiry_time": "P7D"},)),
    "past": (
        {"expiry_time": "2020-01-01T00:00:00Z"},
        messages.expiry_in_the_past("2020-01-01T00:00:00Z"),
        ({"expiry_time": "PT2H"}, {"expiry_time": (datetime.now(UTC) + timedelta(hours=2)).isoformat()}),
    ),
    "renewal": (
        {"renew_before": "PT1H"},
        messages.renew_before_too_long("PT1H", "PT1H"),
        ({"renew_before": "PT30M"}, {"renew_before": "PT1H", "expiry_time": "PT2H"}),
    ),
    "renewal-of-an-instant": (
        {"renew_before": "PT1H", "expiry_time": TOMORROW},
        messages.renew_before_of_an_instant("PT1H", TOMORROW),
        ({"renew_before": "PT1H", "expiry_time": "P1D"}, {"expiry_time": TOMORROW}),
    ),
    "name": ({"name": "1st"}, messages.bad_name(44), ({"name": "First.of_all-1"},)),
    "ipspace": (
        {"ipspace": {"name": "lab", "uuid": "11"}},
        messages.name_or_uuid(),
        ({"ipspace": {"name": "lab"}}, {"ipspace": {"uuid": "11"}}),
    ),
    "blanks": ({"remote": {"ip_addresses": [" 10.2.0.11"]}}, messages.address_with_blanks(), ({"remote": REMOTE},)),
    "rotation": (
        {"remote": REMOTE, "passphrase": SECRET, "rotation": "1"},
        messages.rotation_without_generation(),
        ({"remote": REMOTE, "passphrase": NEW_SECRET},),
    ),
}
"""By name: inputs, what the preview says of them, and the inputs after each thing that it says to do."""


def test_an_input_that_follows_what_the_line_says_is_taken(stack: EngineStack, world: World) -> None:
    with Plugin(world.clusters) as plugin:
        for inputs, line, _ in MISTAKES.values():
            _, failures = plugin.check({"cluster": "east", "key": "key-1234567", **inputs})
            assert len(failures) == 1
            assert line in failures[0]
    taken = {
        f"{name}-{number}": ", ".join(f"{key}={value!r}" for key, value in {"cluster": "east", **inputs}.items())
        for name, (_, _, remedies) in MISTAKES.items()
        for number, inputs in enumerate(remedies)
    }
    declare(stack, taken)
    preview = stack.must("preview")
    assert f"+ {len(taken) + 1} to create" in preview.output


def test_what_a_cluster_refuses_it_takes_after_what_the_line_says(stack: EngineStack, world: World) -> None:
    interfaces = '"interfaces": [{"ip_address": "10.1.0.51"}]'
    network = f'{interfaces}, "broadcast_domain": "Default", "netmask": "255.255.255.0", "gateway": "10.1.0.1"'
    cases = {
        "passphrase": Remedy(
            f'cluster="east", {to(world, "far1")}, passphrase="short"',
            "(4653236)",
            (
                f'cluster="east", {to(world, "far1")}, passphrase="{SECRET}"',
                f'cluster="east", {to(world, "far2")}, generate_passphrase=True',
            ),
        ),
        "encryption": Remedy(
            'cluster="strict", encryption={"proposed": "none"}',
            "(4653419)",
            ('cluster="strict", encryption={"proposed": "tls_psk"}',),
        ),
        "own-address": Remedy(
            f'cluster="east", {to(world, "east")}', "(4656100)", (f'cluster="east", {to(world, "far3")}',)
        ),
        "no-such-host": Remedy(
            'cluster="east", remote={"ip_addresses": ["nowhere.example.com"]}',
            "(8847365)",
            (f'cluster="east", {to(world, "far4")}',),
        ),
        "both-families": Remedy(
            'cluster="east", remote={"ip_addresses": ["both.example.com"]}',
            "(4656101)",
            (f'cluster="east", {to(world, "far5")}',),
        ),
        "no-such-cluster": Remedy(
            'cluster="east", remote={"ip_addresses": ["192.0.2.1"]}',
            "(4653218)",
            (f'cluster="east", {to(world, "far6")}',),
        ),
        "no-such-svm": Remedy(
            'cluster="east", initial_allowed_svms=[{"name": "nobody"}]',
            "(2621462)",
            ('cluster="east", initial_allowed_svms=[{"name": "svm1"}]',),
        ),
        "svm-of-another-ipspace": Remedy(
            'cluster="east", initial_allowed_svms=[{"name": "svm-of-lab"}]',
            "(4655061)",
            ('cluster="east", ipspace={"name": "lab"}, initial_allowed_svms=[{"name": "svm-of-lab"}]',),
        ),
        "no-such-ipspace": Remedy(
            'cluster="east", ipspace={"name": "nowhere"}',
            messages.no_such_ipspace("east", "nowhere", ["Default", "lab", "bare"]),
            ('cluster="east", ipspace={"name": "lab"}',),
        ),
        "private-ipspace": Remedy(
            'cluster="east", ipspace={"name": "Cluster"}', "(1966366)", ('cluster="east", ipspace={"name": "Default"}',)
        ),
        "bare-ipspace": Remedy(
            f'cluster="east", ipspace={{"name": "bare"}}, {to(world, "far7")}',
            "(4653365)",
            (f'cluster="east", ipspace={{"name": "Default"}}, {to(world, "far7")}',),
        ),
        "own-name": Remedy('cluster="east", name="east"', "(4656071)", ('cluster="east", name="far-away"',)),
        "old-release": Remedy('cluster="old", peer_applications=["flexcache"]', "(262179)", ('cluster="old"',)),
        "network": Remedy(
            f'cluster="east", local_network={{{interfaces}, "broadcast_domain": "nowhere"}}',
            "(4656086)",
            (f'cluster="east", local_network={{{network}}}',),
        ),
    }
    declare(stack, {name: case.mistake for name, case in cases.items()})
    failed = stack.run("up", *NOW, "--continue-on-error")
    lines = failed.errors()
    assert [name for name, case in cases.items() if not any(case.line in line for line in lines)] == []
    assert len(lines) == len(cases)
    declare(
        stack,
        {f"{name}-{number}": each for name, case in cases.items() for number, each in enumerate(case.remedies)},
    )
    stack.up()


def by_hand(world: World, cluster: str, other: str, passphrase: str = SECRET, **more: Any) -> None:
    """The administrator of the cluster makes its side to the other."""
    body = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": passphrase}}
    world.call(cluster, "POST", body={**body, **more})


def peer_by_hand(world: World, *others: str) -> None:
    for other in others:
        by_hand(world, "east", other)
        by_hand(world, other, "east")


def states(world: World, other: str) -> tuple[str, str, str]:
    """Authentication, status and encryption of east's peer to the other cluster."""
    uuid = world.endpoints[other]["uuid"]
    peer = world.call("east", "GET", f"{PEERS}/{uuid}", fields="**")
    return peer["authentication"]["state"], peer["status"]["state"], peer["encryption"]["state"]


def test_a_peer_in_the_way_is_adopted_or_avoided_as_the_line_says(stack: EngineStack, world: World) -> None:
    for name in ("taken-1", "taken-2"):
        world.call("east", "POST", body={"name": name})
    by_hand(world, "east", "far1", name="to-far1")
    by_hand(world, "east", "far2", name="to-far2")
    mistakes = {
        "avoided": ('cluster="east", name="taken-1"', "a peer of this name already exists"),
        "adopted": ('cluster="east", name="taken-2"', "a peer of this name already exists"),
        "adopted-by-remote": (f'cluster="east", {to(world, "far1")}', "peer 'to-far1' "),
        "deleted": (f'cluster="east", {to(world, "far2")}', "peer 'to-far2' "),
        "other-addresses": (f'cluster="east", {to(world, "far3")}, expected_remote="far4"', "far3"),
        "other-expectation": (f'cluster="east", {to(world, "far5")}, expected_remote="far4"', "far5"),
    }
    declare(stack, {name: arguments for name, (arguments, _) in mistakes.items()})
    lines = stack.run("up", *NOW, "--continue-on-error").errors()
    assert len(lines) == len(mistakes)
    assert [name for name, (_, text) in mistakes.items() if not any(text in line for line in lines)] == []
    world.call("east", "DELETE", f"{PEERS}/{world.endpoints['far2']['uuid']}")
    declare(
        stack,
        {
            "avoided": 'cluster="east", name="not-taken"',
            "adopted": 'cluster="east", name="taken-2", adopt="existing"',
            "adopted-by-remote": f'cluster="east", {to(world, "far1")}, adopt="existing"',
            "deleted": f'cluster="east", {to(world, "far2")}',
            "other-addresses": f'cluster="east", {to(world, "far4")}, expected_remote="far4"',
            "other-expectation": f'cluster="east", {to(world, "far5")}, expected_remote="far5"',
        },
    )
    stack.up()


def test_what_is_wrong_with_a_peer_is_mended_by_what_the_line_says(stack: EngineStack, world: World) -> None:
    none, tls = ', encryption={"proposed": "none"}', ', encryption={"proposed": "tls_psk"}'

    def side(other: str, passphrase: str = SECRET, more: str = "") -> str:
        return f'cluster="east", {to(world, other)}, passphrase="{passphrase}"{more}'

    def pair(other: str, here: str, there: str, passphrase: str) -> dict[str, str]:
        far = f'cluster="{other}", {to(world, "east")}, passphrase="{passphrase}"{there}'
        return {f"to-{other}": side(other, passphrase, here), f"from-{other}": far}

    world.call("east", "POST", body={"name": "taken"})
    peer_by_hand(world, "far5", "far6")
    by_hand(world, "far4", "east")
    first = {
        **pair("far1", tls, none, SECRET),
        **pair("far2", "", none, SECRET),
        "renamed": 'cluster="east", name="free"',
        "readdressed": side("far3"),
        "used": side("far4", more=', name="used"'),
        "cut-off": f'cluster="east", {to(world, "far5")}, adopt="existing"',
        "revoked": f'cluster="east", {to(world, "far6")}, adopt="existing"',
    }
    declare(stack, first)
    stack.up()
    world.call("far5", "DELETE", f"{PEERS}/{world.east.uuid}")
    revoked = {"authentication": {"in_use": "revoked"}}
    world.call("east", "PATCH", f"{PEERS}/{world.endpoints['far6']['uuid']}", body=revoked)
    dependent = {"cluster": "east", "peer": "used", "kind": "snapmirror", "svm": "svm1", "peer_svm": "svm1"}
    used = world.control("POST", "dependents", json=dependent).json()["id"]

    without = {name: arguments for name, arguments in first.items() if name != "used"}
    declare(stack, {**without, "renamed": 'cluster="east", name="taken"', "readdressed": side("far7")})
    failed = stack.run("up", *NOW, "--refresh", "--continue-on-error")
    said = [messages.not_encrypted("far2"), messages.passphrase_repair("ask", "rejected"), messages.revoked_here()]
    said += [
        "(4653061)",
        "(4653075)",
        "(4653079)",
        "Have it proposed there, then give both sides a new passphrase. Nothing",
    ]
    assert [text for text in said if text not in failed.output] == []

    world.control("DELETE", f"dependents/{used}").raise_for_status()
    mended = {
        **pair("far1", tls, tls, NEW_SECRET),
        **pair("far2", none, none, NEW_SECRET),
        "renamed": 'cluster="east", name="not-taken"',
        "readdressed": f'cluster="east", {to(world, "far3", 1)}, passphrase="{SECRET}"',
        "cut-off": side("far5", NEW_SECRET),
        "cut-off-there": f'cluster="far5", {to(world, "east")}, passphrase="{NEW_SECRET}"',
        "revoked": f'cluster="east", {to(world, "far6")}, in_use="ok"',
    }
    declare(stack, mended)
    stack.up("--refresh")
    for _ in ("at once", "once every passphrase has lapsed"):
        assert [states(world, other) for other in ("far1", "far2", "far5", "far6")] == [
            ("ok", "available", "tls_psk"),
            ("ok", "available", "none"),
            ("ok", "available", "tls_psk"),
            ("ok", "available", "tls_psk"),
        ]
        world.advance("P7D")


def test_an_unknown_passphrase_is_replaced_as_the_line_says(stack: EngineStack, world: World) -> None:
    """East's sides were made by hand, and adopted without their passphrases."""
    by_hand(world, "east", "far1")
    by_hand(world, "east", "far2")
    peer_by_hand(world, "far3")

    def declare_sides(rotated: str = "", changed: str = "", encryption: str = "") -> None:
        sides = []
        for name, other, more in (
            ("rotated", "far1", rotated),
            ("recreated", "far2", ""),
            ("changed", "far3", changed),
        ):
            given = f'cluster="{other}", {to(world, "east")}, passphrase="{NEW_SECRET}"'
            taken = f'cluster="{other}", {to(world, "east")}, passphrase={name}.passphrase'
            there = given if name == "changed" and changed else taken
            there += f', adopt="existing"{encryption}' if name == "changed" else ""
            sides.append(
                f'{name} = ontap.ClusterPeer("{name}", cluster="east", {to(world, other)}, adopt="existing"{more})\n'
            )
            sides.append(f'ontap.ClusterPeer("{name}-there", {there})\n')
        stack.program("".join(sides))

    declare_sides()
    lines = stack.run("up", *NOW, "--continue-on-error").errors()
    assert len(lines) == 2
    assert all("its passphrase is empty" in line for line in lines)
    urn = stack.urn("recreated")
    no_encryption = ', encryption={"proposed": "none"}'
    declare_sides(rotated=", rotation='1'", encryption=no_encryption)
    (line,) = stack.run("up", *NOW, "--continue-on-error", "--replace", urn).errors()
    assert line.endswith(messages.passphrase_needed("far3", "NAME").partition("'NAME'")[2])
    declare_sides(rotated=", rotation='1'", changed=f', passphrase="{NEW_SECRET}"', encryption=no_encryption)
    stack.up()
    assert [states(world, other)[0] for other in ("far1", "far2", "far3")] == ["ok", "ok", "ok"]


def test_an_offer_without_an_address_is_made_again_once_there_is_one(stack: EngineStack, world: World) -> None:
    declare(stack, {"offer": 'cluster="east", ipspace={"name": "bare"}'})
    stack.up()
    assert messages.offer_without_address("bare") in stack.must("preview", "--refresh").output
    network = {"interfaces": [{"ip_address": "10.1.2.51"}], "netmask": "255.255.255.0", "broadcast_domain": "bare"}
    by_the_way = {"ipspace": {"name": "bare"}, "local_network": {**network, "gateway": "10.1.2.1"}}
    world.call("east", "POST", body=by_the_way)
    stack.up("--replace", stack.urn("offer"))
    assert stack.resources()["offer"]["outputs"]["ip_address"] == "10.1.2.51"
    assert "no cluster can accept" not in stack.must("preview", "--refresh", "--expect-no-changes").output


def test_an_expiry_that_is_past_is_renewed_by_what_the_line_says(stack: EngineStack, world: World) -> None:
    """The clusters' clock is two hours ahead, as an earlier run has noticed, and the offer was to live for one."""
    now = datetime.now(UTC)
    end = now + timedelta(hours=1)
    for remedy in (f'expiry_time="{(now + timedelta(hours=5)).isoformat()}"', 'expiry_time="PT2H"'):
        world.set_clock(now)
        declare(stack, {"offer": f'cluster="east", expiry_time="{end.isoformat()}"'})
        stack.up()
        world.set_clock(now + timedelta(hours=2))
        stack.notice_skew(minutes=120)
        (error,) = stack.run("up", *NOW).errors()
        assert "is past: give a later instant, or a duration such as 'PT2H'" in error
        declare(stack, {"offer": f'cluster="east", {remedy}'})
        stack.up()
        assert [peer["name"] for peer in world.peers("east")] == [stack.resources()["offer"]["outputs"]["name"]]
        stack.must("destroy", "--yes", "--skip-preview")
