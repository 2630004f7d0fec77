#!/usr/bin/env python3
"""Write what is generated from the code: the JSON Schema of the resource's inputs. A test holds it to the code."""

import json
from pathlib import Path

from ontap_peering.model import DesiredPeer

TARGET = Path(__file__).resolve().parent.parent / "schemas" / "provider" / "cluster_peer.schema.json"


def schema_text() -> str:
    return json.dumps(DesiredPeer.model_json_schema(), indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8")
