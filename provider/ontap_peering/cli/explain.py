"""`ontap-peering explain`: what a code, a check, a policy or a word means, and what to do. Needs no network."""

from typing import Annotated

import typer

from ontap_peering import messages
from ontap_peering.checks.judging import BY_SUBJECT, CATALOGUE
from ontap_peering.checks.of_inputs import RULES
from ontap_peering.cli.documents import Explanation, Meaning
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.client.errors import catalogue
from ontap_peering.errors import ConfigurationError
from ontap_peering.pairing.diagnosis import MEANINGS, MISSING

COLUMNS = ("", "")


def explain(
    term: Annotated[
        str, typer.Argument(metavar="TERM", help="A code of ONTAP, the id of a check or a policy, or a word of `sync`.")
    ],
    output: OutputOption = Output.TABLE,
) -> None:
    """
    Explain a code of ONTAP, a check, a policy, or a word of `sync`.

    Says what it means and what to do about it, without a network. Exits with 1 for a term that nobody knows.
    """
    found = [*_of_code(term), *_of_check(term), *_of_policy(term), *_of_word(term)]
    if not found:
        raise ConfigurationError(messages.nothing_to_explain(term, near(term)))
    rows = [row for each in found for row in _rows(term, each)]
    show(Report(term, Explanation(term=term, meanings=found), [Section("", COLUMNS, rows)]), output)


def near(term: str) -> list[str]:
    """What else could have been meant: codes that begin alike; checks, policies and words with a common part."""
    known = [*dict.fromkeys((*CATALOGUE, *(rule.id for rule in RULES), *MEANINGS))]
    codes = sorted({code for code, _ in catalogue() if len(term) > 2 and code.startswith(term[:4])})  # noqa: PLR2004
    return codes[:5] if term.isdigit() else [each for each in known if term[:4].lower() in each]


def _of_code(term: str) -> list[Meaning]:
    found = [entry for (code, _), entry in catalogue().items() if code == term]
    return [
        Meaning(
            kind="code",
            of=each["operation"],
            severity=None,
            meaning=each["message"],
            details=None,
            remedy=each["remedy"],
            source=f"{each['evidence']}: {each['source']}",
            link="docs/errors.md",
        )
        for each in found
    ]


def _of_check(term: str) -> list[Meaning]:
    check = CATALOGUE.get(term)
    if check is None:
        return []
    return [
        Meaning(
            kind="check",
            of=next(subject for subject, checks in BY_SUBJECT.items() if check in checks),
            severity=check.severity,
            meaning=check.title(),
            details=" ".join(check.documentation().partition("\n")[2].split()),
            remedy=check.remedy,
            source=None,
            link=f"docs/checks.md#{check.id}",
        )
    ]


def _of_policy(term: str) -> list[Meaning]:
    return [
        Meaning(
            kind="policy",
            of=None,
            severity=None,
            meaning=rule.summary,
            details=None,
            remedy=rule.remedy,
            source=None,
            link="docs/gitops.md#policies",
        )
        for rule in RULES
        if rule.id == term
    ]


def _of_word(term: str) -> list[Meaning]:
    word = MISSING if term.endswith("_missing") and term != MISSING else term
    if word not in MEANINGS:
        return []
    meaning, remedy = MEANINGS[word]
    return [
        Meaning(
            kind="sync",
            of=None,
            severity=None,
            meaning=meaning,
            details=None,
            remedy=remedy,
            source=None,
            link="docs/states.md",
        )
    ]


def _rows(term: str, meaning: Meaning) -> list[tuple[str, str]]:
    """What it has, with a word before each."""
    said = {
        "severity": meaning.severity,
        "meaning": meaning.meaning,
        "why": meaning.details,
        "what to do": meaning.remedy,
        "known": meaning.source,
        "more": meaning.link,
    }
    kind = (meaning.kind, f"of {meaning.of}" if meaning.of else term)
    return [kind, *((label, text) for label, text in said.items() if text)]
