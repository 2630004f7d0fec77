"""Fields: which ones a kind of record has, which ones the `fields` parameter selects, a record with only those."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from ontap_simulator.api.releases import Since, has_field
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.network import Version

STAR_FIELDS = ("*", "**")
LINKS = "_links"
MAX_BRACES = 20
_NEGATION = "!"


@dataclass(frozen=True, slots=True)
class FieldTable:
    """
    Fields by dotted path: `keys` are always returned, `common` without `fields` on an instance, `all` with `*`.

    `unreadable` ones, with what is below them, exist but are never returned, and a URL must not hold the `secret` ones
    among them; `since` has those that came after the first release.
    """

    keys: tuple[str, ...]
    common: tuple[str, ...]
    extra: tuple[str, ...] = ()
    unreadable: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    since: Since = field(default_factory=dict, hash=False)

    @property
    def all(self) -> tuple[str, ...]:
        return self.keys + self.common + self.extra

    @cache  # noqa: B019 - the tables are few and live as long as the process
    def of(self, version: Version) -> "FieldTable":
        """The fields that a cluster of `version` knows."""
        common, extra = (
            tuple(path for path in paths if has_field(self.since, version, path)) for paths in (self.common, self.extra)
        )
        return replace(self, common=common, extra=extra)

    def is_unreadable(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}.") for each in self.unreadable)

    def expand(self, name: str) -> tuple[str, ...]:
        """The paths that `name`, a path or an object above some, stands for; empty if it stands for none."""
        below = f"{name}."
        return tuple(path for path in self.all if path == name or path.startswith(below))


def parse_fields(table: FieldTable, text: str, *, ignore_unknown: bool = False) -> set[str]:
    """
    The paths that `a,b.c`, `b.{c,d}`, `*` or `**` stand for, without those after a `!` (vendor's API reference).

    Raises OntapError 262286 for unbalanced braces, 262249 for a field that cannot be read, 262197 for an unknown one
    unless `ignore_unknown`, and for braces deeper than `MAX_BRACES` (inferred).
    """
    _refuse_depth(text)
    return select_fields(table, _names(text), "fields", Code.NOT_READABLE, ignore_unknown=ignore_unknown)


def select_fields(
    table: FieldTable, names: Iterable[str], parameter: str, unreadable: Code, *, ignore_unknown: bool = False
) -> set[str]:
    """
    The paths that the names in a parameter stand for, without those after a `!`.

    Raises OntapError `unreadable` for a field that cannot be read, 262197 for an unknown one unless `ignore_unknown`.
    """
    selected: set[str] = set()
    excluded: set[str] = set()
    for name in names:
        bare = name.removeprefix(_NEGATION)
        if table.is_unreadable(bare):
            raise OntapError(unreadable, parameter, f'"{bare}"')
        found = table.all if bare in STAR_FIELDS else table.expand(bare)
        if not found and bare != LINKS and not ignore_unknown:
            raise OntapError(Code.INVALID_VALUE, parameter, f'"{bare}"')
        (excluded if name.startswith(_NEGATION) else selected).update(found)
    if excluded and not selected:
        selected = set(table.all)
    return selected - excluded


def _refuse_depth(text: str) -> None:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth > MAX_BRACES:
            raise OntapError(Code.INVALID_VALUE, "fields", f"more than {MAX_BRACES} levels of braces")


def _names(text: str) -> Iterator[str]:
    """The single names; what precedes braces becomes the prefix of each name in them."""
    for part in _parts(text):
        head, brace, inside = part.partition("{")
        if not brace:
            if "}" in part:
                raise OntapError(Code.UNBALANCED_BRACES, "fields")
            yield from filter(None, (part.strip(),))
            continue
        if not inside.endswith("}"):
            raise OntapError(Code.UNBALANCED_BRACES, "fields")
        yield from (head.strip() + name for name in _names(inside[:-1]))


def _parts(text: str) -> Iterator[str]:
    """What the commas outside braces separate."""
    depth, start = 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth < 0:
            raise OntapError(Code.UNBALANCED_BRACES, "fields")
        if character == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
    if depth != 0:
        raise OntapError(Code.UNBALANCED_BRACES, "fields")
    yield text[start:].strip()


def select(record: dict[str, Any], paths: set[str], prefix: str = "") -> dict[str, Any]:
    """
    The record with only these paths, in its own order, in lists of objects too; links stay on objects that stay.

    Fields that a record does not have are left out, never null (vendor's API reference).
    """
    chosen: dict[str, Any] = {}
    for key, value in record.items():
        path = f"{prefix}{key}"
        if path in paths or (key == LINKS and (not prefix or chosen)):
            chosen[key] = value
        elif isinstance(value, dict):
            inner = select(value, paths, f"{path}.")
            if inner:
                chosen[key] = inner
        elif isinstance(value, list) and any(each.startswith(f"{path}.") for each in paths):
            chosen[key] = [select(each, paths, f"{path}.") for each in value]
    return chosen


def value_at(record: dict[str, Any], path: str) -> Any:
    """The value at a dotted path: None if unset, a list if a list of objects lies on the way."""
    value: Any = record
    for key in path.split("."):
        if isinstance(value, list):
            value = [each.get(key) for each in value if isinstance(each, dict)]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value
