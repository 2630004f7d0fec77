"""`ontap-peering explain`: what a code, a check or a word means, and what to do about it. Needs no network."""

from typing import Annotated, Any

import typer

from ontap_peering import messages
from ontap_peering.checks.judging import BY_SUBJECT, CATALOGUE
from ontap_peering.checks.verdicts import Check
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.client.errors import catalogue
from ontap_peering.errors import ConfigurationError
from ontap_peering.pairing.diagnosis import MEANINGS, MISSING

COLUMNS = ("", "")


def explain(
    term: Annotated[str, typer.Argument(help="One of ONTAP's codes, the id of a check, or a word of `sync`.")],
    output: OutputOption = Output.TABLE,
) -> None:
    """Explain one of ONTAP's codes, a check, or a word of `sync`, and what to do about it; offline."""
    found = _of_code(term) or _of_check(term) or _of_word(term)
    if not found:
        raise ConfigurationError(messages.nothing_to_explain(term, near(term)))
    rows = [tuple(pair) for each in found for pair in each.items()]
    show(Report(term, {"term": term, "meanings": found}, [Section("", COLUMNS, rows)]), output)


def near(term: str) -> list[str]:
    """What else could have been meant: the codes that begin alike, and the checks and words with a common part."""
    known = [*CATALOGUE, *MEANINGS]
    codes = sorted({code for code, _ in catalogue() if len(term) > 2 and code.startswith(term[:4])})  # noqa: PLR2004
    return codes[:5] if term.isdigit() else [each for each in known if term[:4].lower() in each]


def _of_code(term: str) -> list[dict[str, Any]]:
    found = [entry for (code, _), entry in catalogue().items() if code == term]
    return [
        {
            "code": each["code"],
            "on": each["operation"],
            "meaning": each["message"],
            "what to do": each["remedy"],
            "known": f"{each['evidence']}: {each['source']}",
            "more": "docs/errors.md",
        }
        for each in found
    ]


def _of_check(term: str) -> list[dict[str, Any]]:
    check = CATALOGUE.get(term)
    if check is None:
        return []
    subject = next(subject for subject, checks in BY_SUBJECT.items() if check in checks)
    return [
        {
            "check": f"of {subject}, {check.severity}",
            "what": check.title(),
            "why": _details(check),
            "what to do": check.remedy,
            "more": f"docs/checks.md#{check.id}",
        }
    ]


def _details(check: Check[Any]) -> str:
    return " ".join(check.documentation().partition("\n")[2].split())


def _of_word(term: str) -> list[dict[str, Any]]:
    word = MISSING if term.endswith("_missing") and term != MISSING else term
    if word not in MEANINGS:
        return []
    meaning, remedy = MEANINGS[word]
    return [{"sync": term, "meaning": meaning, "what to do": remedy, "more": "docs/states.md"}]
