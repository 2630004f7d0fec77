"""`ontap-sim`: the simulator on the command line."""

import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ontap_simulator import fault_commands

if TYPE_CHECKING:
    from ontap_simulator.domain.spec import FabricSpec

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(fault_commands.app, name="fault")
_SETTLE_TIME_IN_REAL_TIME = timedelta(seconds=1)


class ClockKind(StrEnum):
    SYSTEM = "system"
    MANUAL = "manual"


@app.callback()
def root() -> None:
    """A simulator of NetApp ONTAP's cluster peering API."""


@app.command()
def serve(  # noqa: PLR0913 - one parameter per flag
    *,
    clusters: Annotated[
        str | None, typer.Option(help="Names of the clusters, separated by commas.", show_default="east,west")
    ] = None,
    fabric: Annotated[
        Path | None, typer.Option(dir_okay=False, help="YAML file that describes the clusters; see `ontap-sim init`.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="First cluster's port, 0 for free ones.")] = 0,
    control_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the control API.")] = 0,
    listen: Annotated[str, typer.Option(help="IPv4 address to listen on; 0.0.0.0 within a container.")] = "127.0.0.1",
    no_tls: Annotated[bool, typer.Option("--no-tls", help="Plain HTTP.")] = False,
    endpoints_file: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write URLs and credentials here, as JSON, once all listens.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Makes every generated value reproducible.")] = None,
    state: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Keep the world in this file, and go on with what it holds.")
    ] = None,
    clock: Annotated[ClockKind, typer.Option(help="manual: time moves over the control API only.")] = ClockKind.SYSTEM,
) -> None:
    """Serve clusters that peer with each other, until interrupted."""
    from ontap_simulator.clock import ManualClock, SystemClock  # noqa: PLC0415 - keeps --help fast
    from ontap_simulator.fabric_file import read_fabric  # noqa: PLC0415
    from ontap_simulator.simulator import OntapSimulator  # noqa: PLC0415

    manual = clock is ClockKind.MANUAL
    with _ended_by_signals() as ended, _one_line_errors():
        simulator = OntapSimulator(
            read_fabric(fabric) if fabric is not None else _named(clusters, state, manual=manual),
            seed=seed,
            clock=ManualClock() if manual else SystemClock(),
            port=port,
            control_port=control_port,
            tls=not no_tls,
            listen=listen,
            state=state,
        )
        with simulator, _published(endpoints_file, simulator.endpoints_document()):
            for name, endpoint in simulator.endpoints.items():
                typer.echo(f"cluster {name}: {endpoint.url} (user {endpoint.username})")
            if simulator.ca_file is not None:
                typer.echo(f"CA certificate: {simulator.ca_file}")
            if endpoints_file is not None:
                typer.echo(f"endpoints and credentials: {endpoints_file}")
            typer.echo(f"control API: {simulator.control_url}")
            typer.echo("Ctrl-C ends it.")
            ended.wait()


@app.command()
def init(
    path: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")] = Path("fabric.yaml"),
) -> None:
    """Write a commented fabric file to begin with."""
    from ontap_simulator.fabric_file import write_example  # noqa: PLC0415

    with _one_line_errors():
        write_example(path)
    typer.echo(f"wrote {path}; next: ontap-sim serve --fabric {path}")


def main() -> None:
    app()


def _named(clusters: str | None, state: Path | None, *, manual: bool) -> "FabricSpec | None":
    """The fabric of the clusters named; None to go on with that of the state file."""
    from pydantic import ValidationError  # noqa: PLC0415

    from ontap_simulator.control.refusals import one_line  # noqa: PLC0415
    from ontap_simulator.domain.spec import FabricSpec, Settings  # noqa: PLC0415
    from ontap_simulator.simulator import DEFAULT_CLUSTERS  # noqa: PLC0415

    if clusters is None:
        if state is not None and state.exists():
            return None
        clusters = ",".join(DEFAULT_CLUSTERS)
    names = [name.strip() for name in clusters.split(",") if name.strip()]
    settings = Settings(settle_time=timedelta() if manual else _SETTLE_TIME_IN_REAL_TIME)
    try:
        return FabricSpec.of(names, settings)
    except ValidationError as error:
        raise ValueError(one_line(error)) from None


@contextmanager
def _ended_by_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, from before anything listens until everything is gone."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        line = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        typer.echo(f"ontap-sim: {line}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def _published(path: Path | None, document: dict[str, Any]) -> Iterator[None]:
    """The endpoints file, readable by its owner only, complete from the moment it exists, removed at the end."""
    if path is None:
        yield
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
            file.write("\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
