"""
A fleet as a picture: clusters on a circle, relationships between them, those with a problem on top and listed below.

Hubs, which have far more relationships than the others, are inside the circle, so that their spokes do not cross.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, degrees, pi, sin
from statistics import median
from typing import Final, Literal

from ontap_peering import messages

Mark = Literal["fine", "warned", "due", "paused", "not known", "refused"]
COLOURS: Final[Mapping[Mark, str]] = {
    "fine": "#9aa7b5",
    "warned": "#d97706",
    "due": "#2563eb",
    "paused": "#6b7280",
    "not known": "#9333ea",
    "refused": "#dc2626",
}
DASHES: Final[Mapping[Mark, str]] = {"due": "7 4", "paused": "2 4", "not known": "2 4"}
SERIOUS: Final[Sequence[Mark]] = ("refused", "warned", "due", "not known", "paused")
"""What a reader must see, the most serious first."""
GAP: Final = 34
"""Between neighbours on the circle."""
SMALLEST: Final = 150
OF_A_HUB: Final = 3
"""Times as many relationships as the median."""
LETTER: Final = 8
LINE: Final = 20
MOST_EDGES: Final = 500
"""That Mermaid draws, and no document may raise it."""


@dataclass(frozen=True)
class Line:
    """One relationship between two clusters; `why` is for what is not fine."""

    one: str
    other: str
    mark: Mark = "fine"
    why: str = ""

    @property
    def name(self) -> str:
        return f"{self.one}--{self.other}"


@dataclass(frozen=True)
class _Place:
    x: float
    y: float
    angle: float
    is_hub: bool = False


def svg(lines: Sequence[Line]) -> str:
    """Legible without a mouse: what is not fine is written below, in the colour of its line."""
    clusters = sorted({cluster for line in lines for cluster in (line.one, line.other)})
    longest = max(map(len, clusters), default=0) * LETTER
    radius = max(SMALLEST, len(clusters) * GAP / (2 * pi))
    places = _places(clusters, _hubs(lines), radius)
    troubled = sorted((each for each in lines if each.mark != "fine"), key=lambda each: SERIOUS.index(each.mark))
    half = radius + longest + 30
    written = [f"{each.name}: {each.why or each.mark}" for each in troubled]
    width = max(2 * half, 40 + LETTER * max(map(len, written), default=0))
    height = 2 * half + LINE * (len(written) + 2)
    middle = width / 2
    body = [_line(each, places, middle, half) for each in (*(o for o in lines if o.mark == "fine"), *troubled[::-1])]
    body += [_cluster(name, places[name], middle, half) for name in clusters]
    body += [_written(messages.picture_title(len(clusters), len(lines), len(troubled)), 20, 2 * half + LINE, "#111827")]
    for number, (each, text) in enumerate(zip(troubled, written, strict=True), 2):
        body.append(_written(text, 20, 2 * half + LINE * number, COLOURS[each.mark]))
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" font-size="13">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#ffffff"/>', *body, "</svg>"])


def mermaid(lines: Sequence[Line]) -> str:
    """For a forge that draws it: relationships that are fine are left out if there are too many."""
    drawn = list(lines)
    if len(drawn) > MOST_EDGES:
        drawn = [each for each in lines if each.mark != "fine"][:MOST_EDGES]
    clusters = sorted({cluster for each in lines for cluster in (each.one, each.other)})
    numbers = {cluster: number for number, cluster in enumerate(clusters)}
    found = ["flowchart LR"]
    if len(drawn) < len(lines):
        found.append(f'  more["{messages.picture_left_out(len(lines) - len(drawn))}"]')
    found += [f'  n{number}(["{_quoted(cluster)}"])' for cluster, number in numbers.items()]
    for each in drawn:
        text = f'|"{_quoted(each.mark)}"|' if each.mark != "fine" else ""
        found.append(f"  n{numbers[each.one]} {'---' if each.mark == 'fine' else '==='}{text} n{numbers[each.other]}")
    for number, each in enumerate(drawn):
        if each.mark != "fine":
            found.append(f"  linkStyle {number} stroke:{COLOURS[each.mark]},stroke-width:3px")
    return "\n".join(found)


def _hubs(lines: Iterable[Line]) -> list[str]:
    degree = Counter(cluster for line in lines for cluster in (line.one, line.other))
    usual = median(degree.values()) if degree else 0
    return sorted(cluster for cluster, number in degree.items() if number >= OF_A_HUB * max(usual, 1))


def _places(clusters: Sequence[str], hubs: Sequence[str], radius: float) -> dict[str, _Place]:
    outside = [cluster for cluster in clusters if cluster not in hubs]
    found = {}
    for names, distance, is_hub in ((outside, radius, False), (hubs, radius / 4 if len(hubs) > 1 else 0, True)):
        for number, name in enumerate(names):
            angle = 2 * pi * number / len(names) - pi / 2
            found[name] = _Place(distance * cos(angle), distance * sin(angle), angle, is_hub)
    return found


def _line(line: Line, places: Mapping[str, _Place], x: float, y: float) -> str:
    one, other = places[line.one], places[line.other]
    dash = f' stroke-dasharray="{DASHES[line.mark]}"' if line.mark in DASHES else ""
    look = 'stroke-width="1" opacity="0.45"' if line.mark == "fine" else 'stroke-width="3"'
    title = escape(f"{line.name}: {line.why or line.mark}")
    return (
        f'<line x1="{x + one.x:.1f}" y1="{y + one.y:.1f}" x2="{x + other.x:.1f}" y2="{y + other.y:.1f}" '
        f'stroke="{COLOURS[line.mark]}" {look}{dash}><title>{title}</title></line>'
    )


def _cluster(name: str, place: _Place, x: float, y: float) -> str:
    """A dot, and the name outside it, turned so that neighbours do not touch and nothing is upside down."""
    at_x, at_y = x + place.x, y + place.y
    dot = f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="{8 if place.is_hub else 5}" fill="#1f2937"/>'
    halo = 'stroke="#ffffff" stroke-width="4" paint-order="stroke"'
    if place.is_hub:
        text = f'<text x="{at_x:.1f}" y="{at_y - 14:.1f}" text-anchor="middle" font-weight="bold" {halo}>'
        return f"{dot}{text}{escape(name)}</text>"
    turned = degrees(place.angle)
    is_left = cos(place.angle) < -1e-9  # noqa: PLR2004 - neither left nor right, but for rounding
    turn = turned + 180 if is_left else turned
    anchor, gap = ("end", -10) if is_left else ("start", 10)
    where = f'transform="translate({at_x:.1f} {at_y:.1f}) rotate({turn:.1f})"'
    return f'{dot}<text {where} x="{gap}" y="4" text-anchor="{anchor}" {halo}>{escape(name)}</text>'


def _written(text: str, x: float, y: float, colour: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{escape(text)}</text>'


def _quoted(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
