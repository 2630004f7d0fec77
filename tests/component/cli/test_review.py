"""`ontap-peering review`: a comment whatever became of the previews, and a refusal of what nobody allowed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.review.markdown import LIMIT, MARKER, escaped
from support.previews import PREVIEWS, REGIONS

Command = Callable[..., Any]
PULL_REQUEST = PREVIEWS / "pull-request" / "test.json"
TWELVE = PREVIEWS / "twelve"
SECRET_STATE = {
    "op": "update",
    "urn": "urn:pulumi:prod::peering::pulumi-python:dynamic/ontap:ClusterPeering::east-west",
    "oldState": {"inputs": "[secret]", "outputs": {"4dabf18193072939515e22adb298388d": "as a whole"}},
}
REMOVAL = PREVIEWS / "removal" / "test.json"


def section(comment: str, heading: str) -> str:
    """What is below this heading, up to the next one."""
    return comment.partition(heading)[2].partition("\n#### ")[0]


def test_a_pull_request_is_told_from_drift_that_it_does_not_cause(command: Command) -> None:
    said = command("review", str(PULL_REQUEST))
    own, drift = (section(said.stdout, each) for each in (messages.review_changes(), messages.review_drift()))
    assert said.stdout.startswith(MARKER)
    assert [name for name in ("ams--fra", "ams--sin", "fra--sin", "lon--sin", "mad--sin") if name not in own] == []
    assert [name for name in ("ams--lon", "ams--mad", "fra--mad", "lon--mad") if name not in drift] == []
    assert "ams--lon" not in own
    assert "--sin" not in drift
    assert "rotation: not given → " in own
    assert messages.both_get_passphrase() in own
    assert said.exit_code == ExitCode.AS_IT_SHOULD_BE


@pytest.mark.parametrize(
    ("allowed", "code"),
    [
        ([], ExitCode.SAFETY_RULE),
        (["removal"], ExitCode.SAFETY_RULE),
        (["replacement"], ExitCode.SAFETY_RULE),
        (["removal", "replacement"], ExitCode.AS_IT_SHOULD_BE),
        (["ams--fra", "fra--lon"], ExitCode.AS_IT_SHOULD_BE),
        (["ams--lon", "removals"], ExitCode.SAFETY_RULE),
    ],
)
def test_what_stops_replication_needs_a_word(command: Command, allowed: list[str], code: ExitCode) -> None:
    said = command("review", str(REMOVAL), *(f"--allow={each}" for each in allowed))
    assert said.exit_code == code
    assert "yes, for good" in said.stdout
    assert (messages.review_refused() in said.stdout) is (code != ExitCode.AS_IT_SHOULD_BE)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("failed-program", "Program failed with an unhandled exception: KeyError: 'REGION'"),
        ("failed-passphrase", "getting stack configuration: get stack secrets manager: incorrect passphrase"),
        ("failed-login", "ams--lon, fra--lon, lon--mad: lon: the cluster rejected the credentials (HTTP 401)"),
        ("failed-check", "ams--sni: sni: no such cluster is configured"),
        ("failed-fleet", "fleets/test.yaml:4: topology.2.spoeks: there is no such key"),
    ],
)
def test_a_preview_that_failed_has_a_comment_that_says_why(command: Command, name: str, line: str) -> None:
    said = command("review", str(PREVIEWS / name / "test.json"))
    assert said.exit_code == ExitCode.NOT_SEEN
    assert said.stdout.startswith(MARKER)
    assert escaped(line) in said.stdout
    assert "/home/ci" not in said.stdout
    assert "Traceback" not in said.stdout


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", messages.preview_is_empty()),
        (" \n", messages.preview_is_empty()),
        (PULL_REQUEST.read_text()[:5000], messages.preview_is_cut_off()),
        ('{"result": "succeeded"}', messages.not_a_preview()),
        ("{}", messages.not_a_preview()),
        ('error: no stack named "prod" found\n', 'no stack named "prod" found'),
        ("bash: pulumi: command not found\n", "bash: pulumi: command not found"),
        (f"{PULL_REQUEST.read_text()}error: out of memory\n", "out of memory"),
        (f"warning: A new version is out\nerror: no lock\n{PULL_REQUEST.read_text()}", "no lock"),
        ('{"steps": null, "diagnostics": [null, {"severity": "error", "message": "no"}]}', "no"),
        ('{"steps": [], "diagnostics": 7}', None),
        (json.dumps({"steps": [SECRET_STATE]}), None),
        ('{"steps": [null, {"urn": 1}, {"urn": "a::b"}], "diagnostics": [{"severity": "error"}, 7]}', None),
    ],
)
def test_whatever_is_in_the_file_there_is_a_comment(
    command: Command, tmp_path: Path, text: str, line: str | None
) -> None:
    file = tmp_path / "prod.json"
    file.write_text(text)
    said = command("review", str(file))
    assert said.stdout.startswith(MARKER)
    assert said.exit_code == (ExitCode.AS_IT_SHOULD_BE if line is None else ExitCode.NOT_SEEN)
    assert line is None or escaped(line) in said.stdout


def test_a_file_that_is_missing_is_a_preview_that_failed(command: Command, tmp_path: Path) -> None:
    said = command("review", str(tmp_path / "prod.json"), str(PULL_REQUEST))
    assert said.exit_code == ExitCode.NOT_SEEN
    assert messages.preview_is_missing() in said.stdout
    assert str(tmp_path) not in said.stdout
    assert "ams--sin" in said.stdout


def test_finding_changes_that_nobody_expected_is_no_failure(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "prod.json"
    file.write_text(f"{PULL_REQUEST.read_text()}error: no changes were expected but changes were proposed\n")
    assert command("review", str(file)).exit_code == ExitCode.AS_IT_SHOULD_BE


def test_without_a_refresh_the_comment_says_that_drift_does_not_show(command: Command, tmp_path: Path) -> None:
    document = json.loads(PULL_REQUEST.read_text())
    document["steps"] = [step for step in document["steps"] if step["op"] != "refresh"]
    file = tmp_path / "prod.json"
    file.write_text(json.dumps(document))
    assert escaped(messages.drift_not_looked_for()) in command("review", str(file)).stdout


@pytest.fixture
def twelve() -> list[str]:
    """The arguments as a pipeline gives them: each of the twelve stacks is named, whether it has a preview or not."""
    return [
        *(str(TWELVE / f"{region}.json") for region in REGIONS),
        f"--base={TWELVE / 'base'}",
        f"--head={TWELVE / 'head'}",
    ]


def test_one_comment_is_about_twelve_stacks(command: Command, twelve: list[str]) -> None:
    said = command("review", *twelve, "--labels=urgent, allow:removal")
    assert said.exit_code == ExitCode.NOT_SEEN
    assert "2 of 12 previews failed; 5 new, 2 changed, 1 removed, 1 unchanged in 12 stacks" in said.stdout
    assert f"- emea-4: {messages.preview_is_missing()}" in said.stdout
    assert [name for name in REGIONS if f"{name}--hq" not in said.stdout] == ["americas-4", "emea-4"]
    assert messages.nothing_changes_in(["americas-4"]) in said.stdout


def test_what_takes_most_away_comes_first_whatever_its_stack(command: Command, twelve: list[str]) -> None:
    found = json.loads(command("review", *twelve, "--output=json").stdout)["changes"]
    assert [each["change"] for each in found] == ["removed", "changed", "changed", *["new"] * 5]


def test_a_folder_of_fleet_files_has_the_one_of_each_stack(command: Command, twelve: list[str], tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(TWELVE / "base", base)
    for stack in ("americas-3", "americas-4"):
        (base / f"{stack}.yaml").write_text((base / f"{stack}.yaml").read_text() + "safety: {max_removed: 0}\n")
    arguments = [*twelve, f"--base={base}", "--output=json"]
    found = json.loads(command("review", *arguments).stdout)
    limit = messages.too_many_removed("americas-3.yaml", 1, 1, 0, "0")
    assert [line for line in found["refused"] if "max_removed" in line] == [
        messages.unless_allowed(limit, "max_removed", by_label=False)
    ]
    found = json.loads(command("review", *arguments, "--labels=allow:max_removed,allow:removal").stdout)
    assert found["refused"] == []
    assert found["allowed"] == [messages.allowed_to_stop("removal", ["americas-3--hq"]), limit]


def test_a_stack_without_a_file_in_either_folder_is_reviewed_without_one(command: Command, tmp_path: Path) -> None:
    for name in ("base", "head"):
        (tmp_path / name).mkdir()
    said = command("review", str(PULL_REQUEST), f"--base={tmp_path / 'base'}", f"--head={tmp_path / 'head'}")
    assert "ams--fra" in section(said.stdout, messages.review_changes())
    assert said.exit_code == ExitCode.AS_IT_SHOULD_BE


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ("allow:removal,allow:replacement", ExitCode.AS_IT_SHOULD_BE),
        ("allow:ams--fra,allow:fra--lon,urgent", ExitCode.AS_IT_SHOULD_BE),
        ("do not allow:removal,allow:replacement", ExitCode.SAFETY_RULE),
        ("removal,replacement", ExitCode.SAFETY_RULE),
        ("*", ExitCode.SAFETY_RULE),
        ("", ExitCode.SAFETY_RULE),
    ],
)
def test_a_label_gives_the_word_and_the_comment_asks_for_one(command: Command, labels: str, code: ExitCode) -> None:
    said = command("review", str(REMOVAL), f"--labels={labels}")
    assert said.exit_code == code
    assert "--allow" not in said.stdout
    assert ("give the pull request the label allow:" in said.stdout) is (code == ExitCode.SAFETY_RULE)


def test_what_was_allowed_is_said_and_no_longer_asked_for(command: Command) -> None:
    said = command("review", str(REMOVAL), "--allow=removal", "--allow=replacement")
    allowed = said.stdout.partition(messages.review_allowed())[2].partition("\n#### ")[0]
    assert messages.allowed_to_stop("removal", ["ams--fra"]) in allowed
    assert messages.allowed_to_stop("replacement", ["fra--lon"]) in allowed
    assert "If that is intended" not in said.stdout


def test_a_table_in_which_nothing_interrupts_replication_has_no_column_about_it(command: Command) -> None:
    said = command("review", str(REMOVAL))
    own, drift = (section(said.stdout, each) for each in (messages.review_changes(), messages.review_drift()))
    assert messages.review_columns(has_stacks=False, interrupts=True) in own
    assert messages.none_interrupts() not in own
    assert messages.review_columns(has_stacks=False, interrupts=False) in drift
    assert messages.none_interrupts() in drift


def test_the_same_is_there_as_json(command: Command) -> None:
    said = command("review", str(REMOVAL), "--output=json")
    found = said.document
    assert {each["relationship"]: each["change"] for each in found["changes"]} == {
        "ams--fra": "removed",
        "fra--lon": "replaced",
    }
    assert len(found["drift"]) == 4
    assert said.exit_code == ExitCode.SAFETY_RULE


def test_the_same_is_there_as_a_table(command: Command) -> None:
    said = command("review", str(REMOVAL), "--output=table")
    rows = [line for line in said.stdout.splitlines() if line.startswith("test ")]
    assert [row.split()[1:3] for row in rows[:2]] == [["ams--fra", "removed"], ["fra--lon", "replaced"]]
    assert len(rows) == 6
    assert "--allow removal" in said.stdout


def test_a_long_comment_is_cut_between_rows_and_says_how_many_are_left_out(command: Command, tmp_path: Path) -> None:
    document = json.loads(PULL_REQUEST.read_text())
    (new,) = (step for step in document["steps"] if step["urn"].endswith("::ams--sin"))
    document["steps"] += [
        {**new, "urn": f"{new['urn']}-{number}", "newState": {**new["newState"], "urn": f"{new['urn']}-{number}"}}
        for number in range(2000)
    ]
    file = tmp_path / "prod.json"
    file.write_text(json.dumps(document))
    comment = command("review", str(file)).stdout
    rows = [line for line in comment.splitlines() if line.startswith("| **")]
    assert len(comment) <= LIMIT
    assert all(row.count(" | ") == 2 and row.endswith(" |") for row in rows)
    assert messages.rows_left_out(2000 + 9 - len(rows)) in comment
    assert section(comment, messages.review_drift()).count("| **") == 4


@pytest.fixture
def fleets(tmp_path: Path) -> tuple[str, str]:
    """The options for a pull request that adds Singapore and rotates one relationship."""
    base, head = tmp_path / "main.yaml", tmp_path / "fleet.yaml"
    base.write_text("topology: [{mesh: [ams, fra, lon, mad]}]\nsafety: {max_removed: 10%}\n")
    head.write_text("topology: [{mesh: [ams, fra, lon, mad, sin]}]\nclusters: {ams: {}}\nsafety: {max_removed: 100%}\n")
    return f"--base={base}", f"--head={head}"


def test_the_fleet_files_say_what_a_pull_request_may_change(command: Command, fleets: tuple[str, str]) -> None:
    said = command("review", str(PULL_REQUEST), *fleets)
    assert "--sin" in section(said.stdout, messages.review_changes())
    assert "ams--fra" not in section(said.stdout, messages.review_changes())
    assert messages.not_of_this_change() in section(said.stdout, messages.review_drift())
    assert said.exit_code == ExitCode.AS_IT_SHOULD_BE


def test_a_pull_request_does_not_raise_its_own_limit(command: Command, fleets: tuple[str, str]) -> None:
    base, head = fleets
    Path(head.partition("=")[2]).write_text("topology: [{ring: [ams, fra, mad]}]\nsafety: {max_removed: 100%}\n")
    words = ("--allow=removal", "--allow=replacement")
    assert command("review", str(REMOVAL), base, head, *words).exit_code == ExitCode.SAFETY_RULE
    allowed = command("review", str(REMOVAL), base, head, *words, "--allow=max_removed")
    assert allowed.exit_code == ExitCode.AS_IT_SHOULD_BE


def test_a_mistake_that_the_preview_tells_is_told_once(command: Command) -> None:
    folder = PREVIEWS / "failed-fleet"
    said = command("review", str(folder / "test.json"), f"--base={PREVIEWS / 'base'}", f"--head={folder}")
    assert said.exit_code == ExitCode.NOT_SEEN
    assert said.stdout.count("spoeks") == 1


def test_a_mistake_in_the_fleet_file_is_in_the_comment(command: Command, fleets: tuple[str, str]) -> None:
    base, head = fleets
    Path(head.partition("=")[2]).write_text("topology:\n  - mash: [ams, fra]\n")
    said = command("review", str(PULL_REQUEST), base, head)
    assert said.exit_code == ExitCode.NOT_SEEN
    assert "- fleet.yaml:2: " in said.stdout


def test_one_fleet_file_alone_is_a_wrong_usage(command: Command, fleets: tuple[str, str]) -> None:
    said = command("review", str(PULL_REQUEST), fleets[0])
    assert said.exit_code == ExitCode.WRONG_USAGE
    assert messages.base_and_head() in said.stderr
