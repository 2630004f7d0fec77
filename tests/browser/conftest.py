"""
A real Chromium before the page of a running simulator.

The browser lives as long as one module: Playwright's event loop must not run while other tiers start theirs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from support import ROOT
from support.watching import Watch
from support.world import World

NO_BROWSER = "ONTAP_PEERING_NO_BROWSER"
WAIT_MS = 10_000


@pytest.fixture(scope="session")
def chromium() -> str:
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER} is 1")
    tool = [sys.executable, str(ROOT / "tools" / "chromium.py"), "--find"]
    found = subprocess.run(tool, check=False, capture_output=True, text=True)
    if found.returncode != 0:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments, timeout=60_000)
        yield launched
        launched.close()


@pytest.fixture
def world(world_of_2026: World) -> World:
    return world_of_2026


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, world: World, watch: Watch) -> Iterator[Page]:
    """The dashboard, loaded; it must log no errors and send requests to the control port only."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MS)
    opened = context.new_page()
    opened.on("console", watch.hear)
    opened.on("pageerror", lambda error: watch.complaints.append(str(error)))
    opened.on("request", lambda request: watch.urls.append(request.url))
    opened.goto(world.simulator.control_url)
    expect(opened.locator("#summary")).to_contain_text("clusters")
    yield opened
    context.close()
    assert watch.complaints == []
    assert [url for url in watch.urls if not url.startswith(f"{world.simulator.control_url}/")] == []
