"""
`ontap-peering fleet up` and `fleet preview`: the program in the working folder on many stacks at once.

A stack that fails does not stop the others. One that is locked is tried again until `--wait` is over, and holds no job
meanwhile. Progress is one line a stack on stderr, and what became of all of them is one table on stdout.
"""

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent import futures
from dataclasses import asdict
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Final

import typer
from pulumi.automation import LocalWorkspace
from pulumi.automation.errors import CommandError
from rich.console import Console
from rich.table import Table

from ontap_peering import messages
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.stack_run import Outcome, Result, Verb, run_stack
from ontap_peering.errors import ConfigurationError

RETRY_SECONDS: Final = 5.0
COLUMNS: Final = ("stack", "result", "resources", "seconds", "why")
UNITS: Final = {"s": 1, "m": 60, "h": 3600}
WIDTH_OF_LOGS: Final = 160
BAD_RESULTS: Final = (Result.NOT_STARTED, Result.LOCKED, Result.FAILED)


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def _duration(text: str) -> str:
    if not re.fullmatch("[0-9]+[smh]", text):
        raise typer.BadParameter(messages.not_a_wait(text))
    return text


Stacks = Annotated[str, typer.Option("--stacks", metavar="PATTERN", help="The stacks, such as 'prod-*'; quote it.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, metavar="N", help="How many stacks to work on at a time.")]
Wait = Annotated[
    str,
    typer.Option(
        "--wait", metavar="DURATION", callback=_duration, help="How long to wait for a locked stack: 90s, 10m, 1h."
    ),
]
Form = Annotated[Output, typer.Option("--output", help="How to print the result.")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Run many stacks of the project at once.")


@app.command()
def up(*, stacks: Stacks, jobs: Jobs = 4, wait: Wait = "10m", output: Form = Output.TABLE) -> None:
    """Deploy many stacks at once. A stack that fails does not stop the others."""
    _run(Verb.UP, stacks, jobs, wait, output)


@app.command()
def preview(*, stacks: Stacks, jobs: Jobs = 4, output: Form = Output.TABLE) -> None:
    """Preview many stacks at once, which locks none of them."""
    _run(Verb.PREVIEW, stacks, jobs, "0s", output)


def _run(verb: Verb, pattern: str, jobs: int, patience: str, form: Output) -> None:
    workspace = LocalWorkspace(work_dir=".")
    names = _matching(workspace, pattern)
    outcomes = Fleet(jobs, patience, lambda stack: run_stack(workspace.pulumi_command, verb, stack)).run(names)
    typer.echo(rendered(verb, outcomes, form))
    if any(each.result in BAD_RESULTS for each in outcomes):
        raise typer.Exit(ExitCode.ERROR)


def _matching(workspace: LocalWorkspace, pattern: str) -> list[str]:
    """Raises ConfigurationError if there are none, or if this is no project."""
    try:
        known = [each.name for each in workspace.list_stacks()]
    except CommandError as error:
        problem = str(error).strip().splitlines()[-1]
        raise ConfigurationError(messages.stack_unreadable(problem)) from None
    found = sorted(name for name in known if fnmatchcase(name, pattern))
    if not found:
        raise ConfigurationError(messages.no_stack_matches(pattern, known))
    return found


class Fleet:
    """Runs on many stacks, `jobs` of them at a time. After a Ctrl-C none is begun any more, and those under way end."""

    def __init__(self, jobs: int, patience: str, run_one: Callable[[str], Outcome]) -> None:
        self._run_one, self._patience = run_one, patience
        self._slots, self._stopped = threading.Semaphore(jobs), threading.Event()
        self._give_up = time.monotonic() + int(patience[:-1]) * UNITS[patience[-1]]

    def run(self, stacks: Sequence[str]) -> list[Outcome]:
        with futures.ThreadPoolExecutor(max_workers=len(stacks)) as threads:
            runs = [threads.submit(self._until_unlocked, stack) for stack in stacks]
            try:
                futures.wait(runs)
            except KeyboardInterrupt:
                self._stopped.set()
        return [run.result() for run in runs]

    def _until_unlocked(self, stack: str) -> Outcome:
        told = None
        while True:
            with self._slots:
                if self._stopped.is_set():
                    return Outcome(stack, Result.NOT_STARTED, errors=[messages.not_started()])
                outcome = self._run_one(stack)
            if outcome.lock is None:
                typer.echo(messages.run_ended(stack, outcome.result, outcome.seconds), err=True)
                return outcome
            holder, since = outcome.lock.holder, outcome.lock.since
            if time.monotonic() >= self._give_up:
                return Outcome(stack, Result.LOCKED, errors=[messages.still_locked(stack, holder, since)])
            if told != outcome.lock:
                told = outcome.lock
                typer.echo(messages.waiting_for_lock(stack, holder, since, self._patience), err=True)
            self._stopped.wait(min(RETRY_SECONDS, max(0.0, self._give_up - time.monotonic())))


def rendered(verb: Verb, outcomes: Sequence[Outcome], form: Output) -> str:
    """What failed first, otherwise by name."""
    ordered = sorted(outcomes, key=lambda each: (each.result not in BAD_RESULTS, each.stack))
    if form is Output.JSON:
        return json.dumps({"stacks": [_as_data(each) for each in ordered]}, indent=2)
    rows = [
        (each.stack, str(each.result), each.in_words(verb), f"{each.seconds:.0f}", "\n".join(each.errors))
        for each in ordered
    ]
    if form is Output.MARKDOWN:
        return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in (COLUMNS, ["---"] * len(COLUMNS), *rows))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column == "seconds" else "left")
    for row in rows:
        table.add_row(*row, style="red" if row[1] in BAD_RESULTS else None)
    is_terminal = sys.stdout.isatty()
    console = Console(markup=False, highlight=False, width=None if is_terminal else WIDTH_OF_LOGS)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _as_data(outcome: Outcome) -> dict[str, object]:
    data = asdict(outcome)
    del data["lock"]
    return {**data, "seconds": round(outcome.seconds, 1)}


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")
