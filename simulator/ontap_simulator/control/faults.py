"""Fault rules: which requests fail, when, and with which effect; each rule is one JSON object of the control API."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import count
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ontap_simulator.api.body import load_json
from ontap_simulator.api.effects import AnyEffect
from ontap_simulator.api.message import Firing, Phase


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _as_a_request_has_it(body: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError for what no body of a request can hold."""
    load_json(json.dumps(body).encode())
    return body


class Match(_Strict):
    """Which requests; a field that is left out matches all. `path` may contain `*`, `body` is part of the body."""

    cluster: str | None = None
    method: str | None = None
    path: str | None = None
    body: Annotated[dict[str, Any], AfterValidator(_as_a_request_has_it)] | None = None


class When(_Strict):
    """Which of the matching requests: after the first `skip`, `times` of them (null: all), each with `probability`."""

    skip: int = Field(default=0, ge=0)
    times: int | None = Field(default=1, ge=1)
    probability: float = Field(default=1.0, gt=0, le=1)


class FaultRule(_Strict):
    """A fault: in which phase of the matching requests it strikes, and its effect."""

    match: Match = Field(default_factory=Match)
    phase: Phase = Phase.BEFORE
    effect: AnyEffect
    when: When = Field(default_factory=When)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        phases = self.effect.phases
        if self.phase not in phases:
            raise ValueError(f"{self.effect.name()} works only with phase {' or '.join(phases)}")
        return self


@dataclass(slots=True)
class _Placed:
    rule: FaultRule
    matched: int = 0
    fired: int = 0


class FaultRules:
    """The rules in the order in which they were added; of several that match a request, the first one fires."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._begin()

    def _begin(self) -> None:
        self._placed: dict[str, _Placed] = {}
        self._numbers = count(1)
        self._random = random.Random(f"{self._seed}/faults")  # noqa: S311 - reproducible on purpose

    def clear(self) -> int:
        """Remove all rules and start over; how many there were."""
        removed = len(self._placed)
        self._begin()
        return removed

    def add(self, rule: FaultRule) -> str:
        """The id of the new rule."""
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
                return Firing(identifier, placed.rule.phase, placed.rule.effect)
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
