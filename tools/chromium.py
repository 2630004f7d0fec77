#!/usr/bin/env python3
"""
A Chromium for the browser tests: prints the path of the program.

Takes an installed one; if there is none, root on Debian gets Debian's, unless `--find` is given. Exits with 1 and one
line on stderr if there is none in the end. Standard library only: `make setup` calls it.
"""

import shutil
import sys
from pathlib import Path

from system_program import SystemProgram

SKIP = "ONTAP_PEERING_NO_BROWSER"
HOW = (
    "browser: no Chromium found: install it (Debian, as root: apt-get install chromium; elsewhere: "
    f".venv/bin/playwright install chromium), or skip the browser tests with {SKIP}=1"
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADS = (
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find() -> str | None:
    """A program on the PATH, an application of macOS, or what Playwright once downloaded; newest first."""
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return found
    for application in APPLICATIONS:
        if Path(application).is_file():
            return application
    for pattern in DOWNLOADS:
        if downloaded := sorted(Path.home().glob(pattern.removeprefix("~/"))):
            return str(downloaded[-1])
    return None


CHROMIUM = SystemProgram(
    "browser",
    SKIP,
    HOW,
    find,
    systems=("debian",),  # the package of Ubuntu only installs a snap
    packages=("chromium", "fonts-dejavu-core"),
)

if __name__ == "__main__":
    sys.exit(CHROMIUM.main(sys.argv[1:]))
