"""`ontap-peering status`: how every relationship of every cluster is, problems first."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from ontap_peering import messages
from ontap_peering.checks import judging
from ontap_peering.checks.facts import ClusterFacts, RelationshipFacts
from ontap_peering.checks.joining import relationships, sync_of
from ontap_peering.checks.verdicts import Judgement, Unseen
from ontap_peering.cli import documents
from ontap_peering.cli import judgements as of_judgements
from ontap_peering.cli.collecting import Collector
from ontap_peering.cli.documents import shown_instant
from ontap_peering.cli.durations import typed_duration
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.settings import ClustersFile, FleetFile, Settings, checks_off, connection_settings, require_known
from ontap_peering.peer.model import ObservedPeer

CONNECTING: Final = ("reachable", "tls", "login")
AWAITED: Final = ("gone", "one-side-missing", "authentication", "unavailable", "partial", "undetermined", *CONNECTING)
"""What may become right by itself, or by somebody who is at work on it."""
PAUSE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Seen:
    clusters: Mapping[str, ClusterFacts]
    relationships: Sequence[RelationshipFacts]
    judgements: Sequence[Judgement]


def status(
    *,
    cluster: Annotated[
        list[str] | None,
        typer.Option(metavar="ALIAS", help="Show only relationships of this cluster; repeat it for more."),
    ] = None,
    wait: Annotated[
        timedelta | None,
        typer.Option(
            parser=typed_duration, metavar="TIME", help="How long to wait until everything works: 90s, 10m, 1h."
        ),
    ] = None,
    clusters: ClustersFile = None,
    fleet: FleetFile = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """
    Show how every relationship of every cluster is, problems first.

    Judges both sides of a relationship together. Open offers are problems; in a project, so are peers that no resource
    of the selected stack manages, and what the stack manages and no cluster has. Exits with 9 if something is wrong,
    with 10 if something could not be looked at.
    """
    settings = connection_settings(clusters)
    chosen = cluster or []
    require_known(settings.profiles, chosen)
    collector, off = Collector(settings.profiles), checks_off(fleet)

    def look() -> Seen:
        return _look(collector, settings, chosen, off)

    seen = look() if wait is None else waited(look, wait, time.monotonic, time.sleep, _say)
    show(report(seen, off, datetime.now(UTC)), output)
    raise typer.Exit(of_judgements.exit_code(seen.judgements))


def _look(collector: Collector, settings: Settings, chosen: Sequence[str], off: Mapping[str, str]) -> Seen:
    stack = settings.stack
    facts = collector.facts(settings.profiles.aliases(), "relationships")
    found = relationships(facts, stack.managed, stack.rotations, stack.resources) if stack else relationships(facts)
    if chosen:
        found = [each for each in found if set(chosen) & set(each.peers)]
    concerned = {*chosen, *(alias for each in found for alias in each.peers)} if chosen else set(facts)
    judged = [each for one in found for each in judging.of_relationship(one, off)]
    of_clusters = [
        each
        for one in facts.values()
        for each in judging.as_far_as_seen(one, off)
        if one.alias in concerned or each.outcome == "could not look"
    ]
    return Seen(facts, found, [*of_clusters, *judged])


def waited(
    look: Callable[[], Seen],
    span: timedelta,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    say: Callable[[str], None],
) -> Seen:
    """What is seen once everything works, or when the time is up; says before each pause for what it waits."""
    began = clock()
    while True:
        seen = look()
        pending = [each for each in of_judgements.problems(seen.judgements) if each.check in AWAITED]
        waited_for = clock() - began
        if not pending or waited_for >= span.total_seconds():
            return seen
        first = pending[0]
        say(messages.waiting_for(round(waited_for), len(pending), first.subject, first.side, first.seen))
        sleep(min(PAUSE_SECONDS, span.total_seconds() - waited_for))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def report(seen: Seen, off: Mapping[str, str], now: datetime) -> Report:
    wrong = of_judgements.problems(seen.judgements)
    troubled = {each.subject for each in wrong}
    ordered = sorted(seen.relationships, key=lambda each: (each.name not in troubled, each.name))
    headline = messages.status_headline(
        len(seen.clusters), len(seen.relationships), of_judgements.totals(wrong), shown_instant(now)
    )
    rows = [_row(each) for each in ordered]
    columns = ("relationship", "sync", "authentication", "status", "encryption", "managed by")
    document = documents.Status(
        observed_at=now,
        clusters=[_cluster(each) for each in seen.clusters.values()],
        relationships=[_relationship(each) for each in ordered],
        problems=of_judgements.documents_of(wrong),
        switched_off=off,
    )
    sections = (
        of_judgements.section("Problems", wrong),
        Section("Switched off", ("check", "why"), sorted(off.items())),
        Section("Relationships", columns, rows),
    )
    return Report(headline, document, sections)


def _row(facts: RelationshipFacts) -> tuple[str, ...]:
    """A value that both sides have is said once, others in the order of the clusters."""
    sides = [facts.peers[alias] for alias in sorted(facts.peers)]
    said = [
        [getattr(peer, name) or "-" if peer else "-" for peer in sides]
        for name in ("authentication", "status", "encryption")
    ]
    managers = facts.managers if facts.managers is not None else {}
    said.append([manager or "nobody" for manager in managers.values()])
    return (facts.name, sync_of(facts) or "-", *(" / ".join(dict.fromkeys(values)) for values in said))


def _cluster(facts: ClusterFacts) -> documents.Cluster:
    known = None if isinstance(facts.identity, Unseen) else facts.identity
    obstacle = next((each for each in (facts.identity, facts.peers) if isinstance(each, Unseen)), None)
    return documents.Cluster(
        alias=facts.alias,
        name=known.name if known else None,
        uuid=known.uuid if known else None,
        observed_at=facts.now,
        obstacle=obstacle.line if obstacle else None,
    )


def _relationship(facts: RelationshipFacts) -> documents.Relationship:
    managers = facts.managers or {}
    return documents.Relationship(
        name=facts.name,
        clusters=sorted(facts.peers),
        foreign=facts.foreign,
        is_offer=facts.is_offer,
        sync=sync_of(facts),
        sides={alias: _side(peer, managers.get(alias)) if peer else None for alias, peer in facts.peers.items()},
    )


def _side(peer: ObservedPeer, manager: str | None) -> documents.Side:
    return documents.Side(
        name=peer.name,
        uuid=peer.uuid,
        authentication=peer.authentication,
        status=peer.status,
        encryption=peer.encryption,
        remote_name=peer.remote_name,
        managed_by=manager,
    )
