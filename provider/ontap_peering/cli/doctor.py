"""`ontap-peering doctor`: what would keep clusters from being peered, before anything is touched. It only reads."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Annotated

import typer

from ontap_peering import messages
from ontap_peering.checks import judging
from ontap_peering.checks.facts import ClusterFacts, Managed, PairFacts
from ontap_peering.checks.joining import relationships
from ontap_peering.checks.verdicts import Judgement
from ontap_peering.cli import documents
from ontap_peering.cli import judgements as of_judgements
from ontap_peering.cli.collecting import Collector
from ontap_peering.cli.documents import shown_instant
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, FleetFile, checks_off, connection_settings, require_known

COLUMNS = ("", "side", "check", "what was seen", "what to do")


def doctor(
    *,
    aliases: Annotated[
        list[str] | None,
        typer.Argument(metavar="ALIAS", help="Clusters to peer with each other; none: each alone."),
    ] = None,
    clusters: ClustersFile = None,
    fleet: FleetFile = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """
    Say what would keep clusters from being peered.

    Looks at each cluster: connection, rights, release, interfaces, clock. With two or more aliases, it looks at each
    two of them as well: names, addresses, routes, policy, what exists already. It only reads. Exits with 9 if something
    is wrong, with 10 if something could not be looked at.
    """
    settings = connection_settings(clusters)
    chosen = list(dict.fromkeys(aliases or ()))
    require_known(settings.profiles, chosen)
    facts = Collector(settings.profiles).facts(chosen or settings.profiles.aliases(), "everything")
    managed = settings.stack.managed if settings.stack else {}
    groups = _groups(facts, managed, checks_off(fleet), with_pairs=bool(chosen))
    show(report(groups, datetime.now(UTC)), output)
    raise typer.Exit(of_judgements.exit_code(each for group in groups.values() for each in group))


def _groups(
    facts: Mapping[str, ClusterFacts], managed: Managed, off: Mapping[str, str], *, with_pairs: bool
) -> dict[str, Sequence[Judgement]]:
    """The judgements of each cluster, each two clusters, and each relationship that these have already."""
    groups: dict[str, Sequence[Judgement]] = {alias: judging.of_cluster(each, off) for alias, each in facts.items()}
    if with_pairs:
        for first, second in combinations(facts.values(), 2):
            subject = "--".join(sorted((first.alias, second.alias)))
            groups[subject] = judging.of_pair(PairFacts(first, second, managed), off)
    for each in relationships(facts):
        if each.is_offer or len(each.peers) > 1:
            groups[each.name] = [*groups.get(each.name, ()), *_troubles(judging.of_relationship(each, off))]
    return {subject: group for subject, group in groups.items() if group}


def _troubles(judgements: Sequence[Judgement]) -> list[Judgement]:
    return [each for each in judgements if each.outcome == "wrong"]


def report(groups: Mapping[str, Sequence[Judgement]], now: datetime) -> Report:
    every = [each for group in groups.values() for each in group]
    headline = messages.doctor_headline(of_judgements.totals(every), shown_instant(now))
    sections = [Section(subject, COLUMNS, [_row(each) for each in group]) for subject, group in groups.items()]
    subjects = [
        documents.Subject(name=name, judgements=of_judgements.documents_of(group)) for name, group in groups.items()
    ]
    return Report(headline, documents.Doctor(observed_at=now, subjects=subjects), sections)


def _row(each: Judgement) -> tuple[str, ...]:
    code = f" ({each.code})" if each.code and each.code not in each.seen else ""
    side = each.side if each.side != each.subject else None
    return of_judgements.word(each), side or "", each.check, f"{each.seen}{code}", each.remedy
