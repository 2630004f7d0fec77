"""`ontap-peering doctor` finds each prepared fault of a new cluster, and changes nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import pytest

from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import IPspaceSpec, PeeringPolicy
from support.troubles import SECRET, peer_by_hand
from support.world import SEED, World, started

Command = Callable[..., Any]
NEW = ClusterSpec(
    "new",
    version=Version(9, 5, 0),
    ipspaces=(IPspaceSpec("Default", interfaces=(ip_address("fd00:1::11"),)),),
)
ISLAND = ClusterSpec("island", ipspaces=(IPspaceSpec("Default", default_route=False),))
STRICT = ClusterSpec("strict", policy=PeeringPolicy(encryption_required=True))
LAB = ClusterSpec("lab", ipspaces=(IPspaceSpec("Default", interfaces=()), "lab"))


@pytest.fixture(scope="module")
def clusters() -> Iterator[World]:
    spec = FabricSpec.of([ClusterSpec("east"), ClusterSpec("west"), NEW, ISLAND, STRICT, LAB])
    clock = ManualClock(datetime.now(UTC) + timedelta(minutes=7))
    with started(OntapSimulator(spec, seed=SEED, clock=clock)) as world:
        peer_by_hand(world, "east", "west")
        body = {"remote": {"ip_addresses": world.addresses("west")}, "authentication": {"passphrase": SECRET}}
        world.client("island").post({"name": "strict", **body})
        yield world


@pytest.fixture
def world(clusters: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in clusters.environment.items():
        monkeypatch.setenv(name, value)
    clusters.forget_journal()
    return clusters


def findings(document: Any, *words: str) -> set[tuple[str, str, str | None]]:
    """Subject, check and side of what has one of these outcomes."""
    return {
        (subject["name"], each["check"], each["side"])
        for subject in document["subjects"]
        for each in subject["judgements"]
        if each["outcome"] in words and each["check"] != "clock-skew"
    }


FAULTS = {
    ("east", "new"): {
        ("new", "version", "new"),
        ("new", "interfaces-on-every-node", "new"),
        ("east--new", "address-family", None),
    },
    ("east", "island"): {("east--island", "routes", "island")},
    ("east", "strict"): {("east--strict", "policy", "strict")},
    ("island", "strict"): {("island--strict", "name-clash", "island")},
    ("east", "lab"): {
        ("lab", "interfaces-on-every-node", "lab"),
        ("east--lab", "address-family", "lab"),
        ("east--lab", "ipspace", "lab"),
    },
    ("east", "west"): {
        ("east--west", "existing-relationship", "east"),
        ("east--west", "existing-relationship", "west"),
    },
}


@pytest.mark.parametrize(("pair", "expected"), FAULTS.items(), ids=["-".join(pair) for pair in FAULTS])
def test_each_prepared_fault_is_found(
    world: World, command: Command, pair: tuple[str, str], expected: set[tuple[str, str, str | None]]
) -> None:
    said = command("doctor", *pair, "--output", "json")
    assert expected - findings(said.document, "wrong") == set()
    assert said.exit_code in (9, 10)
    assert world.sent("POST", "PATCH", "DELETE") == []
    skews = [
        each for subject in said.document["subjects"] for each in subject["judgements"] if "clock" in each["check"]
    ]
    assert {each["seen"] for each in skews} == {"the clock is 7 min ahead of this computer's"}


def test_nothing_is_wrong_with_clusters_that_can_be_peered(world: World, command: Command) -> None:
    said = command("doctor", "west", "lab", "--output", "json")
    assert {each for each in findings(said.document, "wrong", "could not look") if "west" in each} == set()
    world.forget_journal()
    alone = command("doctor", "east", "--output", "json")
    assert findings(alone.document, "wrong", "could not look") == set()


def test_a_cluster_that_is_offline_by_its_settings_is_no_fault(
    world: World, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONTAP_EAST_OFFLINE", "true")
    said = command("doctor", "east", "--output", "json")
    assert (said.exit_code, findings(said.document, "wrong")) == (10, set())
    (reachable,) = [each for each in said.document["subjects"][0]["judgements"] if each["check"] == "reachable"]
    assert "ONTAP_EAST_OFFLINE" in reachable["seen"]
    assert world.sent() == []


@pytest.mark.parametrize(
    ("setting", "check"),
    [
        (("ONTAP_EAST_PASSWORD", "made up and wrong"), "login"),
        (("ONTAP_EAST_HOST", "127.0.0.1:1"), "reachable"),
        (("ONTAP_EAST_HOST", "not/a host"), "reachable"),
        (("ONTAP_EAST_UUID", "00000000-0000-0000-0000-000000000001"), "reachable"),
        (("ONTAP_EAST_CA_FILE", ""), "tls"),
        (("ONTAP_EAST_VERIFY_TLS", "false"), "tls"),
    ],
)
def test_each_step_of_the_connection_has_its_own_check(
    world: World, command: Command, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str], check: str
) -> None:
    monkeypatch.setenv(*setting)
    said = command("doctor", "east", "--output", "json")
    assert findings(said.document, "wrong") == {("east", check, "east")}
    assert said.exit_code == (9 if setting[0] == "ONTAP_EAST_VERIFY_TLS" else 10)
    assert world.endpoints["east"]["password"] not in said.stdout + said.stderr


@pytest.mark.parametrize("output", ["table", "markdown"])
def test_findings_are_grouped_for_people(world: World, command: Command, output: str) -> None:
    assert world
    said = command("doctor", "east", "new", "--output", output)
    titles = [line.removeprefix("### ") for line in said.stdout.splitlines()]
    assert [title for title in titles if title in ("east", "new", "east--new")] == ["east", "new", "east--new"]
    assert "east has IPv4 only, new has IPv6 only (4656095)" in said.stdout
