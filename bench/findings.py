"""What a row of the table says of what was measured."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from bench.processes import Role
from bench.programs import Kind
from bench.results import Results
from bench.scenarios import Cycle, Scenario, cpu, megabytes, seconds
from bench.stacks import PARALLEL, Phase
from bench.worlds import PAGE_SIZE, Topology

KILO = 1000
NOISE = 1.1
"""Two runs of one program differ by as much."""


@dataclass(frozen=True)
class Finding:
    """One thing that a row asks for."""

    measured: str
    target: str
    is_reached: bool


def _at_most(measured: float, most: float, form: str, what: str, details: str = "") -> Finding:
    """Judged by the figure that is shown. `form` begins with it."""
    shown, target = form.format(measured), form.format(most)
    is_reached = float(shown.split()[0]) <= float(target.split()[0])
    return Finding(f"{what}: {shown}{details}", f"at most {target}", is_reached)


def ratio(results: Results, scenario: Scenario, phase: Phase, most: float) -> Finding:
    measured = results.measured[scenario]
    saved = ", with checkpoints" if scenario.checkpoints else ""
    is_waiting = phase is Phase.CREATE and scenario.kind is Kind.PAIRING
    waits = (
        f"; {waiting(scenario) / seconds(measured.floor, phase):.2f} x is waiting for clusters" if is_waiting else ""
    )
    return _at_most(measured.ratio(phase), most, "{:.2f} x the floor", f"{phase}{saved}", waits)


def waiting(scenario: Scenario) -> float:
    """The seconds that a create takes at least: a request to each side, the clusters' time, and one look."""
    return ceil(scenario.relationships / PARALLEL) * (scenario.settle + 3 * scenario.latency)


def requests(results: Results, scenario: Scenario, most: float) -> Finding:
    sent = results.measured[scenario].requests(Phase.CREATE).total() / scenario.relationships
    return _at_most(sent, most, "{:.2f} requests a relationship", str(Phase.CREATE))


def listings(results: Results, scenario: Scenario, phase: Phase) -> Finding:
    """Nothing is asked more often than each page of each cluster's peers once."""
    topology = Topology(scenario.relationships)
    peers = [sum(alias in pair for pair in topology.pairs) for alias in topology.clusters]
    pages = sum(ceil(each / PAGE_SIZE) for each in peers)
    sent = results.measured[scenario].requests(phase)
    ((kind, most),) = sent.most_common(1)
    text = f"{phase}: {most} x `{kind}`, {sent.total()} requests in all"
    return Finding(text, f"at most {pages} of a kind: clusters x pages", most <= pages)


def state(results: Results, kind: Kind) -> Finding:
    shape = results.shapes[kind]
    what = "a relationship" if kind is Kind.PAIRING else "a side"
    trace = f" ({shape.trace_bytes_each / KILO:.2f} kB of it is the stack trace that the SDK adds)"
    return _at_most(shape.bytes_each / KILO, 2.6, "{:.2f} kB", what, trace)


def growth(results: Results, least: Scenario, small: Scenario, main: Scenario, large: Scenario) -> list[Finding]:
    """Of the CPU seconds a relationship, from the small to the large scenario, without what the least one costs."""

    def milliseconds(of: Callable[[Scenario], list[Cycle]], role: Role) -> list[float]:
        start = cpu(of(least), Phase.CREATE, role)
        return [
            (cpu(of(scenario), Phase.CREATE, role) - start) / scenario.relationships * KILO
            for scenario in (small, main, large)
        ]

    plugin = milliseconds(lambda scenario: results.measured[scenario].ours, Role.PLUGIN)
    program = milliseconds(lambda scenario: results.measured[scenario].ours, Role.PROGRAM)
    floor = milliseconds(lambda scenario: results.measured[scenario].floor, Role.PROGRAM)
    most = NOISE * floor[-1] / floor[0]
    both = f" ({_listed(program)}; floor {_listed(floor)})"
    return [
        _at_most(plugin[-1] / plugin[0], 1.25, "{:.2f} x", "plugin", f" ({_listed(plugin)})"),
        _at_most(program[-1] / program[0], most, "{:.2f} x", "program", both),
    ]


def _listed(milliseconds: list[float]) -> str:
    return f"{', '.join(f'{each:.1f}' for each in milliseconds)} ms of CPU a relationship"


def start(results: Results) -> Finding:
    bare, ours = results.starts
    return _at_most((ours - bare) * KILO, 150, "{:.0f} ms", "start", f" (over {bare * KILO:.0f} ms)")


def memory(results: Results, scenario: Scenario) -> Finding:
    measured = results.measured[scenario]
    bare, ours = (megabytes(each, Phase.CREATE, Role.PLUGIN) for each in (measured.floor, measured.ours))
    return _at_most(ours - bare, 60, "{:.0f} MB", "memory", f" (over {bare:.0f} MB)")


def waits(results: Results, main: Scenario, long: Scenario) -> Finding:
    waits = long.relationships / PARALLEL * long.settle
    most = 1.2 * (waits + results.measured[main].seconds(Phase.CREATE))
    return _at_most(results.measured[long].seconds(Phase.CREATE), most, "{:.1f} s", str(Phase.CREATE))
