"""The previews that the tests of the review read are what the engine says today, and its document's commands work."""

import subprocess
from pathlib import Path

import pytest

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.review.preview import parsed
from support import ROOT
from support.engine import COMMAND_SECONDS, EngineStack
from support.previews import HEADS, PREVIEWS, PROGRAM, one_stack
from support.reading import pieces_of_code
from support.world import running_world


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Without the twelve stacks, whose previews are of the same kinds; `make previews` takes care of them."""
    return one_stack(tmp_path_factory.mktemp("previews") / "one")


@pytest.mark.parametrize("name", ["pull-request", "removal"])
def test_the_recorded_preview_is_what_the_engine_says(found: dict[str, str], name: str) -> None:
    assert found[f"{name}/test.json"] == (PREVIEWS / name / "test.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in HEADS if name.startswith("failed-")])
def test_the_recorded_failure_is_what_the_engine_says(found: dict[str, str], name: str) -> None:
    """The errors; how far the engine gets before it stops differs from run to run."""
    recorded = parsed(name, (PREVIEWS / name / "test.json").read_text(encoding="utf-8"))
    assert recorded.errors
    assert parsed(name, found[f"{name}/test.json"]).errors == recorded.errors


def test_the_document_s_commands_make_the_comment_of_two_stacks(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    (block,) = (code for kind, code in pieces_of_code(text) if kind != "inline")
    preview, review = block.splitlines()
    with running_world(clusters=("ams", "fra", "sin")) as world:
        stack = EngineStack(tmp_path / "project", world.environment)
        stack.program(PROGRAM)
        for region, clusters in (("emea", "[ams, fra]"), ("apac", "[ams, sin]")):
            for folder, topology in (("main/fleets", "[]"), ("fleets", f"[{{mesh: {clusters}}}]")):
                (stack.folder / folder).mkdir(parents=True, exist_ok=True)
                (stack.folder / folder / f"prod-{region}.yaml").write_text(f"topology: {topology}\n")
            stack.must("stack", "init", f"prod-{region}")
        assert types(stack, preview) == 0
        assert types(stack, review) == ExitCode.NOT_SEEN
        comment = stack.folder / "comment.md"
        assert f"prod-apac: {messages.preview_is_missing()}" in comment.read_text()
        assert types(stack, preview.replace("prod-emea", "prod-apac")) == 0
        assert types(stack, review) == ExitCode.AS_IT_SHOULD_BE
        assert "2 new in 2 stacks" in comment.read_text()


def types(stack: EngineStack, line: str) -> int:
    done = subprocess.run(
        ["bash", "-c", line],  # noqa: S607 - the reader's own
        cwd=stack.folder,
        env=stack.variables(),
        timeout=COMMAND_SECONDS,
        check=False,
    )
    return done.returncode
