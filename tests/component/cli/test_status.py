"""`ontap-peering status` on a broken mesh of twelve clusters: each trouble with its side and its reason."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ontap_peering.checks.verdicts import Judgement
from ontap_peering.cli.status import Seen, waited
from support.troubles import OTHER_SECRET, SECRET, cut, delete_side, mesh_by_hand, rotate_one_side
from support.world import World, running_world

NAMES = [f"c{number:02}" for number in range(1, 13)]
Command = Callable[..., Any]


def break_things(world: World) -> None:
    cut(world, "c01", "c02", both_ways=True)
    cut(world, "c03", "c04", both_ways=False)
    delete_side(world, "c06", "c05")
    rotate_one_side(world, "c07", "c08")
    for alias, other in (("c09", "c10"), ("c10", "c09")):
        delete_side(world, alias, other)
    for alias, other, passphrase in (("c09", "c10", SECRET), ("c10", "c09", OTHER_SECRET)):
        body = {"remote": {"ip_addresses": world.addresses(other)}, "authentication": {"passphrase": passphrase}}
        world.client(alias).post(body)
    world.client("c11").post({"name": "forgotten"})


TROUBLES = {
    ("alarm", "unavailable", "c01--c02", "c01"),
    ("alarm", "unavailable", "c01--c02", "c02"),
    ("warning", "partial", "c03--c04", "c03"),
    ("warning", "partial", "c03--c04", "c04"),
    ("alarm", "one-side-missing", "c05--c06", "c06"),
    ("alarm", "authentication", "c07--c08", "c07"),
    ("alarm", "authentication", "c09--c10", "c09"),
    ("alarm", "authentication", "c09--c10", "c10"),
    ("warning", "offer-open", "c11--?", "c11"),
}


@pytest.fixture(scope="module")
def mesh() -> Iterator[World]:
    with running_world(clusters=NAMES) as world:
        mesh_by_hand(world, NAMES)
        break_things(world)
        yield world


@pytest.fixture
def world(mesh: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in mesh.environment.items():
        monkeypatch.setenv(name, value)
    mesh.forget_faults()
    mesh.forget_journal()
    return mesh


def test_each_trouble_is_named_with_its_side_and_nothing_else_is(world: World, command: Command) -> None:
    said = command("status", "--output", "json")
    assert said.exit_code == 9
    problems = said.document["problems"]
    assert {(each["severity"], each["check"], each["subject"], each["side"]) for each in problems} == TROUBLES
    assert len(problems) == len(TROUBLES)
    assert all(each["remedy"] and each["seen"] and each["link"].startswith("docs/checks.md#") for each in problems)
    words = {each["name"]: each["sync"] for each in said.document["relationships"]}
    assert len(words) == 67
    assert {name: word for name, word in words.items() if word != "in_sync"} == {
        "c01--c02": "unavailable",
        "c03--c04": "partial",
        "c05--c06": "c06_missing",
        "c07--c08": "auth_pending",
        "c09--c10": "auth_pending",
        "c11--?": None,
    }
    assert SECRET not in said.stdout
    assert world.sent("POST", "PATCH", "DELETE") == []


def test_one_collection_request_a_cluster_is_enough(world: World, command: Command) -> None:
    command("status")
    paths = [(each["cluster"], each["path"].partition("?")[0]) for each in world.journal()]
    assert sorted(paths) == sorted(
        (name, path) for name in NAMES for path in ("/api/cluster", "/api/cluster/peers", "/api/network/ip/interfaces")
    )


@pytest.mark.parametrize("output", ["table", "markdown"])
def test_problems_come_first_for_people_too(world: World, command: Command, output: str) -> None:
    assert world
    said = command("status", "--output", output)
    first, *lines = [line for line in said.stdout.splitlines() if line]
    assert first.startswith("12 clusters, 67 relationships: 6 alarms, 3 warnings; observed at ")
    rows = [line for line in lines if line.startswith(("alarm", "warning", "| alarm", "| warning"))]
    assert [row.strip("| ").split()[0] for row in rows] == ["alarm"] * 6 + ["warning"] * 3
    assert "c06 has no peer for its relationship with c05" in said.stdout
    assert "a new passphrase was set on this side only" in said.stdout
    assert "\x1b[" not in said.stdout


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_nothing_but_a_terminal_makes_colours_progress_or_short_lines(
    world: World, command: Command, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    assert world
    monkeypatch.setenv(variable, "1")
    said = command("status")
    assert "\x1b" not in said.stdout + said.stderr
    assert max(map(len, said.stdout.splitlines())) > 200


def test_a_cluster_that_does_not_answer_is_not_seen_and_hides_nothing_else(world: World, command: Command) -> None:
    rule = {"match": {"cluster": "c12"}, "effect": {"kind": "error", "code": "6691623"}, "when": {"times": None}}
    world.steer("/faults", rule)
    said = command("status", "--output", "json")
    assert said.exit_code == 10
    found = {(each["outcome"], each["check"], each["subject"]) for each in said.document["problems"]}
    assert ("could not look", "login", "c12") in found
    assert ("could not look", "one-side-missing", "c01--c12") in found
    assert ("wrong", "one-side-missing", "c05--c06") in found


def test_one_cluster_alone_can_be_shown(world: World, command: Command) -> None:
    assert world
    said = command("status", "--cluster", "c12", "--output", "json")
    assert (said.exit_code, said.document["problems"]) == (0, [])
    assert len(said.document["relationships"]) == 11
    wrong = command("status", "--cluster", "c13")
    assert (wrong.exit_code, wrong.stderr.startswith("ontap-peering: c13: no such cluster is configured")) == (1, True)


def test_a_clock_that_concerns_none_of_the_relationships_shown_is_not_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_world(datetime.now(UTC) - timedelta(hours=1), clusters=("a1", "a2", "a3")) as world:
        mesh_by_hand(world, ("a1", "a2"))
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        of_one = command("status", "--cluster", "a1", "--output", "json").document
        of_all = command("status", "--output", "json").document
    assert [(each["check"], each["subject"]) for each in of_one["problems"]] == [
        ("clock-skew", "a1"),
        ("clock-skew", "a2"),
    ]
    assert [each["subject"] for each in of_all["problems"]] == ["a1", "a2", "a3"]


def test_a_wait_says_why_in_each_line_and_ends_once_everything_works(mesh: World) -> None:
    assert mesh
    broken = Seen({}, [], [_missing("c06 has no peer")])
    looks = iter([broken, broken, Seen({}, [], [])])
    said: list[str] = []
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    seen = waited(lambda: next(looks), timedelta(minutes=10), lambda: passed[0], sleep, said.append)
    assert seen.judgements == []
    assert said == [
        "waiting (0 s) for c05--c06: c06: c06 has no peer",
        "waiting (5 s) for c05--c06: c06: c06 has no peer",
    ]


def _missing(seen: str) -> Judgement:
    return Judgement("one-side-missing", "c05--c06", "wrong", "alarm", seen, "c06")


def test_a_fleet_file_switches_checks_off_with_a_reason(world: World, command: Command, tmp_path: Path) -> None:
    assert world
    file = tmp_path / "fleet.yaml"
    file.write_text("topology: [mesh: [c01, c02]]\nchecks: {skip: {partial: CHG-4711, offer-open: a test}}\n")
    said = command("status", "--fleet", "fleet.yaml", "--output", "json")
    found = {(each["severity"], each["check"], each["subject"], each["side"]) for each in said.document["problems"]}
    assert found == {each for each in TROUBLES if each[1] not in ("partial", "offer-open")}
    assert said.document["switched_off"] == {"partial": "CHG-4711", "offer-open": "a test"}
    for output in ("table", "markdown"):
        shown = command("status", "--fleet", "fleet.yaml", "--output", output).stdout
        assert any("partial" in line and "CHG-4711" in line for line in shown.splitlines())
    file.write_text("topology: [mesh: [c01, c02]]\nchecks: {skip: {partiall: CHG-4711}}\n")
    wrong = command("status", "--fleet", "fleet.yaml")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr == (
        "ontap-peering: fleet.yaml: checks.skip: there is no check 'partiall'; did you mean partial?\n"
    )
