"""`ontap-peering explain` needs no network, and knows every code, check and word."""

from collections.abc import Callable
from typing import Any

import pytest

from ontap_peering.checks.judging import CATALOGUE
from ontap_peering.checks.of_inputs import RULES, Rule
from ontap_peering.client.errors import catalogue
from ontap_peering.pairing.diagnosis import MEANINGS, MISSING
from support import ROOT

Command = Callable[..., Any]


def test_a_code_is_explained_for_each_operation(command: Command) -> None:
    said = command("explain", "4653075")
    assert said.exit_code == 0
    for operation in ("POST", "PATCH"):
        entry = catalogue()["4653075", operation]
        assert entry["message"] in said.stdout
        assert entry["remedy"] in said.stdout


@pytest.mark.parametrize("check", sorted(CATALOGUE))
def test_a_check_is_explained_as_its_documentation_does(command: Command, check: str) -> None:
    said = command("explain", check, "--output", "json")
    meaning = said.document["meanings"][0]
    assert meaning["remedy"] == CATALOGUE[check].remedy
    assert f"### {check}\n" in (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [each for each in MEANINGS if each != MISSING] + ["east_missing"])
def test_a_word_of_sync_is_explained(command: Command, word: str) -> None:
    said = command("explain", word)
    assert said.exit_code == 0
    assert said.stdout.startswith(word)


@pytest.mark.parametrize("word", MEANINGS)
def test_a_word_of_sync_means_what_its_documentation_says(word: str) -> None:
    shown = "`east_missing`, `both_missing`" if word == MISSING else f"`{word}`"
    row = f"| {' | '.join((shown, *MEANINGS[word]))} |\n"
    assert row in (ROOT / "docs" / "states.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_policy_is_explained_beside_the_check_of_its_id(command: Command, rule: Rule) -> None:
    meanings = command("explain", rule.id, "--output", "json").document["meanings"]
    assert [each["kind"] for each in meanings] == [*(["check"] if rule.id in CATALOGUE else []), "policy"]
    assert (meanings[-1]["meaning"], meanings[-1]["remedy"]) == (rule.summary, rule.remedy)
    assert f"| `{rule.id}` |" in (ROOT / "docs" / "gitops.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("term", sorted(set(CATALOGUE) & set(MEANINGS)))
def test_a_term_that_means_two_things_is_explained_as_both(command: Command, term: str) -> None:
    meanings = command("explain", term, "--output", "json").document["meanings"]
    assert [each["kind"] for each in meanings] == ["check", "sync"]
    assert [each["remedy"] for each in meanings] == [CATALOGUE[term].remedy, MEANINGS[term][1]]


def test_what_nobody_knows_is_one_line_with_what_is_near(command: Command) -> None:
    said = command("explain", "auth")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == (
        "ontap-peering: auth: no code, check, policy or word of sync; "
        "did you mean authentication, auth_problem, auth_pending?\n"
    )
