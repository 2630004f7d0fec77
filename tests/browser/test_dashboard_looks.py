"""How the dashboard looks: both colour schemes, their contrast, and room for many clusters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ontap_simulator import OntapSimulator
from support.world import World

LEAST_CONTRAST = 4.5
TEXT_CONTRASTS = """() => {
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { fill, backgroundColor } = getComputedStyle(at);
      const rect = at.matches("g.node") ? at.querySelector("rect") : null;
      const colour = rgba(rect ? getComputedStyle(rect).fill : backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest("title, noscript, .unseen, option")) continue;
    const style = getComputedStyle(element);
    const ink = rgba(element.ownerSVGElement ? style.fill : style.color).slice(0, 3);
    const [light, dark] = [luminance(ink), luminance(ground(element))].sort((a, b) => b - a);
    found.push([element.textContent.trim().slice(0, 40), (light + 0.05) / (dark + 0.05)]);
  }
  return found;
}"""
CONTROL_EDGES = """() => Array.from(document.querySelectorAll("button, input:not([type=checkbox]), select"))
  .filter((element) => element.checkVisibility()).map((element) => getComputedStyle(element).borderTopStyle)"""


@contextmanager
def opened(browser: Browser, url: str, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#graph .node").first).to_be_visible()
    yield page
    context.close()


def populate(world: World) -> None:
    """Every state that is possible without steering links: available, unavailable, problem, offers, a refusal."""
    world.peer_by_offer()
    world.control("DELETE", f"clusters/east/peers/{world.west.uuid}")
    world.east.post({})
    world.east.call("GET", "cluster/peers/none")


def test_every_text_has_enough_contrast_in_both_colour_schemes(browser: Browser, world: World) -> None:
    populate(world)
    for scheme in ("light", "dark"):
        with opened(browser, world.simulator.control_url, scheme) as page:
            expect(page.locator("#journal-table tbody tr")).to_have_count(4)
            page.locator("#journal-table summary").first.click()
            page.get_by_role("button", name="Drop peer east of west").click()
            contrasts = page.evaluate(TEXT_CONTRASTS)
            assert len(contrasts) > 50
            assert [(text, ratio) for text, ratio in contrasts if ratio < LEAST_CONTRAST] == []


def test_the_colour_schemes_differ_and_follow_the_reader(browser: Browser, world: World) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        with opened(browser, world.simulator.control_url, scheme) as page:
            grounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert grounds == {"light": "rgb(245, 246, 248)", "dark": "rgb(16, 20, 27)"}


def test_a_state_is_shown_by_more_than_its_colour(browser: Browser, world: World) -> None:
    world.peer_by_offer()
    with opened(browser, world.simulator.control_url, "light") as page:
        edge = page.locator("#graph .edge")
        expect(edge).to_have_css("stroke-dasharray", "none")
        world.control("DELETE", f"clusters/east/peers/{world.west.uuid}")
        expect(page.locator("#graph .edge.s-unavailable")).not_to_have_css("stroke-dasharray", "none")
        expect(page.locator("#graph text.label")).to_contain_text("unavailable")


def test_the_focus_is_visible_wherever_it_goes(browser: Browser, world: World) -> None:
    populate(world)
    with opened(browser, world.simulator.control_url, "light") as page:
        expect(page.get_by_role("button", name="Drop peer east of west")).to_be_visible()
        for _ in range(12):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
        assert set(page.evaluate(CONTROL_EDGES)) == {"solid"}


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_the_page_fits_its_width_and_keeps_the_clusters_apart(browser: Browser, count: int) -> None:
    names = [f"cluster-with-a-long-name-{number}" for number in range(count)]
    with (
        OntapSimulator(names, seed=7, tls=False) as simulator,
        opened(browser, simulator.control_url, "light") as page,
    ):
        expect(page.locator("#graph .node")).to_have_count(count)
        for width in (1280, 800, 480):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            boxes = [each.bounding_box() for each in page.locator("#graph .node rect").all()]
            found = [(box["x"], box["y"], box["width"], box["height"]) for box in boxes if box is not None]
            assert len(found) == count
            assert not any(overlap(one, other) for one in found for other in found if one < other)


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return all(abs(one[axis] - other[axis]) < one[axis + 2] for axis in (0, 1))
