"""What a filter of the query string accepts: `|`, `!`, `*`, comparisons, ranges, `null`, quotes and braces."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ontap_simulator.api.query.fields import value_at
from ontap_simulator.domain.errors import Code, OntapError

Predicate = Callable[[Any], bool]
_UNSET = "null"
_COMPARISONS: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    (">=", lambda value, bound: value >= bound),
    ("<=", lambda value, bound: value <= bound),
    (">", lambda value, bound: value > bound),
    ("<", lambda value, bound: value < bound),
)


class Mark(NamedTuple):
    """A character of an expression; a quoted one stands for itself."""

    text: str
    is_quoted: bool


_STAR = Mark("*", is_quoted=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """One field's condition; `exact` is its value when nothing but that value satisfies it."""

    path: str
    matches: Predicate
    exact: str | None

    def accepts(self, record: dict[str, Any]) -> bool:
        return self.matches(value_at(record, self.path))


def parse_filter(path: str, text: str) -> Filter:
    """
    The condition that `text` sets (vendor's API reference, query parameters).

    `|` separates alternatives; each may be negated by `!` and is a text with `*` wildcards, a comparison
    (`>=x`), a range (`a..b`) or `null`. Double quotes and braces take what they hold literally. An unset field
    matches nothing but `null`. Raises OntapError 262194 where a value is missing, 262197 for an unclosed quote.
    """
    marks = list(_marks(path, text))
    alternatives = [_alternative(path, each) for each in _split(marks)]

    def matches(value: Any) -> bool:
        return any(alternative(value) for alternative in alternatives)

    plain = all(mark.is_quoted or mark.text not in "|!*<>" for mark in marks) and _range(marks) is None
    literal = "".join(mark.text for mark in marks)
    is_unset = literal == _UNSET and not any(mark.is_quoted for mark in marks)
    return Filter(path, matches, literal if plain and not is_unset else None)


def parse_pattern(path: str, text: str) -> Filter:
    """
    The condition of a search: alternatives between `|`, each to be found anywhere in the value unless it has a `*`.

    Quotes as in `parse_filter` (vendor's API reference, cross-field queries). Raises OntapError 262194 for a missing
    alternative.
    """
    patterns = []
    for marks in _split(list(_marks(path, text))):
        if not marks:
            raise OntapError(Code.EXPRESSION_WITHOUT_VALUE, path)
        patterns.append(_wildcard(marks if _STAR in marks else [_STAR, *marks, _STAR]))

    def matches(value: Any) -> bool:
        values = value if isinstance(value, list) else [value]
        texts = [form for each in values if isinstance(each, str | int) for form in _forms(each)]
        return any(pattern.fullmatch(each) for pattern in patterns for each in texts)

    return Filter(path, matches, None)


def _marks(path: str, text: str) -> Iterator[Mark]:
    """The characters; an opening quote or brace and its end are left out, nested braces stay."""
    closing, depth = "", 0
    for character in text:
        if not closing:
            if character in '"{':
                closing, depth = ('"' if character == '"' else "}"), 1
            else:
                yield Mark(character, is_quoted=False)
            continue
        if character == closing:
            depth -= 1
        elif character == "{" and closing == "}":
            depth += 1
        if depth == 0:
            closing = ""
        else:
            yield Mark(character, is_quoted=True)
    if closing:
        raise OntapError(Code.INVALID_VALUE, path, f'"{text}"')


def _split(marks: Sequence[Mark]) -> Iterator[Sequence[Mark]]:
    start = 0
    for position, mark in enumerate(marks):
        if mark == Mark("|", is_quoted=False):
            yield marks[start:position]
            start = position + 1
    yield marks[start:]


def _alternative(path: str, marks: Sequence[Mark]) -> Predicate:
    negated = marks[:1] == [Mark("!", is_quoted=False)]
    rest = marks[1:] if negated else marks
    if not rest:
        raise OntapError(Code.EXPRESSION_WITHOUT_VALUE, path)
    if _text(rest) == _UNSET and not any(mark.is_quoted for mark in rest):
        return lambda value: (value is None) is not negated
    condition = _condition(path, rest)

    def matches(value: Any) -> bool:
        if value is None:
            return False
        values = value if isinstance(value, list) else [value]
        return any(each is not None and condition(each) for each in values) is not negated

    return matches


def _condition(path: str, marks: Sequence[Mark]) -> Predicate:
    for sign, compare in _COMPARISONS:
        if _text(marks[: len(sign)]) == sign and not any(mark.is_quoted for mark in marks[: len(sign)]):
            return _comparison(path, _text(marks[len(sign) :]), compare)
    ends = _range(marks)
    if ends is not None:
        low, high = (_comparison(path, end, compare) for end, (_, compare) in zip(ends, _COMPARISONS[:2], strict=True))
        return lambda value: low(value) and high(value)
    pattern = _wildcard(marks)
    return lambda value: any(pattern.fullmatch(form) for form in _forms(value))


def _range(marks: Sequence[Mark]) -> tuple[str, str] | None:
    """The two ends around an unquoted `..`."""
    dot = Mark(".", is_quoted=False)
    for position in range(1, len(marks) - 2):
        if marks[position] == marks[position + 1] == dot:
            return _text(marks[:position]), _text(marks[position + 2 :])
    return None


def _comparison(path: str, bound: str, compare: Callable[[Any, Any], bool]) -> Predicate:
    """Numbers compare as numbers, instants as instants, all else by the alphabet (documented)."""
    if not bound:
        raise OntapError(Code.EXPRESSION_WITHOUT_VALUE, path)

    def holds(value: Any) -> bool:
        return compare(*_comparable(value, bound))

    return holds


def _comparable(value: Any, bound: str) -> tuple[Any, Any]:
    if isinstance(value, int) and re.fullmatch(r"-?[0-9]{1,18}", bound):
        return value, int(bound)
    instants = _instant(str(value)), _instant(bound)
    if None not in instants:
        return instants
    return str(value), bound


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _wildcard(marks: Iterable[Mark]) -> re.Pattern[str]:
    """Each text between two `*` takes its first place and keeps it, so that matching never backtracks over texts."""
    texts = [""]
    for mark in marks:
        if mark == _STAR:
            texts.append("")
        else:
            texts[-1] += re.escape(mark.text)
    first, *rest = texts
    if not rest:
        return re.compile(first)
    *middle, last = rest
    return re.compile(first + "".join(f"(?>.*?{text})" for text in middle) + ".*" + last, re.DOTALL)


def _forms(value: Any) -> Iterable[str]:
    """The texts that match a value: clients in Python write booleans with a capital (client)."""
    return (str(value), str(value).lower()) if isinstance(value, bool) else (str(value),)


def _text(marks: Iterable[Mark]) -> str:
    return "".join(mark.text for mark in marks)
