"""Asks clusters side by side, a few at a time, with progress on a terminal."""

import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ontap_peering.engine.cancellation import CANCELLATION

AT_ONCE: Final = 8
Found = TypeVar("Found")


def of_each(aliases: Iterable[str], ask: Callable[[str], Found], doing: str) -> Mapping[str, Found]:
    """What `ask` says of each cluster, in their order. Ctrl-C lets go of those that do not answer."""
    order = list(aliases)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn())
    with (
        ThreadPoolExecutor(AT_ONCE) as pool,
        Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress,
    ):
        task = progress.add_task("", total=len(order))
        asked = {pool.submit(ask, alias): alias for alias in order}
        try:
            for _ in as_completed(asked):
                progress.advance(task)
        except KeyboardInterrupt:
            CANCELLATION.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        found = {alias: future.result() for future, alias in asked.items()}
    return {alias: found[alias] for alias in order}
