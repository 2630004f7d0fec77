"""Every effect of a fault does something, and is in the control API's schema, the command line and the manual."""

import re
import time
from pathlib import Path
from typing import Any, Literal

import pytest
import requests
from typer.testing import CliRunner

from ontap_simulator.api.effects import EFFECTS, FaultEffect
from ontap_simulator.api.message import Phase
from ontap_simulator.cli.app import app
from support.world import World

MANUAL = (Path(__file__).resolve().parents[3] / "docs" / "simulator.md").read_text(encoding="utf-8")
DELAY_SECONDS = 0.3
VALUES = {"code": "4653218", "status": 503, "retry_after": 2, "seconds": DELAY_SECONDS}
every_effect = pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.name())


def form(effect: type[FaultEffect]) -> dict[str, Any]:
    """The effect with a value for each of its fields."""
    return {"kind": effect.name(), **{name: VALUES[name] for name in effect.options()}}


def outcome(world: World) -> tuple[Any, ...]:
    """What a client sees of a request that starts a job: whether it was slow, the reply, and how the job ended."""
    began = time.monotonic()
    try:
        reply = world.east.call("POST", "cluster/peers", json={"records": [{}]})
    except requests.RequestException as error:
        return (time.monotonic() - began >= DELAY_SECONDS, type(error))
    slow = time.monotonic() - began >= DELAY_SECONDS
    if reply.status_code != 202:
        return (slow, reply.status_code, reply.json())
    return (slow, 202, world.east.get(f"cluster/jobs/{reply.json()['job']['uuid']}")["state"])


def test_the_undisturbed_request_succeeds(world: World) -> None:
    assert outcome(world) == (False, 202, "success")


@pytest.mark.parametrize(
    ("effect", "phase"),
    [
        pytest.param(effect, phase, id=f"{effect.name()}-{phase}")
        for effect in EFFECTS
        for phase in Phase
        if phase in effect.phases
    ],
)
def test_every_effect_changes_what_the_client_sees(world: World, effect: type[FaultEffect], phase: Phase) -> None:
    rule = {"match": {"method": "POST"}, "phase": phase, "effect": form(effect)}
    assert world.control("POST", "faults", json=rule).status_code == 200
    assert outcome(world) != (False, 202, "success")


@every_effect
def test_the_control_api_refuses_the_phases_in_which_an_effect_makes_no_sense(
    world: World, effect: type[FaultEffect]
) -> None:
    for phase in Phase:
        reply = world.control("POST", "faults", json={"phase": phase, "effect": form(effect)})
        assert reply.status_code == (200 if phase in effect.phases else 400)


@every_effect
def test_the_control_api_describes_every_effect(world: World, effect: type[FaultEffect]) -> None:
    description = world.control("GET", "openapi.json").json()
    rule = description["paths"]["/faults"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    reference = rule["properties"]["effect"]["discriminator"]["mapping"][effect.name()]
    shown = description["components"]["schemas"][reference.removeprefix("#/components/schemas/")]
    assert shown["description"] == effect.summary()
    assert shown["x-phases"] == list(effect.phases)
    assert list(shown["properties"]) == ["kind", *effect.options()]


@every_effect
def test_the_command_line_adds_every_effect_with_all_its_fields(world: World, effect: type[FaultEffect]) -> None:
    wanted = form(effect)
    flags = [text for name in effect.options() for text in (f"--{name.replace('_', '-')}", str(wanted[name]))]
    command = ["fault", "add", effect.name(), *flags]
    done = CliRunner().invoke(app, command, env={"ONTAP_SIM_CONTROL": world.simulator.control_url})
    assert done.exit_code == 0, done.output
    (rule,) = world.control("GET", "faults").json()["faults"]
    assert (rule["effect"], rule["phase"]) == (wanted, effect.phases[0])


@every_effect
def test_the_manual_has_every_effect(effect: type[FaultEffect]) -> None:
    (row,) = re.findall(rf"(?m)^\| `{effect.name()}` \|.*$", MANUAL)
    assert effect.summary() in row
    for name in effect.options():
        assert f"`{name}`" in row


def test_every_field_has_what_people_see_of_it() -> None:
    for effect in EFFECTS:
        assert effect.summary()
        for field in effect.options().values():
            assert field.title
            assert field.description


def test_an_effect_that_does_nothing_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match="IdleEffect has no effect"):

        class IdleEffect(FaultEffect):
            """Nothing."""

            phases = (Phase.BEFORE,)

            kind: Literal["idle"]
