"""
A real Chromium before the page of a running simulator.

The browser lives as long as one module: Playwright's event loop must not run while other tiers start theirs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.watching import Watch
from ontap_simulator import OntapSimulator
from unit.simulator.worlds import Client, World

ROOT = Path(__file__).resolve().parents[2]
NO_BROWSER = "ONTAP_PEERING_NO_BROWSER"
SEED = 7
WAIT_MS = 10_000


@pytest.fixture(scope="session")
def chromium() -> str:
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER} is 1")
    tool = [sys.executable, ROOT / "tools" / "chromium.py", "--find"]
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


@pytest.fixture(scope="module")
def running_world() -> Iterator[World]:
    with OntapSimulator(seed=SEED) as simulator, requests.Session() as session:
        session.trust_env = False
        yield World(simulator, Client(simulator, "east", session), Client(simulator, "west", session))


@pytest.fixture
def world(running_world: World) -> World:
    """Two clusters, east and west, on a manual clock, as new."""
    running_world.control("POST", "reset")
    return running_world


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, world: World, watch: Watch) -> Iterator[Page]:
    """The dashboard, loaded; afterwards it must have complained of nothing and asked nobody but the control port."""
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
