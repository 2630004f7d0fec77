"""All checks, applied to facts: the one way in which this package decides what is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol, TypeVar

from ontap_peering import messages
from ontap_peering.checks import of_clusters, of_pairs, of_relationships
from ontap_peering.checks.facts import ClusterFacts, PairFacts, RelationshipFacts
from ontap_peering.checks.verdicts import Check, Judgement, Unseen, Verdict, could_not_look, does_not_apply

BY_SUBJECT: Final[Mapping[str, tuple[Check[Any], ...]]] = {
    "a cluster": of_clusters.ALL,
    "two clusters": of_pairs.ALL,
    "a relationship": of_relationships.ALL,
}
CATALOGUE: Final[Mapping[str, Check[Any]]] = {each.id: each for checks in BY_SUBJECT.values() for each in checks}
NONE_OFF: Final[Mapping[str, str]] = {}


class _WithClusters(Protocol):
    @property
    def clusters(self) -> Mapping[str, ClusterFacts]: ...


Facts = TypeVar("Facts", bound=_WithClusters)


def of_cluster(facts: ClusterFacts, off: Mapping[str, str] = NONE_OFF) -> list[Judgement]:
    """`off` has the reason for each check that is switched off, by its id."""
    return [each for check in of_clusters.ALL for each in judged(check, facts, facts.alias, off)]


def as_far_as_seen(facts: ClusterFacts, off: Mapping[str, str] = NONE_OFF) -> list[Judgement]:
    """Why nobody could look at the cluster, or what is wrong with its clock: all that matters while peers work."""
    obstacle = next((each for each in (facts.identity, facts.peers) if isinstance(each, Unseen)), None)
    if obstacle is not None:
        line = obstacle.line.removeprefix(f"{facts.alias}: ")
        return [Judgement(_step_of(obstacle), facts.alias, "could not look", "alarm", line, None, obstacle.code)]
    return [each for each in judged(of_clusters.ClockSkew(), facts, facts.alias, off) if each.outcome == "wrong"]


def of_pair(facts: PairFacts, off: Mapping[str, str] = NONE_OFF) -> list[Judgement]:
    subject = "--".join(sorted(facts.clusters))
    return [each for check in of_pairs.ALL for each in judged(check, facts, subject, off)]


def of_relationship(facts: RelationshipFacts, off: Mapping[str, str] = NONE_OFF) -> list[Judgement]:
    return [each for check in of_relationships.ALL for each in judged(check, facts, facts.name, off)]


def judged(check: Check[Facts], facts: Facts, subject: str, off: Mapping[str, str] = NONE_OFF) -> Iterator[Judgement]:
    for each in _verdicts(check, facts, off):
        remedy = check.remedy if each.outcome == "wrong" else ""
        yield Judgement(check.id, subject, each.outcome, check.severity, each.seen, each.side, each.code, remedy)


def _verdicts(check: Check[Facts], facts: Facts, off: Mapping[str, str]) -> Iterator[Verdict]:
    if check.id in off:
        yield does_not_apply(messages.switched_off(off[check.id]))
        return
    missing = {
        alias: fact
        for alias, cluster in facts.clusters.items()
        for need in check.needs
        if isinstance(fact := getattr(cluster, need), Unseen)
    }
    yield from (could_not_look(_briefly(fact, facts.clusters[alias]), alias) for alias, fact in missing.items())
    if not missing:
        yield from check.judge(facts)


def _briefly(fact: Unseen, cluster: ClusterFacts) -> Unseen:
    """What kept everybody from the cluster is told once, by the check that is about it."""
    return Unseen(messages.follows_from(_step_of(fact)), fact.kind) if fact is cluster.identity else fact


def _step_of(obstacle: Unseen) -> str:
    """The check that is about this kind of obstacle."""
    steps: tuple[of_clusters.Connecting, ...] = (of_clusters.Reachable(), of_clusters.Tls(), of_clusters.Login())
    return next((each.id for each in steps if obstacle.kind in each.kinds), of_clusters.Rights.id)
