"""Everything that a run of the bench has measured."""

from dataclasses import dataclass, field

from bench.programs import Kind
from bench.scenarios import Measured, Scenario
from bench.shapes import Shape


@dataclass
class Results:
    """`starts` are the seconds until a bare plugin and one of ours have answered first."""

    runs: int
    measured: dict[Scenario, Measured] = field(default_factory=dict)
    shapes: dict[Kind, Shape] = field(default_factory=dict)
    starts: tuple[float, float] = (0, 0)
