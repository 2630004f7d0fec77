"""`tools/chromium.py` finds a browser, or says in one line how to get one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT

TOOL = ROOT / "tools" / "chromium.py"
SKIP = "ONTAP_PEERING_NO_BROWSER"


def run(home: Path, *folders: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != SKIP}
    environment = {**kept, "HOME": str(home), "PATH": os.pathsep.join(map(str, folders)), **settings}
    return subprocess.run(
        [sys.executable, TOOL, "--find"], env=environment, capture_output=True, text=True, check=False
    )


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_on_the_path_is_found(tmp_path: Path, name: str) -> None:
    browser = program(tmp_path / "bin" / name)
    done = run(tmp_path, browser.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{browser}\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is that of Linux")
def test_a_browser_that_playwright_downloaded_is_found(tmp_path: Path) -> None:
    browser = program(tmp_path / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux" / "chrome")
    assert run(tmp_path).stdout == f"{browser}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="macOS keeps browsers outside of the PATH")
def test_without_a_browser_one_line_says_how_to_get_one(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "apt-get install chromium" in line
    assert f"{SKIP}=1" in line


def test_the_setting_for_no_browser_hides_one_on_the_path(tmp_path: Path) -> None:
    browser = program(tmp_path / "bin" / "chromium")
    done = run(tmp_path, browser.parent, **{SKIP: "1"})
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
