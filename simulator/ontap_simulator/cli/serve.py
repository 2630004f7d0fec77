"""`ontap-sim serve`."""

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

from ontap_simulator.cli.errors import one_line_errors

if TYPE_CHECKING:
    from ontap_simulator.domain.spec import FabricSpec

_SETTLE_TIME_IN_REAL_TIME = timedelta(seconds=1)


class ClockKind(StrEnum):
    SYSTEM = "system"
    MANUAL = "manual"


def serve(  # noqa: PLR0913 - one parameter per flag
    *,
    clusters: Annotated[
        str | None, typer.Option(help="Comma-separated names of the clusters.", show_default="east,west")
    ] = None,
    fabric: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="YAML file that describes the clusters; `ontap-sim init` writes one."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the first cluster, the next ones follow; 0: free ports.")
    ] = 0,
    control_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the control API; 0: a free one.")] = 0,
    listen: Annotated[str, typer.Option(help="IPv4 address to listen on; 0.0.0.0 in a container.")] = "127.0.0.1",
    no_tls: Annotated[bool, typer.Option("--no-tls", help="Serve plain HTTP.")] = False,
    endpoints_file: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write URLs and credentials to this JSON file once the clusters listen."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Make every generated value reproducible.")] = None,
    state: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Keep the world in this file, and continue from what it holds.")
    ] = None,
    clock: Annotated[ClockKind, typer.Option(help="manual: only the control API moves time.")] = ClockKind.SYSTEM,
) -> None:
    """Serve clusters that peer with each other until you press Ctrl-C."""
    from ontap_simulator.clock import ManualClock, SystemClock  # noqa: PLC0415 - keeps --help fast
    from ontap_simulator.fabric_file import read_fabric  # noqa: PLC0415
    from ontap_simulator.simulator import OntapSimulator  # noqa: PLC0415

    manual = clock is ClockKind.MANUAL
    with _ended_by_signals() as ended, one_line_errors():
        simulator = OntapSimulator(
            read_fabric(_only(fabric, clusters)) if fabric is not None else _named(clusters, state, manual=manual),
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
            typer.echo("Press Ctrl-C to stop.")
            ended.wait()


def _only(fabric: Path, clusters: str | None) -> Path:
    if clusters is not None:
        raise ValueError("give either --clusters or --fabric")
    return fabric


def _named(clusters: str | None, state: Path | None, *, manual: bool) -> "FabricSpec | None":
    """The fabric of the named clusters; None to continue with the one in the state file."""
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
def _published(path: Path | None, document: dict[str, Any]) -> Iterator[None]:
    """
    The endpoints file, which only its owner may read; complete as soon as it exists.

    Removed at the end, unless another simulator or the user has written to it since.
    """
    if path is None:
        yield
        return
    content = f"{json.dumps(document, indent=2)}\n".encode()
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    try:
        yield
    finally:
        if path.exists() and path.read_bytes() == content:
            path.unlink()
