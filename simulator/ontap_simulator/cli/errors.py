"""How commands end that cannot do what they should: one line on stderr, exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


@contextmanager
def one_line_errors() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        end(f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error))


def end(line: str) -> NoReturn:
    typer.echo(f"ontap-sim: {line}", err=True)
    raise typer.Exit(1) from None
