"""What is generated from the code is what the code says."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_input_schema_is_that_of_the_model() -> None:
    generate = runpy.run_path(str(ROOT / "tools" / "generate.py"))
    if generate["schema_text"]() != generate["TARGET"].read_text(encoding="utf-8"):
        pytest.fail("schemas/provider is not what the code says: run `make generate`")
