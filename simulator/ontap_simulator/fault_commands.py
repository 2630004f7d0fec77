"""`ontap-sim fault`: fault rules of a running simulator, over its control API."""

import json
from enum import StrEnum
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Make requests of a running simulator go wrong.", no_args_is_help=True)
TIMEOUT_SECONDS = 10

Control = Annotated[str, typer.Option(envvar="ONTAP_SIM_CONTROL", help="URL of the control API, which `serve` prints.")]


class Effect(StrEnum):
    ERROR = "error"
    STATUS = "status"
    RESET = "reset"
    TRUNCATE = "truncate"
    DELAY = "delay"
    JOB_FAILURE = "job_failure"


class Phase(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    LOST = "lost"


@app.command()
def add(  # noqa: PLR0913 - one parameter per flag
    effect: Annotated[Effect, typer.Argument(help="What happens.")],
    *,
    control: Control,
    phase: Annotated[
        Phase, typer.Option(help="before: nothing was done; after: done, another reply; lost: done, no reply.")
    ] = Phase.BEFORE,
    cluster: Annotated[str | None, typer.Option(help="Only requests to this cluster.")] = None,
    method: Annotated[str | None, typer.Option(help="Only requests of this method.")] = None,
    path: Annotated[str | None, typer.Option(help="Only requests to this path; * matches anything.")] = None,
    body: Annotated[str | None, typer.Option(help="Only requests whose body holds this JSON object.")] = None,
    code: Annotated[str | None, typer.Option(help="For error and job_failure: ONTAP's code.")] = None,
    status: Annotated[int | None, typer.Option(help="For status: the HTTP status, 400 to 599.")] = None,
    retry_after: Annotated[int | None, typer.Option(help="For status: Retry-After in seconds.")] = None,
    seconds: Annotated[float | None, typer.Option(help="For delay: how long.")] = None,
    skip: Annotated[int, typer.Option(help="So many matching requests go well first.")] = 0,
    times: Annotated[int, typer.Option(help="So many then go wrong; 0 means all.")] = 1,
    probability: Annotated[float, typer.Option(help="The chance of each to go wrong.")] = 1.0,
) -> None:
    """Add a rule; prints its id."""
    rule = {
        "match": _given(cluster=cluster, method=method, path=path, body=_parsed(body)),
        "phase": phase.value,
        "effect": _given(kind=effect.value, code=code, status=status, retry_after=retry_after, seconds=seconds),
        "when": {"skip": skip, "times": times or None, "probability": probability},
    }
    typer.echo(_asked(control, "POST", "faults", rule)["id"])


@app.command("list")
def list_(control: Control) -> None:
    """Print each rule as a line of JSON, with how often it fired."""
    for rule in _asked(control, "GET", "faults")["faults"]:
        typer.echo(json.dumps(rule))


@app.command()
def remove(identifier: Annotated[str, typer.Argument(metavar="ID")], control: Control) -> None:
    """Remove one rule."""
    _asked(control, "DELETE", f"faults/{identifier}")


@app.command()
def clear(control: Control) -> None:
    """Remove all rules."""
    removed = _asked(control, "DELETE", "faults")["removed"]
    typer.echo(f"removed {removed}")


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _parsed(body: str | None) -> Any:
    try:
        return json.loads(body) if body is not None else None
    except ValueError:
        raise typer.BadParameter("no JSON", param_hint="--body") from None


def _asked(control: str, method: str, path: str, body: Any = None) -> Any:
    import requests  # noqa: PLC0415 - keeps --help fast

    with requests.Session() as session:
        session.trust_env = False
        try:
            reply = session.request(method, f"{control}/{path}", json=body, timeout=TIMEOUT_SECONDS)
            answer = reply.json()
        except (requests.RequestException, ValueError):
            _end(f"no control API of a simulator answers at {control}; `ontap-sim serve` prints its URL")
    if not reply.ok:
        _end(answer["error"])
    return answer


def _end(line: str) -> NoReturn:
    typer.echo(f"ontap-sim: {line}", err=True)
    raise typer.Exit(1)
