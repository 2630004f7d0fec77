"""
Whatever goes wrong at whichever request of whichever operation, the next run brings the world to what the program says.

For every operation, every request it sends and every cell: run with the fault, run again. Then the world is that of a
run without a fault, with nothing besides; the passphrases that the engine keeps open what is on offer; a third run
changes nothing; and no error, warning or journal holds a secret.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from matrix.bench import Bench, Snapshot, failure_of, report, share_of, snapshot, trouble_after, trouble_of_third_run
from matrix.cells import CELLS, Cell
from matrix.operations import OPERATIONS, Operation
from support.impatient_plugin import CRASH_AT
from support.plugin import Plugin
from support.protocol_stack import ProtocolStack
from support.world import permissive_world

SHARE_IN_EVERY_RUN = "0.04"


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with permissive_world() as world, Plugin(world.clusters, impatient=True) as plugin:
        bench = Bench(world, plugin)
        bench.warm_up()
        yield bench


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_next_run_repairs_every_failure(bench: Bench, operation: Operation) -> None:
    stack = bench.without_trouble(operation)
    requests_sent = len(bench.world.journal())
    expected = snapshot(bench.world)
    assert not trouble_of_third_run(bench, stack, operation)
    tried, failures = Counter[str](), list[str]()
    left: list[str] = []
    whole = [(number, cell) for number in range(requests_sent) for cell in CELLS]
    for number, cell in share_of(whole, operation, SHARE_IN_EVERY_RUN):
        trouble = trouble_with(bench, operation, number, cell, expected, left)
        tried[cell.name] += 1
        if trouble:
            failures.append(f"request {number}, {cell.name}: {trouble}")
    report("crash", operation, requests_sent, tried, failed=len(failures), left=len(left))
    assert not failures, "\n".join(failures)


def trouble_with(  # noqa: PLR0913, PLR0917 - what one try consists of
    bench: Bench, operation: Operation, number: int, cell: Cell, expected: Snapshot, left: list[str]
) -> str:
    """What is wrong after the fault and the next run, empty if nothing is."""
    stack = bench.begin(operation)
    said = run_with_fault(bench, stack, operation, number, cell)
    return trouble_after(bench, operation, stack, said, expected, left)


def run_with_fault(bench: Bench, stack: ProtocolStack, operation: Operation, number: int, cell: Cell) -> str:
    """What the run said, if it failed."""
    if cell.rule is None:
        crash = {CRASH_AT: f"{number}:{cell.crash}"}
        with Plugin(bench.world.clusters, crash, impatient=True) as doomed:
            return failure_of(stack, doomed, operation, checkpoints=cell.checkpoints)
    bench.world.steer("/faults", {**cell.rule, "when": {"skip": number, "times": 1}})
    said = failure_of(stack, bench.plugin, operation)
    bench.world.wait_for_fault()
    bench.world.forget_faults()
    return said
