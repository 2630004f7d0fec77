"""The picture of a fleet: complete, legible with 50 clusters, and with nothing of others as markup."""

from itertools import combinations, pairwise
from math import dist
from xml.etree import ElementTree as ET

import pytest

from ontap_peering import messages
from ontap_peering.fleet.picture import COLOURS, GAP, MOST_EDGES, Line, mermaid, svg

FIFTY = [f"site-{number:02}" for number in range(50)]
MESH = [Line(one, other) for one, other in combinations(FIFTY, 2)]
SPACE = "{http://www.w3.org/2000/svg}"


def drawn(lines: list[Line]) -> ET.Element:
    return ET.fromstring(svg(lines))  # noqa: S314 - made here


def names(picture: ET.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SPACE}text") if each.get("stroke")]


def places(picture: ET.Element) -> list[tuple[float, float]]:
    return [(float(each.attrib["cx"]), float(each.attrib["cy"])) for each in picture.iter(f"{SPACE}circle")]


def test_every_cluster_and_every_relationship_is_drawn_once() -> None:
    picture = drawn(MESH)
    assert names(picture) == FIFTY
    assert len(list(picture.iter(f"{SPACE}line"))) == len(MESH)


def test_names_have_room_with_fifty_clusters() -> None:
    spots = places(drawn(MESH))
    assert min(dist(one, other) for one, other in pairwise(spots)) > GAP * 0.95


def test_hubs_are_inside_the_circle() -> None:
    text = svg([Line(hub, site) for hub in ("a-hub", "b-hub") for site in FIFTY])
    picture = ET.fromstring(text)  # noqa: S314 - made here
    middle = float(picture.attrib["width"]) / 2
    outermost = max(abs(x - middle) for x, _ in places(picture))
    of_hubs = [spot for spot, name in zip(places(picture), names(picture), strict=True) if name.endswith("-hub")]
    assert len(of_hubs) == 2
    assert all(dist(spot, (middle, middle)) < outermost / 2 for spot in of_hubs)


def test_what_is_not_fine_is_on_top_and_written_below_the_most_serious_first() -> None:
    lines = [
        Line("a", "b", "paused", "CHG-4711"),
        Line("a", "c", "refused", "leads elsewhere"),
        Line("b", "c"),
    ]
    picture = drawn(lines)
    colours = [each.get("stroke") for each in picture.iter(f"{SPACE}line")]
    assert colours == [COLOURS["fine"], COLOURS["paused"], COLOURS["refused"]]
    written = [each.text for each in picture.iter(f"{SPACE}text") if not each.get("stroke")]
    assert written == [messages.picture_title(3, 3, 2), "a--c: leads elsewhere", "a--b: CHG-4711"]


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"]; click n0', "a & b", "--> #"])
def test_names_and_reasons_are_text(evil: str) -> None:
    line = Line(evil, "b", "refused", evil)
    assert evil in names(drawn([line]))
    assert "<script" not in mermaid([line])
    assert mermaid([line]).count('"') == 6


def test_mermaid_leaves_out_what_is_fine_if_there_is_too_much() -> None:
    broken = Line("site-00", "site-49", "warned", "unavailable")
    text = mermaid([*MESH, broken])
    assert messages.picture_left_out(len(MESH)) in text
    assert text.count("---") + text.count("===") == 1
    assert all(f'["{name}"]' in text or f'(["{name}"])' in text for name in FIFTY)
    assert f'["{messages.picture_left_out(len(MESH))}"]' in text
    assert mermaid(MESH[:MOST_EDGES]).count("---") == MOST_EDGES


def test_a_fleet_without_relationships_is_an_empty_picture() -> None:
    assert names(drawn([])) == []
    assert mermaid([]) == "flowchart LR"
