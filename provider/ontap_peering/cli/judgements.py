"""What judgements have in common for all commands that show them: totals, rows, JSON, exit code."""

from collections.abc import Iterable, Sequence
from typing import Final

from ontap_peering.checks.verdicts import Judgement
from ontap_peering.cli import documents
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.render import Section

COLUMNS: Final = ("", "where", "side", "what", "check", "what to do")
RANKS: Final = ("alarm", "warning", "could not look", "ok", "does not apply")


def word(judgement: Judgement) -> str:
    """One word for outcome and severity: alarm, warning, could not look, ok, does not apply."""
    return judgement.severity if judgement.outcome == "wrong" else judgement.outcome


def sorted_by_rank(judgements: Iterable[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda each: (RANKS.index(word(each)), each.subject, each.side or ""))


def problems(judgements: Iterable[Judgement]) -> list[Judgement]:
    """What is wrong, and what could not be looked at, the worst first."""
    return sorted_by_rank(each for each in judgements if each.outcome in ("wrong", "could not look"))


def section(title: str, judgements: Sequence[Judgement]) -> Section:
    return Section(title, COLUMNS, [_row(each) for each in judgements])


def _row(each: Judgement) -> tuple[str, ...]:
    code = f" ({each.code})" if each.code and each.code not in each.seen else ""
    return (word(each), each.subject, each.side or "", f"{each.seen}{code}", each.check, each.remedy)


def totals(judgements: Sequence[Judgement]) -> str:
    counted = [(name, sum(word(each) == name for each in judgements)) for name in RANKS[:3]]
    plural = {"alarm": "alarms", "warning": "warnings", "could not look": "could not be looked at"}
    said = [f"{count} {plural[name] if count > 1 or ' ' in name else name}" for name, count in counted if count]
    return ", ".join(said) or "nothing is wrong"


def documents_of(judgements: Iterable[Judgement]) -> list[documents.Judgement]:
    return [documents.Judgement.model_validate(each) for each in judgements]


def exit_code(judgements: Iterable[Judgement]) -> ExitCode:
    outcomes = {each.outcome for each in judgements}
    if "could not look" in outcomes:
        return ExitCode.NOT_SEEN
    return ExitCode.UNHEALTHY if "wrong" in outcomes else ExitCode.AS_IT_SHOULD_BE
