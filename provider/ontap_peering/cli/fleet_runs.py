"""
`ontap-peering fleet up` and `fleet preview`: the program in the working folder on many stacks at once.

A stack that fails does not stop the others. One that is locked is tried again until `--wait` is over, and holds no job
meanwhile. Progress is one line a stack on stderr, and what became of all of them is one table on stdout.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent import futures
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Final

import typer
from pulumi.automation import LocalWorkspace
from pulumi.automation.errors import CommandError

from ontap_peering import messages
from ontap_peering.cli import documents
from ontap_peering.cli.durations import typed_duration
from ontap_peering.cli.example import example
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.cli.render import Output, OutputOption, Report, Section, show
from ontap_peering.cli.stack import project_here, unreadable
from ontap_peering.cli.stack_run import Outcome, Result, Verb, run_stack
from ontap_peering.errors import ConfigurationError

RETRY_SECONDS: Final = 5.0
DEFAULT_WAIT: Final = timedelta(minutes=10)
COLUMNS: Final = ("stack", "result", "resources", "seconds", "why")
BAD_RESULTS: Final = (Result.NOT_STARTED, Result.LOCKED, Result.FAILED)


Stacks = Annotated[str, typer.Option("--stacks", metavar="PATTERN", help="Which stacks, such as 'prod-*'; quote it.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, metavar="N", help="How many stacks to work on at a time.")]
Wait = Annotated[
    timedelta,
    typer.Option(
        parser=typed_duration,
        metavar="TIME",
        show_default=False,
        help="How long to wait for a locked stack: 90s, 10m, 1h.  [default: 10m]",
    ),
]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Preview or update many stacks of the project.")


@app.command(epilog=example("fleet up --stacks 'prod-*' --jobs 4"))
def up(*, stacks: Stacks, jobs: Jobs = 4, wait: Wait = DEFAULT_WAIT, output: OutputOption = Output.TABLE) -> None:
    """
    Update many stacks at once, as `pulumi up --yes` does.

    A stack that fails does not stop the others; one that is locked is tried again until --wait is over. Exits with 1
    if any of them was not updated.
    """
    _run(Verb.UP, stacks, jobs, wait, output)


@app.command(epilog=example("fleet preview --stacks 'prod-*'"))
def preview(*, stacks: Stacks, jobs: Jobs = 4, output: OutputOption = Output.TABLE) -> None:
    """
    Preview many stacks at once, which locks none of them.

    A stack that fails does not stop the others. Exits with 1 if any of them was not previewed.
    """
    _run(Verb.PREVIEW, stacks, jobs, timedelta(), output)


def _run(verb: Verb, pattern: str, jobs: int, patience: timedelta, output: Output) -> None:
    workspace = project_here()
    names = _matching(workspace, pattern)
    outcomes = Fleet(jobs, patience, lambda stack: run_stack(workspace.pulumi_command, verb, stack)).run(names)
    show(report(verb, outcomes), output)
    if any(each.result in BAD_RESULTS for each in outcomes):
        raise typer.Exit(ExitCode.ERROR)


def _matching(workspace: LocalWorkspace, pattern: str) -> list[str]:
    """Raises ConfigurationError if there are none, or if this is no project."""
    try:
        known = [each.name for each in workspace.list_stacks()]
    except CommandError as error:
        raise unreadable(error) from None
    found = sorted(name for name in known if fnmatchcase(name, pattern))
    if not found:
        raise ConfigurationError(messages.no_stack_matches(pattern, known))
    return found


class Fleet:
    """Runs on many stacks, `jobs` of them at a time. After a Ctrl-C none is begun any more, and those under way end."""

    def __init__(self, jobs: int, patience: timedelta, run_one: Callable[[str], Outcome]) -> None:
        self._run_one, self._patience = run_one, patience
        self._slots, self._stopped = threading.Semaphore(jobs), threading.Event()
        self._give_up = time.monotonic() + patience.total_seconds()

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
                typer.echo(messages.waiting_for_lock(stack, holder, since, _in_words(self._patience)), err=True)
            self._stopped.wait(min(RETRY_SECONDS, max(0.0, self._give_up - time.monotonic())))


def _in_words(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes * 60 + seconds} s" if seconds else f"{minutes} min"


def report(verb: Verb, outcomes: Sequence[Outcome]) -> Report:
    """What failed first, otherwise by name."""
    ordered = sorted(outcomes, key=lambda each: (each.result not in BAD_RESULTS, each.stack))
    counts = Counter(str(each.result) for each in ordered)
    rows = [
        (each.stack, str(each.result), each.in_words(verb), f"{each.seconds:.0f}", "; ".join(each.errors))
        for each in ordered
    ]
    document = documents.FleetRun(stacks=[documents.StackRun.model_validate(each) for each in ordered])
    return Report(messages.stacks_ended(counts), document, [Section("", COLUMNS, rows)])
