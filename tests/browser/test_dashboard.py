"""What a person does with the dashboard, with mouse and keyboard."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from ontap_simulator.api.effects import EFFECTS, FaultEffect
from ontap_simulator.api.message import Exchange
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import PeerRequest
from support.watching import Watch
from support.world import World

PEERS = "cluster/peers"
MAX_JOURNAL_ROWS = 200


def test_the_graph_shows_a_relationship_once_two_clusters_have_peered(page: Page, world: World) -> None:
    graph = page.locator("#graph")
    expect(graph.locator(".node")).to_have_count(2)
    expect(graph.locator(".edge")).to_have_count(0)
    world.peer_by_offer()
    expect(graph.locator(".edge.s-available")).to_have_count(1)
    expect(graph.locator("text.label")).to_have_text("available")
    expect(page.locator("#graph-text")).to_have_text("2 clusters; east and west: available")
    expect(page.locator("#peer-table tbody tr")).to_have_count(2)


def test_an_offer_counts_down_and_expires_as_the_clock_is_advanced(page: Page, world: World) -> None:
    name = world.east.post({})["name"]
    offer = page.locator("#offer-list li")
    expect(offer).to_contain_text(name)
    expect(offer.locator(".digits")).to_have_text("1:00:00")
    page.get_by_role("button", name="+1 min").click()
    expect(offer.locator(".digits")).to_have_text("59:00")
    expect(page.get_by_role("status")).to_have_text("Advanced the clock by 1 min.")
    page.get_by_role("button", name="+1 h").click()
    expect(offer).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text(f"The offer {name} of east has expired.")
    expect(page.locator("#peer-table tbody tr")).to_have_count(0)


def test_a_typed_duration_advances_the_clock(page: Page) -> None:
    field = page.get_by_label("Advance by an ISO 8601 duration")
    field.fill("P1DT30M")
    field.press("Enter")
    expect(page.locator("#now")).to_have_text("2026-01-02 00:30:00 UTC")


@pytest.mark.parametrize("text", ["", "soon", "P", "PT", "-PT1H"])
def test_a_text_that_is_no_duration_is_held_back(page: Page, watch: Watch, text: str) -> None:
    field = page.get_by_label("Advance by an ISO 8601 duration")
    field.fill(text)
    field.press("Enter")
    expect(page.locator("#duration:invalid")).to_have_count(1)
    assert not any(url.endswith("/clock") for url in watch.urls)


def test_a_peer_is_dropped_by_keyboard_alone(page: Page, world: World) -> None:
    world.peer_by_offer()
    button = page.get_by_role("button", name="Drop peer west of east")
    expect(button).to_be_visible()
    tab_to(page, "Drop peer west of east")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Drop this peer?")).to_contain_text("west keeps its own record")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Dropped west from east.")
    expect(page.get_by_role("heading", name="Peers")).to_be_focused()
    expect(page.locator("#graph text.label")).to_have_text("unavailable (west only)")
    assert world.east.get()["num_records"] == 0
    assert world.west.get()["num_records"] == 1


def test_focus_and_opened_entries_survive_what_arrives(page: Page, world: World) -> None:
    world.peer_by_offer()
    button = page.get_by_role("button", name="Drop peer east of west")
    button.focus()
    page.locator("#journal-table summary").last.click()
    button.focus()
    world.east.post({})
    expect(page.locator("#peer-table tbody tr")).to_have_count(3)
    expect(button).to_be_focused()
    expect(page.locator("#journal-table details[open] pre")).to_contain_text("[redacted]")


def test_what_clients_name_is_shown_as_text_and_never_run(page: Page, world: World) -> None:
    evil = "<img src=x onerror=window.ran=1><script>window.ran=1</script>"
    world.east.call("POST", PEERS, json={"name": evil, "<b>": evil})
    world.east.call("GET", f"{PEERS}/{evil}")
    shown = world.control("GET", "fabric").json()
    shown["clusters"][0]["name"] = evil
    shown["clusters"][0]["peers"] = [
        {
            "uuid": evil,
            "name": evil,
            "ipspace": evil,
            "remote": "west",
            "remote_addresses": [evil],
            "status": evil,
            "authentication": evil,
            "encryption": evil,
            "expires_at": "2026-01-01T01:00:00+00:00",
            "anonymous": False,
        }
    ]
    shown["clusters"][0]["peer_count"] = 1

    def falsify(route: Route) -> None:
        route.fulfill(json={**shown, "journal_end": 2})

    page.route("**/fabric?*", falsify)
    expect(page.locator("#peer-table tbody th")).to_contain_text(evil)
    expect(page.locator("#offer-list")).to_contain_text(evil)
    expect(page.locator("#graph-text")).to_contain_text(evil)
    expect(page.locator("#journal-table tbody tr")).to_have_count(2)
    for summary in page.locator("#journal-table summary").all():
        summary.click()
    expect(page.locator("#journal-table pre").last).to_contain_text(evil)
    assert page.locator("main img, main script, main b b").count() == 0
    assert page.evaluate("window.ran") is None


def test_the_journal_is_newest_first_and_bounded(page: Page, world: World) -> None:
    now = world.simulator.fabric.now()
    for number in range(MAX_JOURNAL_ROWS + 50):
        world.simulator.journal.record(
            Exchange(
                at=now,
                cluster="east",
                method="GET",
                path=f"/api/{number}",
                query="",
                request_body=None,
                status=200,
                response_body={},
                fault=None,
                size=0,
            )
        )
    rows = page.locator("#journal-table tbody tr")
    expect(rows.first).to_contain_text("/api/249")
    expect(rows).to_have_count(MAX_JOURNAL_ROWS)
    expect(rows.last).to_contain_text("/api/50")
    world.control("DELETE", "journal")
    expect(rows).to_have_count(0)
    world.west.get("cluster")
    expect(rows).to_have_count(1)


def test_a_journal_that_begins_anew_replaces_the_old_one(page: Page, world: World) -> None:
    rows = page.locator("#journal-table tbody tr")
    world.east.get()
    world.east.get()
    expect(rows).to_have_count(2)
    world.control("POST", "reset")
    world.west.get("cluster")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("west")


def test_of_more_peers_than_fit_the_first_are_shown_and_all_are_counted(page: Page, world: World) -> None:
    peering = Peering(world.simulator.fabric, world.simulator.fabric.clusters["east"])
    for _ in range(310):
        peering.create(PeerRequest(generate=True))
    expect(page.locator("#peers-note")).to_have_text("The first 300 of 310 peers.")
    expect(page.locator("#peer-table tbody tr")).to_have_count(300)
    expect(page.locator("#graph .node").first).to_contain_text("310 peers")


def test_the_page_polls_once_a_second_and_pauses_while_hidden(page: Page, world: World, watch: Watch) -> None:
    def polls() -> int:
        return sum("/fabric?" in url for url in watch.urls)

    page.clock.install()
    page.reload()
    expect(page.locator("#summary")).to_contain_text("clusters")
    with page.expect_response("**/fabric?*"):
        page.clock.run_for(1100)
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    before = polls()
    page.clock.run_for(30_000)
    world.east.post({})
    assert polls() == before
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => false})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#offer-list li")).to_have_count(1)


def test_the_page_says_so_when_the_simulator_is_gone_and_when_it_is_back(page: Page, watch: Watch) -> None:
    page.route("**/fabric?*", lambda route: route.abort())
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    page.unroute("**/fabric?*")
    expect(page.get_by_role("status")).to_have_text("The simulator answers again.")
    watch.complaints[:] = [text for text in watch.complaints if "ERR_FAILED" not in text]


def test_a_link_is_cut_and_restored(page: Page, world: World) -> None:
    links = page.locator("#links")
    links.get_by_role("button", name="Cut").click()
    expect(page.get_by_role("status")).to_have_text("The link from east to west is cut.")
    expect(page.locator("#graph .impaired")).to_contain_text("link cut")
    states = {(link["from"], link["to"]): link["state"] for link in world.control("GET", "links").json()["links"]}
    assert states["east", "west"] == states["west", "east"] == "down"
    links.get_by_role("button", name=re.compile("Restore the link")).click()
    expect(page.locator("#graph .impaired")).to_have_count(0)
    expect(links.locator("li")).to_have_count(0)


def test_a_link_is_cut_in_one_direction_only(page: Page) -> None:
    links = page.locator("#links")
    links.get_by_label("both ways").uncheck()
    links.get_by_role("button", name="Cut").click()
    expect(links.locator("li")).to_contain_text("east to west cut")
    expect(page.locator("#graph .impaired")).to_contain_text("link cut one way")


def test_a_fault_rule_is_added_fires_and_is_removed(page: Page, world: World) -> None:
    faults = page.locator("#faults")
    faults.get_by_text("Add a rule").click()
    faults.get_by_label("Cluster").select_option("east")
    faults.get_by_label("Method").select_option("GET")
    faults.get_by_label("Effect").select_option("status")
    faults.get_by_label("HTTP status", exact=True).fill("503")
    faults.get_by_label("Times").fill("2")
    faults.get_by_role("button", name="Add rule").click()
    expect(page.get_by_role("status")).to_have_text("Added the rule.")
    expect(faults.locator("li")).to_contain_text("GET /api/cluster/peers* on east")
    assert world.east.call("GET", PEERS).status_code == 503
    faults.get_by_role("button", name=re.compile("Remove the rule")).click()
    expect(faults.locator("li")).to_have_count(0)
    assert world.east.call("GET", PEERS).status_code == 200


@pytest.mark.parametrize(
    ("phase", "kind", "effect"),
    [
        ("after", "error", {"kind": "error", "code": "4653215"}),
        ("before", "delay", {"kind": "delay", "seconds": 2}),
        ("lost", None, {"kind": "reset"}),
        ("after", "truncate", {"kind": "truncate"}),
    ],
)
def test_the_form_asks_for_the_rule_in_its_documented_shape(
    page: Page, world: World, phase: str, kind: str | None, effect: dict[str, object]
) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        route.fulfill(json={"faults": [], "id": "1"})

    page.route("**/faults", answer)
    page.reload()
    faults = page.locator("#faults")
    faults.get_by_text("Add a rule").click()
    faults.get_by_label("Phase").select_option(phase)
    if kind is not None:
        faults.get_by_label("Effect").select_option(kind)
    faults.get_by_role("button", name="Add rule").click()
    expect(page.get_by_role("status")).to_have_text("Added the rule.")
    assert [json.loads(text) for text in sent] == [
        {"match": {"path": "/api/cluster/peers*"}, "phase": phase, "effect": effect, "when": {"times": 1}}
    ]
    assert world.journal() == []


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.name())
def test_the_form_offers_every_effect_with_its_fields(page: Page, world: World, effect: type[FaultEffect]) -> None:
    faults = page.locator("#faults")
    faults.get_by_text("Add a rule").click()
    faults.get_by_label("Effect").select_option(effect.name())
    expect(faults.locator("#fault-summary")).to_have_text(effect.summary())
    for field in effect.options().values():
        assert field.title is not None
        expect(faults.get_by_label(field.title, exact=True)).to_be_visible()
    faults.get_by_role("button", name="Add rule").click()
    expect(page.get_by_role("status")).to_have_text("Added the rule.")
    (rule,) = world.control("GET", "faults").json()["faults"]
    assert rule["effect"]["kind"] == effect.name()


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the button of that accessible name has the focus; fails when it cannot be reached."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == label:
            return
    pytest.fail(f"no number of tabs leads to {label}")
