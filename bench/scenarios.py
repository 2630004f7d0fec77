"""What can be measured: so many relationships of a kind, on clusters of some latency, in settings of the engine."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from bench.processes import Role, Usage
from bench.programs import Kind
from bench.stacks import Phase


@dataclass(frozen=True)
class Scenario:
    """`latency` and `settle` in seconds; the floor's resources are as many and as large, but know no cluster."""

    kind: Kind
    relationships: int
    latency: float = 0.02
    settle: float = 1
    checkpoints: bool = False

    @property
    def resources(self) -> int:
        return self.relationships * (2 if self.kind is Kind.SIDES else 1)

    def __str__(self) -> str:
        saved = "checkpoints" if self.checkpoints else "skip-checkpoints"
        times = f"{self.latency * 1000:.0f} ms, {self.settle:g} s until available"
        return f"{self.relationships} x {self.kind}, {times}, {saved}"


@dataclass(frozen=True)
class Sample:
    """One command: seconds, cost of its processes, requests by kind."""

    seconds: float
    usage: Usage
    requests: Counter[str] = field(default_factory=Counter)


Cycle = Mapping[Phase, Sample]


@dataclass
class Measured:
    """The runs of a scenario, each with the run of the floor before it; bytes of state a resource, of both."""

    floor: list[Cycle] = field(default_factory=list)
    ours: list[Cycle] = field(default_factory=list)
    floor_bytes: float = 0
    our_bytes: float = 0

    @property
    def phases(self) -> list[Phase]:
        return list(self.ours[0])

    def seconds(self, phase: Phase) -> float:
        return seconds(self.ours, phase)

    def ratio(self, phase: Phase) -> float:
        """Of the medians."""
        return seconds(self.ours, phase) / seconds(self.floor, phase)

    def requests(self, phase: Phase) -> Counter[str]:
        """Those of the run that sent the most."""
        return max((cycle[phase].requests for cycle in self.ours), key=Counter.total)


def seconds(cycles: list[Cycle], phase: Phase) -> float:
    return median(cycle[phase].seconds for cycle in cycles)


def spread(cycles: list[Cycle], phase: Phase) -> tuple[float, float]:
    taken = [cycle[phase].seconds for cycle in cycles]
    return min(taken), max(taken)


def cpu(cycles: list[Cycle], phase: Phase, role: Role) -> float:
    return median(cycle[phase].usage.cpu[role] for cycle in cycles)


def megabytes(cycles: list[Cycle], phase: Phase, role: Role) -> float:
    return median(cycle[phase].usage.megabytes[role] for cycle in cycles)
