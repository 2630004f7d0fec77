"""`ontap-sim fault`: the fault rules of a running simulator; `add` has a command for each effect."""

import json
from collections.abc import Callable
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from ontap_simulator.api.effects import EFFECTS, FaultEffect
from ontap_simulator.api.message import Phase
from ontap_simulator.cli.errors import end

TIMEOUT_SECONDS = 10
app = typer.Typer(help="Make requests to a running simulator fail.", no_args_is_help=True)
add = typer.Typer(help="Add a rule and print its id.", no_args_is_help=True)
app.add_typer(add, name="add")

Control = Annotated[
    str, typer.Option(envvar="ONTAP_SIM_CONTROL", help="URL of the control API; `ontap-sim serve` prints it.")
]


def _add(  # noqa: PLR0913 - one parameter per flag
    effect: dict[str, Any],
    *,
    control: Control,
    phase: Annotated[
        Phase, typer.Option(help="before: nothing is done; after: done, but another reply; lost: done, but no reply.")
    ],
    cluster: Annotated[str | None, typer.Option(help="Only requests to this cluster.")] = None,
    method: Annotated[str | None, typer.Option(help="Only requests with this method.")] = None,
    path: Annotated[str | None, typer.Option(help="Only requests to this path; * matches anything.")] = None,
    body: Annotated[str | None, typer.Option(help="Only requests whose body contains this JSON object.")] = None,
    skip: Annotated[int, typer.Option(help="Let this many matching requests pass first.")] = 0,
    times: Annotated[int, typer.Option(help="Then make this many fail; 0 means all.")] = 1,
    probability: Annotated[float, typer.Option(help="Chance that each of them fails.")] = 1.0,
) -> None:
    rule = {
        "match": _given(cluster=cluster, method=method, path=path, body=_parsed(body)),
        "phase": phase.value,
        "effect": effect,
        "when": {"skip": skip, "times": times or None, "probability": probability},
    }
    typer.echo(_request(control, "POST", "faults", rule)["id"])


def _command(effect: type[FaultEffect]) -> Callable[..., None]:
    """A function whose options are the fields of the effect and those of every rule."""
    fields = effect.options()

    def command(**options: Any) -> None:
        given = _given(**{name: options.pop(name) for name in fields})
        _add({"kind": effect.name(), **given}, **options)

    own = [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if field.is_required() else field.default,
            annotation=Annotated[field.annotation, typer.Option(help=field.description)],
        )
        for name, field in fields.items()
    ]
    _, *common = signature(_add).parameters.values()
    command.__signature__ = signature(_add).replace(  # type: ignore[attr-defined]  # typer reads it
        parameters=[
            *own,
            *(each.replace(default=effect.phases[0]) if each.name == "phase" else each for each in common),
        ]
    )
    return command


for _effect in EFFECTS:
    add.command(_effect.name(), help=_effect.summary())(_command(_effect))


@app.command("list")
def list_(control: Control) -> None:
    """Print each rule as a line of JSON, with the number of times it has fired."""
    for rule in _request(control, "GET", "faults")["faults"]:
        typer.echo(json.dumps(rule))


@app.command()
def remove(identifier: Annotated[str, typer.Argument(metavar="ID")], control: Control) -> None:
    """Remove one rule."""
    _request(control, "DELETE", f"faults/{identifier}")


@app.command()
def clear(control: Control) -> None:
    """Remove all rules."""
    removed = _request(control, "DELETE", "faults")["removed"]
    typer.echo(f"removed {removed}")


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _parsed(body: str | None) -> Any:
    try:
        return json.loads(body) if body is not None else None
    except ValueError:
        raise typer.BadParameter("not valid JSON", param_hint="--body") from None


def _request(control: str, method: str, path: str, body: Any = None) -> Any:
    import requests  # noqa: PLC0415 - keeps --help fast

    with requests.Session() as session:
        session.trust_env = False
        try:
            reply = session.request(method, f"{control.rstrip('/')}/{path}", json=body, timeout=TIMEOUT_SECONDS)
            answer = reply.json()
        except (requests.RequestException, ValueError):
            end(f"no simulator answers at {control}; `ontap-sim serve` prints the URL of its control API")
    if not reply.ok:
        end(answer["error"])
    return answer
