"""Generated files are up to date with the code."""

import runpy
from pathlib import Path

import pytest

from support import ROOT

GENERATORS = runpy.run_path(str(ROOT / "tools" / "generate.py"))["GENERATORS"]


@pytest.mark.parametrize("path", GENERATORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_file_is_up_to_date(path: Path) -> None:
    if path.read_text(encoding="utf-8") != GENERATORS[path]():
        pytest.fail(f"{path.relative_to(ROOT)} is not what the code says: run `make generate`")
