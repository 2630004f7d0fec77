"""
The effects of faults, one class each: its fields, the phases in which it makes sense, and what it does.

The control API's schema, the command line, the dashboard's form and the table in docs/simulator.md follow from these
classes. They are part of the API, below the fault rules, because an effect works on replies and connections.
"""

import asyncio
from inspect import getdoc
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Union, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from starlette.responses import Response

from ontap_simulator.api.catalogue import catalogue
from ontap_simulator.api.connection import Connection
from ontap_simulator.api.envelope import refusal
from ontap_simulator.api.message import ApiReply, Effect, JobFailure, Phase
from ontap_simulator.domain.errors import Code

MAX_DELAY_SECONDS: Final = 60.0
_HOOKS: Final = ("wait", "replace", "fail_job", "deliver")


def _in_catalogue(code: str) -> str:
    if code not in catalogue():
        raise ValueError(f"the error catalogue has no code {code}")
    return code


ErrorCode = Annotated[
    str,
    Field(pattern=r"^[0-9]+$", title="ONTAP code", description="ONTAP's error code.", examples=["4653215"]),
    AfterValidator(_in_catalogue),
]


def _show_phases(schema: dict[str, Any], effect: "type[FaultEffect]") -> None:
    schema["x-phases"] = [phase.value for phase in effect.phases]


class FaultEffect(BaseModel, Effect):
    """
    An effect in the form of the control API; `kind` distinguishes the classes.

    The first line of the docstring is the effect's summary; title, description and first example of a field are the
    label, the help and the suggestion that a user sees. The first of the `phases` is the usual one.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra=_show_phases)
    phases: ClassVar[tuple[Phase, ...]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Raise TypeError for an effect that would be accepted, fire, and do nothing."""
        if all(getattr(cls, hook) is getattr(Effect, hook) for hook in _HOOKS):
            raise TypeError(f"{cls.__name__} has no effect: it overrides none of {', '.join(_HOOKS)}")

    @classmethod
    def name(cls) -> str:
        (kind,) = get_args(cls.model_fields["kind"].annotation)
        return str(kind)

    @classmethod
    def summary(cls) -> str:
        return (getdoc(cls) or "").splitlines()[0]

    @classmethod
    def options(cls) -> dict[str, FieldInfo]:
        """The fields by name, without `kind`."""
        return {name: field for name, field in cls.model_fields.items() if name != "kind"}


class ErrorEffect(FaultEffect):
    """The reply is ONTAP's error with this code."""

    phases = (Phase.BEFORE, Phase.AFTER)

    kind: Literal["error"]
    code: ErrorCode

    def replace(self, reply: ApiReply) -> ApiReply:  # noqa: ARG002 - whatever the cluster replied
        return refusal(self.code)


class StatusEffect(FaultEffect):
    """The reply has this HTTP status and, if given, a `Retry-After` header."""

    phases = (Phase.BEFORE, Phase.AFTER)

    kind: Literal["status"]
    status: int = Field(ge=400, le=599, title="HTTP status", description="HTTP status, 400 to 599.", examples=[503])
    retry_after: int | None = Field(
        default=None, ge=0, title="Retry-After", description="Seconds in the `Retry-After` header."
    )

    def replace(self, reply: ApiReply) -> ApiReply:  # noqa: ARG002 - whatever the cluster replied
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return ApiReply(self.status, refusal(Code.TOO_MANY_REQUESTS).body, headers)


class ResetEffect(FaultEffect):
    """The connection is reset, and no reply arrives."""

    phases = (Phase.BEFORE, Phase.AFTER, Phase.LOST)

    kind: Literal["reset"]

    async def deliver(self, response: Response, connection: Connection, phase: Phase) -> None:  # noqa: ARG002 - no reply
        await connection.reset()


class TruncateEffect(FaultEffect):
    """The connection closes in the middle of the reply's body."""

    phases = (Phase.AFTER, Phase.LOST)

    kind: Literal["truncate"]

    async def deliver(self, response: Response, connection: Connection, phase: Phase) -> None:  # noqa: ARG002 - always
        await connection.send_half(response)


class DelayEffect(FaultEffect):
    """The reply arrives late; in phase `before` the cluster also processes the request late."""

    phases = (Phase.BEFORE, Phase.AFTER, Phase.LOST)
    is_processed = True

    kind: Literal["delay"]
    seconds: float = Field(
        ge=0,
        le=MAX_DELAY_SECONDS,
        title="Seconds",
        description=f"Seconds of real time, at most {MAX_DELAY_SECONDS:g}.",
        examples=[2],
    )

    async def wait(self) -> None:
        await asyncio.sleep(self.seconds)


class JobFailureEffect(FaultEffect):
    """The job that the request starts fails with ONTAP's error of this code."""

    phases = (Phase.BEFORE, Phase.AFTER)
    is_processed = True

    kind: Literal["job_failure"]
    code: ErrorCode

    def fail_job(self, phase: Phase) -> JobFailure:
        message = refusal(self.code).body["error"]["message"]
        return JobFailure(int(self.code), message, has_worked=phase is not Phase.BEFORE)


EFFECTS: Final[tuple[type[FaultEffect], ...]] = tuple(FaultEffect.__subclasses__())
if TYPE_CHECKING:
    AnyEffect = FaultEffect
else:
    AnyEffect = Annotated[Union[EFFECTS], Field(discriminator="kind")]  # noqa: UP007 - of a tuple
