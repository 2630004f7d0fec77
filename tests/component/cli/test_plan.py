"""`ontap-peering plan`: what `up` would do, by the very steps that it takes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.pairing.reconcile import PeeringReconciler
from support.core import WorldClock, reconciler_of
from support.peerings import numbered
from support.world import PEERS, World, running_world

Command = Callable[..., Any]
CLUSTERS = ("ams", "fra", "lon", "mad")
FLEET = """\
defaults: {encryption: {proposed: tls_psk}}
topology:
  - mesh: [ams, fra, lon]
  - pairs: [[ams, mad]]
"""


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    with running_world(clusters=CLUSTERS) as made:
        yield made


@pytest.fixture
def world(shared_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    shared_world.begin_anew()
    monkeypatch.chdir(tmp_path)
    for name, value in shared_world.environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "fleet.yaml").write_text(FLEET)
    return shared_world


def peer(world: World, one: str, other: str, **inputs: Any) -> None:
    """As `up` does it."""
    sides = {alias: reconciler_of(world, alias).side for alias in (one, other)}
    desired = DesiredPeering.model_validate({"clusters": [one, other], "key": f"{one}--{other}", **inputs})
    PeeringReconciler(sides, WorldClock(world), numbered(), lambda _: None).create(desired)


def planned(command: Command, *arguments: str) -> dict[str, Any]:
    found = command("plan", "--output=json", *arguments).document
    return {each["name"]: each for each in found["relationships"]}


def test_a_plan_names_what_would_be_done_and_why(command: Command, world: World) -> None:
    peer(world, "ams", "fra", encryption={"proposed": "tls_psk"})
    peer(world, "fra", "lon", encryption={"proposed": "tls_psk"})
    world.call("lon", "DELETE", f"{PEERS}/{world.endpoints['fra']['uuid']}")
    peer(world, "ams", "mad", encryption={"proposed": "none"})
    world.forget_journal()
    found = planned(command)
    assert {name: each["does"] for name, each in found.items()} == {
        "ams--fra": "nothing",
        "ams--lon": "create",
        "ams--mad": "change",
        "fra--lon": "change",
    }
    assert found["ams--lon"]["why"] == [messages.neither_side_exists()]
    assert messages.side_missing("lon", "fra--lon") in found["fra--lon"]["why"][0]
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_a_cluster_with_other_addresses_is_followed_without_a_word_about_the_file(
    command: Command, world: World
) -> None:
    peer(world, "ams", "fra", encryption={"proposed": "tls_psk"})
    world.readdress("fra", ["10.2.9.11"])
    found = planned(command)["ams--fra"]
    assert (found["does"], found["why"]) == ("change", [messages.side_moved("ams", "fra")])


def test_a_plan_asks_each_cluster_once_for_its_peers(command: Command, world: World) -> None:
    planned(command)
    asked = [(each["cluster"], each["path"]) for each in world.journal()]
    assert sorted(each for each in asked if each[1] == PEERS) == [(alias, PEERS) for alias in CLUSTERS]
    assert len(asked) == 3 * len(CLUSTERS)


def test_the_requests_that_are_explained_are_those_that_are_sent(command: Command, world: World) -> None:
    peer(world, "ams", "mad", encryption={"proposed": "none"})
    world.call("mad", "DELETE", f"{PEERS}/{world.endpoints['ams']['uuid']}")
    explained = planned(command)["ams--mad"]["requests"]
    world.forget_journal()
    peer(world, "ams", "mad", encryption={"proposed": "tls_psk"}, adopt="existing")
    sent = [each for each in world.journal() if each["method"] in ("POST", "PATCH")]
    assert [(each["cluster"], each["method"], each["path"]) for each in explained] == [
        (each["cluster"], each["method"], each["path"]) for each in sent
    ]
    assert [sorted(each["fields"]) for each in explained] == [sorted(fields_of(each["request"])) for each in sent]
    assert all(each["has_new_passphrase"] for each in explained)


def fields_of(body: Any, path: str = "") -> list[str]:
    if not isinstance(body, dict):
        return [] if path.endswith("passphrase") and "generate" not in path else [path]
    return [each for name, item in body.items() for each in fields_of(item, f"{path}.{name}".removeprefix("."))]


@pytest.mark.parametrize("output", ["table", "json", "markdown"])
def test_a_cluster_that_does_not_answer_hides_only_its_own(command: Command, world: World, output: str) -> None:
    rejects = {"match": {"cluster": "mad"}, "effect": {"kind": "status", "status": 401}, "when": {"times": None}}
    world.steer("/faults", rejects)
    said = command("plan", f"--output={output}", "--explain")
    assert said.exit_code == ExitCode.NOT_SEEN
    assert "not known" in said.stdout
    assert "mad: the cluster rejected the credentials" in said.stdout
    assert "create" in said.stdout


def test_explained_requests_are_in_words_and_in_order(command: Command, world: World) -> None:
    said = command("plan", "--explain")
    lines = [line for line in said.stdout.splitlines() if " POST " in line]
    assert [line.split()[1] for line in lines] == ["ams:", "fra:", "ams:", "lon:", "ams:", "mad:", "fra:", "lon:"]
    assert all(line.endswith("the new passphrase") for line in lines)
    assert messages.generated_name("ams--fra") in lines[0]
    assert world.addresses("fra")[0] in lines[0]


def test_what_is_paused_is_left_alone(command: Command, world: World) -> None:
    Path("fleet.yaml").write_text(f"{FLEET}paused: {{mad: CHG-4711}}\n")
    found = planned(command)["ams--mad"]
    assert (found["does"], found["why"], found["requests"]) == ("paused", ["CHG-4711"], [])
    assert world.peers("mad") == []


def test_a_live_graph_marks_what_is_not_as_it_should_be(command: Command, world: World) -> None:
    peer(world, "ams", "fra", encryption={"proposed": "tls_psk"})
    peer(world, "fra", "lon", encryption={"proposed": "tls_psk"})
    world.steer("/links", {"from": "fra", "to": "lon", "state": "down", "both_ways": True})
    said = command("graph", "--live")
    assert said.exit_code == ExitCode.AS_IT_SHOULD_BE
    assert messages.picture_title(4, 4, 3) in said.stdout
    assert "fra--lon: fra: cluster" in said.stdout
    assert f"ams--lon: {messages.neither_side_exists()}" in said.stdout
    assert "ams--fra: fine" in said.stdout


def test_a_graph_of_the_file_alone_asks_no_cluster(command: Command, world: World) -> None:
    said = command("graph", "--output=mermaid")
    assert said.stdout.startswith("flowchart LR\n")
    assert said.stdout.count("---") == 4
    assert world.journal() == []


def test_a_cluster_of_which_everything_is_paused_is_not_asked(command: Command, world: World) -> None:
    Path("fleet.yaml").write_text(f"{FLEET}paused: {{mad: CHG-4711}}\n")
    said = command("plan")
    assert said.exit_code == ExitCode.AS_IT_SHOULD_BE
    assert {each["cluster"] for each in world.journal()} == {"ams", "fra", "lon"}


def test_another_cluster_than_the_confirmed_one_hides_its_relationships(
    command: Command, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONTAP_MAD_UUID", "00000000-0000-4000-8000-000000000001")
    said = command("plan", "--output=json")
    assert said.exit_code == ExitCode.NOT_SEEN
    found = {each["name"]: each for each in said.document["relationships"]}
    assert found["ams--mad"]["does"] == "not known"
    assert "its setting `uuid`" in found["ams--mad"]["why"][0]
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_an_ipspace_may_be_named_by_its_uuid(command: Command, world: World) -> None:
    (ipspace,) = world.call("ams", "GET", "/api/network/ipspaces?name=Default")["records"]
    sides = {"ams": {"ipspace": {"uuid": ipspace["uuid"].upper()}}}
    Path("fleet.yaml").write_text(f"topology: [{{pairs: [[ams, fra]], sides: {sides}}}]")
    assert planned(command)["ams--fra"]["does"] == "create"
    peer(world, "ams", "fra", sides=sides)
    assert planned(command)["ams--fra"]["does"] == "nothing"
