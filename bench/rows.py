"""The targets, by number: what each one has to measure, and what it says of what was measured."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bench import findings
from bench.findings import Finding
from bench.programs import Kind
from bench.results import Results
from bench.scenarios import Scenario
from bench.stacks import Phase

FULL_SIZE = 500
SLOW, LONG_SETTLE = 0.2, 10.0

Needs = Mapping[Scenario, tuple[Phase, ...]]


@dataclass(frozen=True)
class Row:
    number: int
    what: str
    needs: Needs
    shapes: tuple[Kind, ...]
    judge: Callable[[Results], list[Finding]]
    needs_start: bool = False


def rows(size: int) -> list[Row]:
    """The table for so many relationships; the targets are meant for `FULL_SIZE`."""
    main = Scenario(Kind.PAIRING, size)
    slow = Scenario(Kind.PAIRING, size, latency=SLOW)
    saved = Scenario(Kind.PAIRING, size, checkpoints=True)
    sides = Scenario(Kind.SIDES, size)
    saved_sides = Scenario(Kind.SIDES, size, checkpoints=True)
    long = Scenario(Kind.PAIRING, size, settle=LONG_SETTLE)
    small, large = Scenario(Kind.PAIRING, max(1, size // 2)), Scenario(Kind.PAIRING, size * 2)
    least = Scenario(Kind.PAIRING, 1)
    one, changes = Kind.PAIRING, (Phase.CREATE, Phase.NOTHING, Phase.DESTROY)
    return [
        Row(
            1,
            f"create {size} relationships, 20 ms a request, 1 s until available",
            {main: (Phase.CREATE,)},
            (one,),
            lambda results: [findings.ratio(results, main, Phase.CREATE, 2.4)],
        ),
        Row(
            2,
            "the same at 200 ms a request",
            {slow: (Phase.CREATE,)},
            (one,),
            lambda results: [findings.ratio(results, slow, Phase.CREATE, 3), findings.requests(results, slow, 6)],
        ),
        Row(
            3,
            "the same as 1 with checkpoints",
            {saved: (Phase.CREATE,)},
            (one,),
            lambda results: [findings.ratio(results, saved, Phase.CREATE, 1.3)],
        ),
        Row(
            4,
            f"{size} relationships, nothing to do, refresh always",
            {main: (Phase.NOTHING, Phase.PREVIEW)},
            (one,),
            lambda results: [
                *(findings.ratio(results, main, phase, 1.15) for phase in (Phase.NOTHING, Phase.PREVIEW)),
                *(findings.listings(results, main, phase) for phase in (Phase.NOTHING, Phase.PREVIEW)),
            ],
        ),
        Row(
            5,
            f"destroy {size} relationships",
            {main: (Phase.DESTROY,)},
            (one,),
            lambda results: [findings.ratio(results, main, Phase.DESTROY, 1.9)],
        ),
        Row(
            6,
            f"{size * 2} sides, without checkpoints and with them",
            {sides: changes, saved_sides: changes},
            (Kind.SIDES,),
            lambda results: [
                findings.ratio(results, each, phase, most)
                for each in (sides, saved_sides)
                for phase, most in zip(changes, (1.5, 1.4, 2), strict=True)
            ],
        ),
        Row(7, "state", {}, (one, Kind.SIDES), lambda results: [findings.state(results, kind) for kind in Kind]),
        Row(
            8,
            f"growth: create {small.relationships}, {size}, {large.relationships} relationships",
            dict.fromkeys((least, small, main, large), (Phase.CREATE,)),
            (one,),
            lambda results: findings.growth(results, least, small, main, large),
        ),
        Row(
            9,
            f"plugin: its start, and its memory with {large.relationships} relationships, over a bare plugin",
            {large: (Phase.CREATE,)},
            (one,),
            lambda results: [findings.start(results), findings.memory(results, large)],
            needs_start=True,
        ),
        Row(
            10,
            f"create {size} relationships, {LONG_SETTLE:g} s until available",
            {main: (Phase.CREATE,), long: (Phase.CREATE,)},
            (one,),
            lambda results: [findings.waits(results, main, long)],
        ),
    ]


def needs(selected: Iterable[Row]) -> dict[Scenario, set[Phase]]:
    """Each scenario once, with all phases that a row asks for."""
    found: dict[Scenario, set[Phase]] = {}
    for row in selected:
        for scenario, phases in row.needs.items():
            found.setdefault(scenario, set()).update(phases)
    return found
