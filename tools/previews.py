#!/usr/bin/env python3
"""Record what `pulumi preview --json` says of the pull requests of the tests, on the real engine."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from support import ROOT
from support.previews import PREVIEWS, recorded

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, text in recorded(Path(folder)).items():
            target = PREVIEWS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            print(f"previews: {target.relative_to(ROOT)}")
