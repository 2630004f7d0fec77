"""The `fields` parameter: which fields a reply is to have."""

from collections.abc import Iterator

from ontap_simulator.api.fields import LINKS, STAR_FIELDS, FieldTable
from ontap_simulator.domain.errors import Code, OntapError

_NEGATION = "!"


def wanted_paths(table: FieldTable, text: str, *, ignore_unknown: bool = False) -> set[str]:
    """
    The paths that `a,b.c`, `b.{c,d}`, `*` or `**` stand for, without those after a `!` (vendor's API reference).

    Raises OntapError 262286 for unbalanced braces, 262249 for a field that cannot be read, 262197 for an unknown one
    unless those are to be ignored.
    """
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for name in _names(text):
        bare = name.removeprefix(_NEGATION)
        if bare in table.unreadable:
            raise OntapError(Code.NOT_READABLE, "fields", f'"{bare}"')
        found = table.all if bare in STAR_FIELDS else table.expand(bare)
        if not found and bare != LINKS and not ignore_unknown:
            raise OntapError(Code.INVALID_VALUE, "fields", f'"{bare}"')
        (unwanted if name.startswith(_NEGATION) else wanted).update(found)
    if unwanted and not wanted:
        wanted = set(table.all)
    return wanted - unwanted


def _names(text: str) -> Iterator[str]:
    """The single names, with what stands before braces put before each name in them."""
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
    """What the commas outside of braces set apart."""
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
