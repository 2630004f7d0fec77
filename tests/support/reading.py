"""Readers of the documents, who type each command as it is written."""

import re
import shlex
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

from support import ROOT
from support.engine import COMMAND_SECONDS

README: Final = ROOT / "README.md"
TYPED_ELSEWHERE: Final[Mapping[str, str]] = {
    "docs/checks.md": "tests/component/cli/test_documented_commands.py",
    "docs/commands.md": "tests/component/cli/test_documented_commands.py",
    "docs/looking.md": "tests/component/cli/test_documented_commands.py",
    "docs/errors.md": "tests/engine/test_remedies.py",
    "docs/fleet.md": "tests/engine/test_fleet_guide.py",
    "docs/gitops.md": "tests/engine/test_policies.py",
    "docs/plan.md": "tests/component/cli/test_plan.py",
    "docs/requirements.md": "tests/component/cli/test_documented_commands.py",
    "docs/review.md": "tests/engine/test_review.py",
    "docs/states.md": "tests/component/cli/test_documented_commands.py",
    "docs/scale.md": "tests/engine/test_shared_state.py",
    "docs/two-teams.md": "tests/engine/test_two_teams.py",
    "docs/takeover.md": "tests/engine/test_takeover.py",
    "examples/gitops/ci/forge.py": "tests/engine/test_gitops.py",
    "examples/two-teams/west/__main__.py": "tests/engine/test_two_teams.py",
}
"""Documents whose commands another test types, by name: the test."""
COMMAND = re.compile(r"\b(?:pulumi|ontap-peering)[ \t]+[^\s#;&|`][^#;&|`]*")
"""A program with at least one word behind it, up to a comment or the next command; without one it is a mere name."""
NO_QUESTIONS: Final = {"PULUMI_SKIP_CONFIRMATIONS": "true"}
"""Lets `pulumi up` and the like be typed as written without a terminal."""


def documents() -> list[Path]:
    """All but those whose commands another test types."""
    found = (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *sorted(ROOT.glob("docs/**/*.md")),
        *sorted(ROOT.glob("schemas/**/*.md")),
        *sorted(ROOT.glob("examples/**/*.py")),
    )
    return [path for path in found if str(path.relative_to(ROOT)) not in TYPED_ELSEWHERE]


def pieces_of_code(text: str) -> Iterator[tuple[str, str]]:
    """The Markdown code of a text with its kind; that within a line may have been wrapped."""
    for token in MarkdownIt().parse(text):
        for piece in (token, *(token.children or ())):
            if piece.type in ("fence", "code_block"):
                yield piece.info, piece.content.replace("\\\n", " ")
            elif piece.type == "code_inline":
                yield "inline", piece.content.replace("\n", " ")


def engine_commands(text: str) -> list[str]:
    lines = (line for _, code in pieces_of_code(text) for line in code.splitlines())
    return [" ".join(found.split()) for line in lines for found in COMMAND.findall(line)]


@cache
def documented(*paths: Path) -> Mapping[str, str]:
    """Each command, and the document that has it first."""
    found: dict[str, str] = {}
    for path in paths:
        for command in engine_commands(path.read_text(encoding="utf-8")):
            found.setdefault(command, str(path.relative_to(ROOT)))
    return found


@dataclass(frozen=True)
class Reader:
    """A reader in a folder, who types the documented commands with their own values; `typed` has the originals."""

    folder: Path
    variables: Mapping[str, str] = field(repr=False)
    reads: Collection[Path]
    typed: set[str] = field(default_factory=set)

    def types(self, command: str, own: Mapping[str, str] | None = None, *, answer: str = "", exit_code: int = 0) -> str:
        assert command in documented(*self.reads), f"no document says `{command}`"
        self.typed.add(command)
        for theirs, mine in (own or {}).items():
            command = command.replace(theirs, mine)
        done = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=dict(self.variables),
            input=answer,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == exit_code, f"{command}\n{done.stdout}"
        return done.stdout

    def untyped(self) -> dict[str, str]:
        """The commands that are still to be typed, and where they are."""
        return {command: where for command, where in documented(*self.reads).items() if command not in self.typed}
