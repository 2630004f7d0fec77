"""`ontap-sim init`."""

from pathlib import Path
from typing import Annotated

import typer

from ontap_simulator.cli.errors import one_line_errors


def init(
    path: Annotated[Path, typer.Argument(dir_okay=False, help="File to write.")] = Path("fabric.yaml"),
) -> None:
    """Write a commented fabric file to start from."""
    from ontap_simulator.fabric_file import write_example  # noqa: PLC0415 - keeps --help fast

    with one_line_errors():
        write_example(path)
    typer.echo(f"wrote {path}; next: ontap-sim serve --fabric {path}")
