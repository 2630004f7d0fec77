"""The steps of the example pipelines, run as their runners would, without the runners."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support import ROOT
from support.engine import COMMAND_SECONDS

EXAMPLE = ROOT / "examples" / "gitops"
INSTALL = "Install"
"""The step that no test runs: the package is installed already."""


@dataclass(frozen=True)
class Script:
    """What one job runs, with the variables that its pipeline sets."""

    text: str
    variables: Mapping[str, str]

    def run(self, folder: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """In bash as GitHub and GitLab have it: any command that fails ends it."""
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", self.text],  # noqa: S607 - the bash of the runner
            cwd=folder,
            env={**variables, **self.variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )


def github_workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLE / "github" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def github_job(workflow: str, job: str, expressions: Mapping[str, str]) -> Script:
    """All steps of a job but the installation; an expression of theirs without a value is a KeyError."""
    document = github_workflow(workflow)
    steps = [step for step in document["jobs"][job]["steps"] if "run" in step and step["name"] != INSTALL]
    settings: dict[str, str] = {}
    for each in (document, document["jobs"][job], *steps):
        settings |= each.get("env", {})
    return Script(
        "\n".join(step["run"] for step in steps),
        {name: _filled(value, expressions) for name, value in settings.items()},
    )


def gitlab_document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLE / "gitlab" / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    return found


def github_depth(workflow: str, job: str) -> int:
    """How many commits of its history this job checks out."""
    steps = github_workflow(workflow)["jobs"][job]["steps"]
    return next(int(step.get("with", {}).get("fetch-depth", 1)) for step in steps if "checkout" in step.get("uses", ""))


def gitlab_job(job: str, variables: Mapping[str, str]) -> Script:
    document = gitlab_document()
    parent = document.get(document[job].get("extends"), {})
    settings: dict[str, str] = {}
    for each in (document, parent, document[job]):
        settings |= each.get("variables", {})
    filled = {name: re.sub(r"\$(\w+)", lambda found: variables[found[1]], value) for name, value in settings.items()}
    return Script("\n".join([*parent.get("before_script", []), *document[job]["script"]]), filled)


def secrets_in(pipeline: Any) -> Iterator[str]:
    """The expressions that name a secret, wherever they are."""
    yield from re.findall(r"\$\{\{ (secrets\.\w+) \}\}", yaml.safe_dump(pipeline, width=10_000))


def _filled(value: str, expressions: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: expressions[found[1]], value)
