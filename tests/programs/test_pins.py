"""What is downloaded to build, run and test is pinned, and no release with a known vulnerability is allowed."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VULNERABLE = {
    "requests": ("2.32.3", "2.32.5"),
    "urllib3": ("2.6.3",),
    "starlette": ("0.49.0", "1.0.0", "1.3.0"),
    "cryptography": ("49.0.0",),
}
"""The last releases before a vulnerability was fixed."""


def locked(name: str) -> dict[str, str]:
    """The versions of a lock file; a line without hashes is an error."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    return dict(line.split()[0].split("==") for line in lines)


@pytest.mark.parametrize("file", ["tools/setup.py", "tools/mutants.py", "simulator/Containerfile"])
def test_what_is_locked_is_installed_without_resolving_it_again(file: str) -> None:
    """Once a newer release is out, older ones of pip refuse the locked one if a package wants it with an extra."""
    lines = [line for line in (ROOT / file).read_text(encoding="utf-8").splitlines() if "--require-hashes" in line]
    assert lines
    assert [line for line in lines if "--no-deps" not in line] == []


@pytest.mark.parametrize("name", VULNERABLE)
def test_no_release_with_a_known_vulnerability_is_allowed(name: str) -> None:
    everything = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["simulator"]
    (required,) = [each for each in map(Requirement, everything) if each.name == name]
    assert [version for version in VULNERABLE[name] if version in required.specifier] == []


def test_the_build_backend_is_locked_at_the_version_of_the_tests() -> None:
    backend = [Requirement(each).name for each in PROJECT["build-system"]["requires"]]
    assert set(backend) <= set(locked("build.txt"))
    assert locked("build.txt").items() <= locked("dev.txt").items()


def test_the_container_takes_nothing_without_a_hash() -> None:
    text = (ROOT / "simulator" / "Containerfile").read_text(encoding="utf-8")
    instructions = text.replace("\\\n", "").splitlines()
    images = [line.split()[1] for line in instructions if line.startswith("FROM ")]
    assert set(images) == {"${PYTHON}"}
    assert re.search(r"^ARG PYTHON=\S+@sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    from_index = [line for line in instructions if re.search(r"\bpip (install|wheel)\b", line)]
    hashed = ("--require-hashes", "--no-index", "--no-deps --no-build-isolation")
    assert [line for line in from_index if not any(option in line for option in hashed)] == []


def test_each_action_of_the_workflow_is_pinned_by_commit() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yaml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each)] == []
