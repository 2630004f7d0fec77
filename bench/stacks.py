"""A stack of the real engine in a folder of its own, with commands that are timed and looked at."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.processes import Sampler, Usage, end_session

ROOT = Path(__file__).resolve().parent.parent
PARALLEL = 64
COMMAND_SECONDS = 1800
PROJECT = """\
name: bench
runtime: python
options:
  refresh: always
"""
STACK = "bench"
TAIL_CHARACTERS = 4000
FORM_TOLERANCE = 0.01


class Phase(StrEnum):
    """A command of the engine, in the order in which they run."""

    CREATE = "create"
    NOTHING = "nothing to do"
    PREVIEW = "preview"
    DESTROY = "destroy"


COMMANDS = {
    Phase.CREATE: ("up", "--yes", "--skip-preview"),
    Phase.NOTHING: ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    Phase.PREVIEW: ("preview", "--expect-no-changes"),
    Phase.DESTROY: ("destroy", "--yes", "--skip-preview"),
}


@dataclass(frozen=True)
class Stack:
    """`environment` is added to that of each command."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, phase: Phase) -> tuple[float, Usage]:
        """Seconds and cost of the command. Raises SystemExit if it fails."""
        return self._timed(*COMMANDS[phase])

    def create(self) -> None:
        self._timed("stack", "init", STACK)

    def resources(self) -> list[dict[str, Any]]:
        """The dynamic resources in the state, as they are stored."""
        found: list[dict[str, Any]] = self._checkpoint()["checkpoint"]["latest"].get("resources", [])
        return [each for each in found if each["type"].startswith("pulumi-python:dynamic")]

    def state_bytes(self) -> int:
        """What the dynamic resources take of the file. Raises SystemExit if that is not JSON without spaces."""
        document, written = self._checkpoint(), self._file().stat().st_size
        if abs(_size(document) - written) > FORM_TOLERANCE * written:
            raise SystemExit("the engine writes its state in a form that the bench does not know")
        return sum(_size(each) for each in self.resources())

    def _timed(self, *arguments: str) -> tuple[float, Usage]:
        printed = self.folder / "printed.txt"
        with printed.open("wb") as output:
            began = time.perf_counter()
            command = [str(engine_folder() / "pulumi"), *arguments, "--non-interactive"]
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._variables(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                with Sampler(process.pid) as sampler:
                    exit_code = process.wait(COMMAND_SECONDS)
            finally:
                end_session(process.pid)
            seconds = time.perf_counter() - began
        if exit_code:
            raise SystemExit(printed.read_text(encoding="utf-8", errors="replace")[-TAIL_CHARACTERS:])
        return seconds, sampler.usage()

    def _file(self) -> Path:
        return self.folder / "state" / ".pulumi" / "stacks" / STACK / f"{STACK}.json"

    def _checkpoint(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._file().read_text(encoding="utf-8"))
        return found

    def _variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "ONTAP_"))}
        return {
            **kept,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), str(engine_folder()), os.environ["PATH"])),
            "PYTHONPATH": str(ROOT),
            "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_PARALLEL": str(PARALLEL),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **self.environment,
        }


@contextmanager
def new_stack(program: str, environment: Mapping[str, str], *, checkpoints: bool) -> Iterator[Stack]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "state").mkdir()
        (folder / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
        (folder / "__main__.py").write_text(program, encoding="utf-8")
        skip = {} if checkpoints else {"PULUMI_SKIP_CHECKPOINTS": "true"}
        stack = Stack(folder, {**environment, **skip})
        stack.create()
        yield stack


@cache
def engine_folder() -> Path:
    provided = subprocess.run(
        [sys.executable, ROOT / "tools" / "pulumi" / "provide.py"], check=True, stdout=subprocess.PIPE, text=True
    )
    return Path(provided.stdout.strip())


@cache
def engine_version() -> str:
    printed = subprocess.run([engine_folder() / "pulumi", "version"], check=True, stdout=subprocess.PIPE, text=True)
    return printed.stdout.strip()


def _size(document: dict[str, Any]) -> int:
    return len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
