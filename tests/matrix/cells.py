"""What goes wrong at one request: a fault of the cluster or the way to it, or the end of the provider or the engine."""

from dataclasses import dataclass
from typing import Any

LATE_SECONDS = 0.6
"""Longer than the impatient plugin waits for a reply."""


@dataclass(frozen=True)
class Cell:
    """
    A phase and an effect.

    `rule` is a fault rule for the simulator. `crash` is when the provider process kills itself; without `checkpoints`
    the engine dies with it, and nothing of the run is in the state.
    """

    phase: str
    effect: str
    rule: dict[str, Any] | None = None
    crash: str | None = None
    checkpoints: bool = True

    @property
    def name(self) -> str:
        return f"{self.effect}, {self.phase}"


def _rule(phase: str, effect: str, **details: Any) -> Cell:
    return Cell(phase, effect, {"phase": phase, "effect": details})


ERROR = {"kind": "error", "code": "65562"}
TIMEOUT = {"kind": "delay", "seconds": LATE_SECONDS}
CELLS = [
    _rule("before", "error reply", **ERROR),
    _rule("before", "busy (503)", kind="status", status=503, retry_after=0),
    _rule("before", "reset", kind="reset"),
    _rule("before", "timeout, done late", **TIMEOUT),
    Cell("before", "killed provider process", crash="before"),
    Cell("before", "killed engine, no checkpoints", crash="before", checkpoints=False),
    _rule("after", "error reply", **ERROR),
    _rule("after", "half a reply", kind="truncate"),
    Cell("after", "killed provider process", crash="after"),
    Cell("after", "killed engine, no checkpoints", crash="after", checkpoints=False),
    _rule("lost", "reset", kind="reset"),
    _rule("lost", "timeout", **TIMEOUT),
]
LEFT_OUT = {
    "error reply, lost": "a lost reply shows no error",
    "reset, after": "a reset in place of the reply is a lost reply",
    "timeout, after": "a reply that comes too late is a lost reply",
    "killed provider process, lost": "a dead process cannot tell whether its reply was lost",
    "killed engine with checkpoints": "the next run makes the same calls as after a killed provider; "
    "the tests run a sample on the real engine",
}
