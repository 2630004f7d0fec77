"""
The bench of the product: `python -m bench` measures every row of the table and writes bench/RESULTS.md.

With some rows only, another size or fewer runs it prints, and writes only what `--report` names. Ends with 1 if a
target is missed.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from bench.measuring import measure
from bench.plugin_start import start_seconds
from bench.programs import Kind
from bench.report import document, is_reached
from bench.results import Results
from bench.rows import FULL_SIZE, needs, rows
from bench.shapes import shape_of
from bench.stacks import ROOT

RUNS = 3
RESULTS = ROOT / "bench" / "RESULTS.md"


def main(
    *,
    size: Annotated[int, typer.Option(min=4, help="Relationships of most rows.")] = FULL_SIZE,
    runs: Annotated[int, typer.Option(min=1, help="Runs of each scenario, after as many of the floor.")] = RUNS,
    chosen: Annotated[str, typer.Option("--rows", help="Numbers of rows: 1,4", show_default="all")] = "",
    report: Annotated[
        Path | None, typer.Option(help="Where to write the report.", show_default="bench/RESULTS.md, if whole")
    ] = None,
) -> None:
    """Measure the speed of the provider against that of a provider that does nothing."""
    table = rows(size)
    numbers = {int(number) for number in chosen.split(",")} if chosen else {row.number for row in table}
    selected = [row for row in table if row.number in numbers]
    results = Results(runs)
    for kind in Kind:
        if any(kind in row.shapes for row in selected):
            results.shapes[kind] = shape_of(kind)
    if any(row.needs_start for row in selected):
        results.starts = start_seconds(results.shapes[Kind.PAIRING])
    for scenario, phases in needs(selected).items():
        results.measured[scenario] = measure(scenario, phases, results.shapes[scenario.kind], runs, typer.echo)
    text = document(results, selected, [row.number for row in table if row not in selected])
    is_whole = len(selected) == len(table) and size == FULL_SIZE and runs >= RUNS
    target = report or (RESULTS if is_whole else None)
    if target:
        target.write_text(text, encoding="utf-8")
    typer.echo(text)
    raise typer.Exit(int(not is_reached(results, selected)))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    # A shell lets what it runs in the background ignore it, and the engine then waits 5 s for each program to end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
    typer.run(main)
