#!/usr/bin/env python3
"""
A Chromium for the browser tests: prints the path of the program.

Takes an installed one; if there is none, root on Debian gets Debian's, unless `--find` is given. Exits with 1 and one
line on stderr if there is none in the end. Standard library only: `make setup` calls it.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

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
APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")


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


def is_debian_root() -> bool:
    """Not Ubuntu: its package only installs a snap."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def install() -> None:
    """Install Debian's package without recommended ones; if this fails, `find` still finds nothing."""
    print("browser: installing Debian's chromium, about a minute", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core")):
        subprocess.run([*APT, *arguments], check=False, env=environment, capture_output=True)


def main(arguments: list[str]) -> str | None:
    """What to exit with: None for success, otherwise one line."""
    if os.environ.get(SKIP) == "1":
        return f"browser: skipped, because {SKIP} is 1"
    if find() is None and arguments != ["--find"] and is_debian_root():
        install()
    if (found := find()) is None:
        return HOW
    print(found)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
