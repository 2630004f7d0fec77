"""Fault rules: which requests go wrong, when, and how; each rule is one JSON object of the control API."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST_DELAY_SECONDS = 60.0
_PROCESSED_ONLY = frozenset({"truncate"})
_DROPPED = frozenset({"reset", "truncate", "delay"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Match(_Strict):
    """The requests meant; what is left out matches all. `path` may hold `*`, `body` is a part of the request's body."""

    cluster: str | None = None
    method: str | None = None
    path: str | None = None
    body: dict[str, Any] | None = None


class ErrorEffect(_Strict):
    """ONTAP's error of this code."""

    kind: Literal["error"]
    code: str = Field(pattern=r"^[0-9]+$")


class StatusEffect(_Strict):
    """An HTTP status, with `Retry-After` in seconds where given."""

    kind: Literal["status"]
    status: int = Field(ge=400, le=599)
    retry_after: int | None = Field(default=None, ge=0)


class ResetEffect(_Strict):
    """The connection is reset without a reply."""

    kind: Literal["reset"]


class TruncateEffect(_Strict):
    """The connection closes in the middle of the reply's body."""

    kind: Literal["truncate"]


class DelayEffect(_Strict):
    """The reply comes that many seconds of real time later; with phase `before` the work too."""

    kind: Literal["delay"]
    seconds: float = Field(ge=0, le=LONGEST_DELAY_SECONDS)


class JobFailureEffect(_Strict):
    """The job that the request starts fails with ONTAP's error of this code."""

    kind: Literal["job_failure"]
    code: str = Field(pattern=r"^[0-9]+$")


Effect = Annotated[
    ErrorEffect | StatusEffect | ResetEffect | TruncateEffect | DelayEffect | JobFailureEffect,
    Field(discriminator="kind"),
]


class When(_Strict):
    """Which of the matching requests: after the first `skip`, `times` of them (null: all), each with `probability`."""

    skip: int = Field(default=0, ge=0)
    times: int | None = Field(default=1, ge=1)
    probability: float = Field(default=1.0, gt=0, le=1)


class FaultRule(_Strict):
    """
    A fault: `before` (nothing happened), `after` (done, the reply replaced) or `lost` (done, no reply arrives).

    With `lost` only `reset`, `truncate` and `delay` (then a reset) make sense, and `truncate` needs a request that was
    processed.
    """

    match: Match = Field(default_factory=Match)
    phase: Literal["before", "after", "lost"] = "before"
    effect: Effect
    when: When = Field(default_factory=When)

    @model_validator(mode="after")
    def _possible(self) -> "FaultRule":
        kind = self.effect.kind
        if self.phase == "lost" and kind not in _DROPPED:
            raise ValueError(f"a lost reply cannot be a {kind}: use one of {', '.join(sorted(_DROPPED))}")
        if self.phase == "before" and kind in _PROCESSED_ONLY:
            raise ValueError(f"{kind} needs a reply to cut: use phase after or lost")
        return self


@dataclass(frozen=True, slots=True)
class Firing:
    """A fault that befalls one request now; what the effect does not have is None or 0."""

    rule: str
    phase: str
    kind: str
    code: str | None
    status: int | None
    retry_after: int | None
    seconds: float


@dataclass(slots=True)
class _Placed:
    rule: FaultRule
    matched: int = 0
    fired: int = 0


class FaultRules:
    """The rules in the order in which they were added; the first that fires for a request is the one that counts."""

    def __init__(self, seed: int, known_code: Callable[[str], bool]) -> None:
        self._seed = seed
        self._known_code = known_code
        self._begin()

    def _begin(self) -> None:
        self._placed: dict[str, _Placed] = {}
        self._numbers = count(1)
        self._random = random.Random(f"{self._seed}/faults")  # noqa: S311 - reproducible on purpose

    def clear(self) -> int:
        """Forget all rules and begin anew; how many there were."""
        removed = len(self._placed)
        self._begin()
        return removed

    def add(self, rule: FaultRule) -> str:
        """The id of the new rule; raises ValueError for an error code that the catalogue does not have."""
        code = getattr(rule.effect, "code", None)
        if code is not None and not self._known_code(code):
            raise ValueError(f"effect.code: the error catalogue has no code {code}")
        identifier = f"fault-{next(self._numbers)}"
        self._placed[identifier] = _Placed(rule)
        return identifier

    def remove(self, identifier: str) -> bool:
        return self._placed.pop(identifier, None) is not None

    def listed(self) -> list[dict[str, Any]]:
        """Each rule with its id and how often it fired."""
        return [
            {"id": identifier, **placed.rule.model_dump(exclude_none=True), "fired": placed.fired}
            for identifier, placed in self._placed.items()
        ]

    def take(self, cluster: str, method: str, path: str, body: Any) -> Firing | None:
        """The fault of this request, if a rule fires for it; counts."""
        for identifier, placed in self._placed.items():
            if _matches(placed.rule.match, cluster, method, path, body) and self._fires(placed):
                return _firing(identifier, placed.rule)
        return None

    def _fires(self, placed: _Placed) -> bool:
        when = placed.rule.when
        placed.matched += 1
        spent = when.times is not None and placed.fired >= when.times
        if placed.matched <= when.skip or spent:
            return False
        if when.probability < 1 and self._random.random() >= when.probability:
            return False
        placed.fired += 1
        return True


def _matches(match: Match, cluster: str, method: str, path: str, body: Any) -> bool:
    return (
        match.cluster in (None, cluster)
        and (match.method is None or match.method.upper() == method)
        and (match.path is None or fnmatchcase(path, match.path))
        and (match.body is None or _holds(body, match.body))
    )


def _holds(body: Any, part: Any) -> bool:
    """Whether `part` is in `body`: every key of an object with a value that holds it, anything else equal."""
    if isinstance(part, Mapping):
        return isinstance(body, Mapping) and all(key in body and _holds(body[key], each) for key, each in part.items())
    return bool(body == part)


def _firing(identifier: str, rule: FaultRule) -> Firing:
    effect = rule.effect
    return Firing(
        rule=identifier,
        phase=rule.phase,
        kind=effect.kind,
        code=getattr(effect, "code", None),
        status=getattr(effect, "status", None),
        retry_after=getattr(effect, "retry_after", None),
        seconds=getattr(effect, "seconds", 0.0),
    )
