"""Run scenarios: the floor and ours in turn, so that whatever slows the machine slows both."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bench.floor import SHAPES
from bench.processes import Role, cpu_seconds
from bench.programs import floor, program
from bench.scenarios import Cycle, Measured, Sample, Scenario
from bench.shapes import Shape
from bench.stacks import Phase, Stack, new_stack
from bench.worlds import Topology, World, serving

Run = Callable[[Stack, Phase], Sample]


def measure(
    scenario: Scenario, wanted: Iterable[Phase], shape: Shape, runs: int, progress: Callable[[str], None]
) -> Measured:
    """Raises SystemExit if a command fails, or if the clusters are not as they should be after one."""
    measured, phases = Measured(), [phase for phase in Phase if phase in {Phase.CREATE, *wanted}]
    with serving(Topology(scenario.relationships), scenario.settle) as world, shape.written() as shapes:
        bare, settings = floor(scenario.relationships), {SHAPES: str(shapes)}
        ours = program(scenario.kind, world.topology.pairs, world.addresses)
        for number in range(1, runs + 1):
            progress(f"{scenario}, run {number} of {runs}")
            cycle, measured.floor_bytes = _cycle(scenario, phases, bare, settings, _alone)
            measured.floor.append(cycle)
            progress(f"  floor: {_seconds(cycle)}")
            world.begin()
            cycle, measured.our_bytes = _cycle(scenario, phases, ours, world.environment, _on(world, scenario.latency))
            measured.ours.append(cycle)
            progress(f"  ours:  {_seconds(cycle)}")
    return measured


def _cycle(
    scenario: Scenario, phases: Sequence[Phase], text: str, environment: Mapping[str, str], run: Run
) -> tuple[Cycle, float]:
    """The commands on a new stack, and the bytes that a resource takes of its state."""
    cycle: dict[Phase, Sample] = {}
    with new_stack(text, environment, checkpoints=scenario.checkpoints) as stack:
        for phase in phases:
            cycle[phase] = run(stack, phase)
            expected, found = 0 if phase is Phase.DESTROY else scenario.resources, len(stack.resources())
            if found != expected:
                raise SystemExit(f"the state has {found} resources instead of {expected}")
            if phase is Phase.CREATE:
                size = stack.state_bytes() / found
    return cycle, size


def _alone(stack: Stack, phase: Phase) -> Sample:
    return Sample(*stack.run(phase))


def _on(world: World, latency: float) -> Run:
    def run(stack: Stack, phase: Phase) -> Sample:
        world.forget_requests()
        before = cpu_seconds(world.pid)
        with world.latency(latency):
            seconds, usage = stack.run(phase)
        usage.cpu[Role.SIMULATOR] = cpu_seconds(world.pid) - before
        sample = Sample(seconds, usage, world.requests())
        world.check(peered=phase is not Phase.DESTROY)
        return sample

    return run


def _seconds(cycle: Cycle) -> str:
    return ", ".join(f"{phase} {sample.seconds:.1f} s" for phase, sample in cycle.items())
