#!/usr/bin/env python3
"""Write what is generated from the code: JSON Schemas of the resource's inputs and of fabric files."""

import json
from pathlib import Path
from typing import Any

from ontap_peering.model import DesiredPeer
from ontap_simulator.fabric_file import fabric_schema

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def generated() -> dict[Path, str]:
    """The text of each generated file; a test holds the files to it."""
    return {
        SCHEMAS / "provider" / "cluster_peer.schema.json": _text(DesiredPeer.model_json_schema()),
        SCHEMAS / "simulator" / "fabric.schema.json": _text(fabric_schema()),
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    for path, text in generated().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
