"""From the words of a fleet file to its relationships, or to a line for each mistake, with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from ontap_peering import messages
from ontap_peering.errors import FleetError
from ontap_peering.fleet.document import Document, parsed
from ontap_peering.fleet.inheritance import Inheritance
from ontap_peering.fleet.mistakes import mistakes, near
from ontap_peering.fleet.model import FleetFile, Safety
from ontap_peering.fleet.topology import SEPARATOR, Pair, pairs_of, relationship_name
from ontap_peering.peer.model import jsonable


@dataclass(frozen=True)
class Relationship:
    """`arguments` are those of its `ClusterPeering`; `paused` is the reason for which nothing is changed, if any."""

    name: str
    clusters: Pair
    arguments: Mapping[str, Any]
    paused: str | None = None


@dataclass(frozen=True)
class Fleet:
    """
    All relationships of a fleet, by name, in alphabetical order.

    `checks_off` has the reason for each check that is switched off, by its id.
    """

    relationships: Mapping[str, Relationship]
    safety: Safety = field(default_factory=Safety)
    checks_off: Mapping[str, str] = field(default_factory=dict)

    @property
    def clusters(self) -> tuple[str, ...]:
        """Those that have relationships."""
        return tuple(sorted({cluster for each in self.relationships.values() for cluster in each.clusters}))


def fleet_of_text(text: str, name: str = "fleet.yaml") -> Fleet:
    """Of a file's content. Raises FleetError."""
    return _fleet(parsed(text, name))


def fleet_of_values(values: Mapping[str, Any]) -> Fleet:
    """Of the same, as Python values. Raises FleetError."""
    return _fleet(Document(values))


def _fleet(document: Document) -> Fleet:
    try:
        file = FleetFile.model_validate(document.data)
    except ValidationError as error:
        raise FleetError(mistakes(error, document)) from None
    problems: list[str] = list(_name_problems(file, document))
    pairs = pairs_of(file, document, problems)
    inheritance = Inheritance(file, document, problems)
    names: dict[str, Pair] = {}
    found: dict[str, Relationship] = {}
    for pair in sorted(pairs):
        name = relationship_name(pair)
        if names.setdefault(name, pair) != pair:
            problems.append(document.problem(("topology", pairs[pair][0]), messages.same_relationship_name(name)))
        arguments: dict[str, Any] = {"clusters": list(pair), **inheritance.of_both(pair, pairs[pair])}
        sides = {cluster: own for cluster in pair if (own := inheritance.of_side(pair, cluster, pairs[pair]))}
        arguments |= {"sides": sides} if sides else {}
        found[name] = Relationship(name, pair, _plain(arguments), _reason(file, name, pair))
    known = {*_clusters(file), *(cluster for pair in pairs for cluster in pair), *found}
    for paused in file.paused:
        if paused not in known:
            in_order = SEPARATOR.join(sorted(paused.split(SEPARATOR)))
            line = messages.nothing_to_pause(paused, near(in_order, known))
            problems.append(document.problem(("paused", paused), line))
    problems += _side_problems(file, document, pairs)
    if problems:
        raise FleetError(problems)
    return Fleet(found, file.safety, file.checks.skip)


def _clusters(file: FleetFile) -> set[str]:
    """Those that the file names outside the topology."""
    return {*file.clusters, *(cluster for group in file.groups.values() for cluster in group.clusters)}


def _name_problems(file: FleetFile, document: Document) -> Iterator[str]:
    for name, group in file.groups.items():
        if name in _clusters(file):
            yield document.problem(("groups", name), messages.group_and_cluster(name))
        for number, cluster in enumerate(group.clusters):
            if cluster in group.clusters[:number]:
                yield document.problem(("groups", name, "clusters", number), messages.twice_in_group(cluster, name))


def _side_problems(file: FleetFile, document: Document, pairs: Mapping[Pair, Sequence[int]]) -> Iterator[str]:
    """An entry may say something of the clusters only that it names."""
    members: list[set[str]] = [set() for _ in file.topology]
    for pair, entries in pairs.items():
        for number in entries:
            members[number].update(pair)
    for number, entry in enumerate(file.topology):
        for cluster in sorted(set(entry.sides) - members[number]):
            line = messages.not_a_side(cluster, near(cluster, members[number]))
            yield document.problem(("topology", number, "sides", cluster), line)


def _reason(file: FleetFile, name: str, pair: Pair) -> str | None:
    if name in file.paused:
        return file.paused[name]
    return "; ".join(dict.fromkeys(file.paused[cluster] for cluster in pair if cluster in file.paused)) or None


def _plain(value: Any) -> Any:
    """A value of the model as a program passes it."""
    if isinstance(value, BaseModel):
        return jsonable(value.model_dump(exclude_none=True))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else jsonable(value)
