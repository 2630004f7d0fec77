"""What one relationship of ours leaves in the state: what the floor is cut to, and what the state costs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.programs import Kind, program
from bench.stacks import Phase, new_stack
from bench.worlds import Topology, serving

PROVIDER = "__provider"
MARK = "4dabf18193072939515e22adb298388d"
"""The key by which the engine knows a secret, an asset or another value of its own."""


@dataclass(frozen=True)
class Shape:
    """The resources of one relationship as they are in the state; bytes of all of them, and of their stack traces."""

    resources: tuple[dict[str, Any], ...]
    state_bytes: int

    @property
    def bytes_each(self) -> float:
        return self.state_bytes / len(self.resources)

    @property
    def trace_bytes_each(self) -> float:
        """What the engine notes about the program's lines; it grows with the length of their paths."""
        traces = [len(json.dumps(each.get("stackTrace", []), separators=(",", ":"))) for each in self.resources]
        return sum(traces) / len(self.resources)

    @contextmanager
    def written(self) -> Iterator[Path]:
        """The file from which the floor takes its shape."""
        shapes = [
            {part: _opaque(_without_provider(each[part])) for part in ("inputs", "outputs")} for each in self.resources
        ]
        with TemporaryDirectory() as folder:
            path = Path(folder) / "shapes.json"
            path.write_text(json.dumps(shapes), encoding="utf-8")
            yield path


def shape_of(kind: Kind) -> Shape:
    topology = Topology(1)
    with serving(topology, settle_seconds=0) as world:
        text = program(kind, topology.pairs, world.addresses)
        with new_stack(text, world.environment, checkpoints=False) as stack:
            stack.run(Phase.CREATE)
            world.check(peered=True)
            return Shape(tuple(stack.resources()), stack.state_bytes())


def _without_provider(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name != PROVIDER}


def _opaque(value: Any) -> Any:
    """The same, with a plain text of the same length for each secret."""
    if isinstance(value, list):
        return [_opaque(each) for each in value]
    if not isinstance(value, dict):
        return value
    if MARK in value:
        return "x" * (len(json.dumps(value, separators=(",", ":"))) - len('""'))
    return {name: _opaque(each) for name, each in value.items()}
