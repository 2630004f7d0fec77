#!/usr/bin/env python3
"""Write what is generated: references, schemas, the modules of the resources, and documents of the simulator."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import checks
import command_reference
import command_schemas
import comments
import errors
import fidelity
import fleet_reference
import manual
import reference
import resource_module
import sentences
from resource_module import RESOURCES

from ontap_simulator.fabric_file import fabric_schema

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def _json(schema: Callable[[], dict[str, Any]]) -> Callable[[], str]:
    return lambda: json.dumps(schema(), indent=2) + "\n"


GENERATORS: dict[Path, Callable[[], str]] = {
    **{reference.schema_of(each): _json(partial(reference.schema, each)) for each in RESOURCES},
    **{reference.document_of(each): partial(reference.document, each) for each in RESOURCES},
    **{each.target: partial(resource_module.module, each) for each in RESOURCES},
    **command_schemas.GENERATORS,
    fleet_reference.SCHEMA: _json(fleet_reference.schema),
    fleet_reference.DOCUMENT: fleet_reference.document,
    resource_module.EXPORTS: resource_module.package,
    sentences.TARGET: sentences.document,
    SCHEMAS / "simulator" / "fabric.schema.json": _json(fabric_schema),
    checks.TARGET: checks.document,
    command_reference.TARGET: command_reference.document,
    errors.TARGET: errors.document,
    fidelity.TARGET: fidelity.document,
    manual.DOCUMENT: manual.document,
    **comments.GENERATORS,
}

if __name__ == "__main__":
    for path, text in GENERATORS.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")
