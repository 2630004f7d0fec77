"""The previews that the tests of the review read are what the engine says today."""

from pathlib import Path

import pytest

from ontap_peering.review.preview import parsed
from support.previews import PREVIEWS, one_stack


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Without the twelve stacks, whose previews are of the same kinds; `make previews` takes care of them."""
    return one_stack(tmp_path_factory.mktemp("previews") / "one")


@pytest.mark.parametrize("name", ["pull-request", "removal"])
def test_the_recorded_preview_is_what_the_engine_says(found: dict[str, str], name: str) -> None:
    assert found[f"{name}.json"] == (PREVIEWS / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(PREVIEWS.glob("failed-*.json")), ids=lambda path: path.stem)
def test_the_recorded_failure_is_what_the_engine_says(found: dict[str, str], file: Path) -> None:
    """The errors; how far the engine gets before it stops differs from run to run."""
    recorded = parsed(file.stem, file.read_text(encoding="utf-8"))
    assert parsed(file.stem, found[file.name]).errors == recorded.errors
