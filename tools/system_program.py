"""A program of the operating system that tests need: found, or installed from Debian. Standard library only."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")


@dataclass(frozen=True)
class SystemProgram:
    """
    What a tool of this folder finds or installs, and prints.

    `find` gives what is printed. `how` says how to get the program where `packages` cannot be installed, which takes
    root on one of the `systems`. The environment variable `skip` does without. `prepare` runs before the installation.
    """

    name: str
    skip: str
    how: str
    find: Callable[[], str | None]
    systems: Sequence[str]
    packages: Sequence[str]
    prepare: Callable[[], None] = lambda: None

    def main(self, arguments: Sequence[str]) -> str | None:
        """What to exit with: None for success, otherwise one line. With `--find` nothing is installed."""
        if os.environ.get(self.skip) == "1":
            return f"{self.name}: skipped, because {self.skip} is 1"
        if self.find() is None and "--find" not in arguments and self._is_installable():
            self._install()
        if (found := self.find()) is None:
            return self.how
        print(found)
        return None

    def _is_installable(self) -> bool:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            return False
        try:
            return platform.freedesktop_os_release().get("ID") in self.systems
        except OSError:
            return False

    def _install(self) -> None:
        """Without recommended packages; if this fails, `find` still finds nothing."""
        print(f"{self.name}: installing Debian's {self.packages[0]}, about a minute", file=sys.stderr, flush=True)
        self.prepare()
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (("update",), ("install", "--yes", "--no-install-recommends", *self.packages)):
            subprocess.run([*APT, *step], check=False, env=environment, capture_output=True)
