"""
Who decides about a setting of a relationship. There is one rule: the nearest place that says it wins.

Nearest is the entry of the topology that makes the relationship, then what the cluster says, then its groups, then
the defaults. What both sides have in common is looked for on both sides at once. Two places that are equally near and
say different things are an error that names both.

    defaults: {rotation: "2026-11"}
    groups:
      europe: {clusters: [ams, fra], rotation: "2026-12"}
      asia: {clusters: [sin]}
    clusters:
      lab: {rotation: never}
    topology:
      - mesh: [europe, asia, lab]

`ams--fra` rotates by "2026-12", and so does `ams--sin`, for which only europe says more than the defaults. `ams--lab`
has "never". If asia said "2027-01", `ams--sin` would be an error, until its entry or one of its clusters says which.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ontap_peering import messages
from ontap_peering.fleet.document import Document, Path
from ontap_peering.fleet.model import SETTINGS_OF_BOTH, SETTINGS_OF_SIDE, FleetFile, said
from ontap_peering.fleet.topology import Pair, relationship_name

Places = list[list[tuple[Path, Any]]]
"""What may say something, by its path; the nearest first, those together that are equally near."""


@dataclass
class Inheritance:
    """What is wrong is added to `problems`, a line for each two places that disagree."""

    file: FleetFile
    document: Document
    problems: list[str]
    _told: set[tuple[Path, Path]] = field(default_factory=set)

    def of_both(self, pair: Pair, entries: Sequence[int]) -> Mapping[str, Any]:
        """The settings that both sides have in common; each entry that makes the relationship must lead to the same."""
        return self._agreed(
            pair,
            {
                entry: self._chosen(pair, SETTINGS_OF_BOTH, self._places(pair, entry), "its entry of the topology")
                for entry in entries
            },
        )

    def of_side(self, pair: Pair, cluster: str, entries: Sequence[int]) -> Mapping[str, Any]:
        """The settings that this cluster has of its own; each entry must lead to the same, too."""
        return self._agreed(
            pair,
            {
                entry: self._chosen(pair, SETTINGS_OF_SIDE, self._places_of_side(cluster, entry), f"clusters.{cluster}")
                for entry in entries
            },
        )

    def _agreed(self, pair: Pair, by_entry: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any]:
        (first, found), *others = by_entry.items()
        for entry, other in others:
            differing = [name for name in {**found, **other} if other.get(name) != found.get(name)]
            if differing:
                self._tell_twice(pair, differing, ("topology", first), ("topology", entry))
        return found

    def _places_of_side(self, cluster: str, entry: int) -> Places:
        own = self.file.topology[entry].sides.get(cluster)
        return [[(("topology", entry, "sides", cluster), own)], *self._places((cluster,))]

    def _places(self, clusters: Iterable[str], entry: int | None = None) -> Places:
        file, clusters = self.file, list(clusters)
        own = [(("clusters", each), file.clusters[each]) for each in clusters if each in file.clusters]
        groups = [
            (("groups", name), group)
            for name, group in file.groups.items()
            if set(clusters).intersection(group.clusters)
        ]
        nearest = [] if entry is None else [(("topology", entry), file.topology[entry])]
        return [[*nearest], [*own], [*groups], [(("defaults",), file.defaults)]]

    def _chosen(self, pair: Pair, names: Iterable[str], places: Places, remedy: str) -> dict[str, Any]:
        chosen = {}
        for name in names:
            for equally_near in places:
                found = [((*path, name), said(settings, name)) for path, settings in equally_near]
                found = [(path, value) for path, value in found if value is not None]
                for path, value in found[1:]:
                    if value != found[0][1]:
                        self._tell_disagreement(pair, found[0][0], path, remedy)
                if found:
                    chosen[name] = found[0][1]
                    break
        return chosen

    def _tell_disagreement(self, pair: Pair, one: Path, other: Path, remedy: str) -> None:
        first, second = sorted((one, other), key=self._position)
        if (first, second) not in self._told:
            self._told.add((first, second))
            places = self.document.place(first), self.document.place(second)
            line = messages.settings_disagree(relationship_name(pair), places, remedy)
            self.problems.append(self.document.problem(second, line))

    def _tell_twice(self, pair: Pair, names: Iterable[str], one: Path, other: Path) -> None:
        if (one, other) not in self._told:
            self._told.add((one, other))
            places = self.document.place(one), self.document.place(other)
            line = messages.named_twice(relationship_name(pair), names, places)
            self.problems.append(self.document.problem(other, line))

    def _position(self, path: Path) -> tuple[int, str]:
        """In the file, or, for Python values, in the alphabet."""
        return self.document.line(path) or 0, self.document.place(path)
