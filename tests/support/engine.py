"""The real `pulumi` CLI on a stack of its own: file backend, home and program in a temporary folder."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from support import ROOT
from support.waiting import POLL_SECONDS

COMMAND_SECONDS = 120
CHANGES_EXIT_CODE = 7
"""The engine's exit code if --expect-no-changes finds changes."""
PROJECT = """\
name: peering
runtime: python
"""


@dataclass(frozen=True)
class Run:
    """One command: what it printed and its exit code."""

    exit_code: int
    output: str

    def lines_with(self, text: str) -> list[str]:
        return [line.strip() for line in self.output.splitlines() if text in line]

    def errors(self) -> list[str]:
        """Each resource's error, out of the diagnostics; the engine's own closing line left out."""
        _, _, diagnostics = self.output.partition("\nDiagnostics:\n")
        lines = [line.strip() for line in diagnostics.splitlines()]
        found = [line.removeprefix("* ") for line in lines if line.startswith(("error: ", "* "))]
        closing = ("error: update failed", "error: preview failed", "error: 1 error occurred:")
        return [line for line in found if line not in closing]


@dataclass
class EngineStack:
    """
    A project with one stack in a folder; `printed` gathers everything its commands printed.

    `environment` is added to that of each command; `World.environment` there connects a stack to its clusters.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    printed: list[str] = field(default_factory=list)
    passphrases: set[str] = field(default_factory=set)
    project: str = "peering"

    def __post_init__(self) -> None:
        (self.folder / "state").mkdir(parents=True)
        (self.folder / "Pulumi.yaml").write_text(PROJECT.replace("peering", self.project))
        self.must("stack", "init", "test")

    def program(self, text: str) -> None:
        (self.folder / "__main__.py").write_text(f"import pulumi\nimport ontap_peering as ontap\n{text}")

    def configure(self, clusters: dict[str, dict[str, str]]) -> None:
        """Stack config `ontap:clusters`, the passwords as secrets, through the CLI as a user does."""
        shown = ["config", "set-all", "--path"]
        for alias, settings in clusters.items():
            for name, value in settings.items():
                key = f"ontap:clusters.{alias}.{name}"
                if name == "password":
                    self.must("config", "set", "--path", "--secret", key, typed=value)
                else:
                    shown += ["--plaintext", f"{key}={value}"]
        self.must(*shown)

    def run(self, *arguments: str, typed: str | None = None) -> Run:
        done = subprocess.run(
            [engine_folder() / "pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.variables(),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        self.printed.append(done.stdout)
        return Run(done.returncode, done.stdout)

    def ended(self, *arguments: str, when: Callable[[], bool], by: signal.Signals = signal.SIGKILL) -> Run:
        """A command whose process group gets this signal once `when` holds."""
        with subprocess.Popen(
            [engine_folder() / "pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            ends_at = time.monotonic() + COMMAND_SECONDS
            while not when() and process.poll() is None and time.monotonic() < ends_at:
                time.sleep(POLL_SECONDS)
            os.killpg(process.pid, by)
            output, _ = process.communicate(timeout=COMMAND_SECONDS)
        self.printed.append(output)
        return Run(process.returncode, output)

    def must(self, *arguments: str, typed: str | None = None) -> Run:
        done = self.run(*arguments, typed=typed)
        assert done.exit_code == 0, done.output
        return done

    def up(self, *arguments: str) -> Run:
        return self.must("up", "--yes", "--skip-preview", f"--event-log={self.folder / 'events.jsonl'}", *arguments)

    def output(self, name: str) -> Any:
        return json.loads(self.must("stack", "output", "--json", "--show-secrets").output)[name]

    def resources(self) -> dict[str, dict[str, Any]]:
        """The peers in state by name, as exported, secrets encrypted."""
        exported = json.loads(self.must("stack", "export").output)
        found = exported["deployment"].get("resources", [])
        return {item["urn"].split("::")[-1]: item for item in found if "ClusterPeer" in item["type"]}

    def urn(self, name: str) -> str:
        return str(self.resources()[name]["urn"])

    def let_clocks_agree(self) -> None:
        """As if the clusters' clocks had never differed from ours, after one was set back to create what is old now."""
        self.notice_skew(minutes=None)

    def notice_skew(self, minutes: int | None) -> None:
        """As if the last run had noticed that the clusters' clocks are so far ahead of ours."""
        exported = json.loads(self.must("stack", "export").output)
        for item in exported["deployment"]["resources"]:
            outputs = item.get("outputs", {})
            outputs.pop("clock_skew_minutes", None)
            if minutes is not None and "ClusterPeer" in item["type"]:
                outputs["clock_skew_minutes"] = minutes
        self.must("stack", "import", typed=json.dumps(exported))

    def remember_secrets(self) -> None:
        """Keep the passphrases that are in state now, for the scan that looks for them in clear."""
        exported = json.loads(self.must("stack", "export", "--show-secrets").output)
        self.printed.pop()
        for item in exported["deployment"].get("resources", []):
            secret = item.get("outputs", {}).get("passphrase")
            if secret is not None and (passphrase := json.loads(secret["plaintext"])):
                self.passphrases.add(passphrase)

    def variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "ONTAP_"))}
        return {
            **kept,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), str(engine_folder()), os.environ["PATH"])),
            "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **self.environment,
        }


@cache
def engine_folder() -> Path:
    provided = subprocess.run(
        [sys.executable, ROOT / "tools" / "pulumi" / "provide.py"], check=True, stdout=subprocess.PIPE, text=True
    )
    return Path(provided.stdout.strip())
