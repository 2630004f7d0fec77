"""
The floor: a dynamic resource as large as one of ours, with a provider that does nothing.

What remains is what the engine, the SDK and the state cost anyone. Its properties are those of a resource of ours, as
many and as large, nested as they are.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from pulumi.dynamic import CreateResult, Resource, ResourceProvider

SHAPES = "BENCH_SHAPES"
"""Names the file with the inputs and outputs of each kind of resource, as JSON."""


@cache
def shapes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(os.environ[SHAPES]).read_text(encoding="utf-8"))
    return found


class FloorProvider(ResourceProvider):
    """Does nothing."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("floor", dict(shapes()[int(props["shape"])]["outputs"]))


class Floor(Resource, module="bench", name="Floor"):
    def __init__(self, name: str, shape: int) -> None:
        inputs, outputs = shapes()[shape]["inputs"], shapes()[shape]["outputs"]
        super().__init__(FloorProvider(), name, {**dict.fromkeys(outputs), **inputs, "shape": shape})
