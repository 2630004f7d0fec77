"""Time for a fabric: every instant the simulator uses comes from one injected clock."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from pydantic import AwareDatetime, Field

START_OF_MANUAL_TIME = datetime(2026, 1, 1, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(5000, 1, 1, tzinfo=UTC)
Instant = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST + timedelta(days=30))]
"""An instant in a world that is read from outside; what is due may lie a little behind the end of the clock."""


class Clock(Protocol):
    """What a fabric needs of time; instants are aware and in UTC."""

    @property
    def mode(self) -> str:
        """`system` when time passes by itself, `manual` when only `advance` and `set` move it."""

    def now(self) -> datetime: ...

    def advance(self, duration: timedelta) -> None:
        """Move ahead by `duration`; raises ValueError for a negative one or beyond the year 5000."""

    def set(self, instant: datetime) -> None:
        """Make `instant` (aware) the current one; raises ValueError outside the years 2000 to 5000."""

    def reset(self) -> None:
        """Go back to the initial setting."""

    @property
    def setting(self) -> str:
        """How this clock is set, as text; it stays the same while nobody sets it."""

    def read(self, setting: str) -> datetime:
        """The instant to which a setting of the same mode leads now; raises ValueError."""


class ManualClock:
    """Stands still until it is moved."""

    mode = "manual"

    def __init__(self, start: datetime = START_OF_MANUAL_TIME) -> None:
        self._start = _in_range(start)
        self._now = self._start

    def now(self) -> datetime:
        return self._now

    def advance(self, duration: timedelta) -> None:
        self._now = _later(self._now, duration)

    def set(self, instant: datetime) -> None:
        self._now = _in_range(instant)

    def reset(self) -> None:
        self._now = self._start

    @property
    def setting(self) -> str:
        return self._now.isoformat()

    def read(self, setting: str) -> datetime:
        return _in_range(datetime.fromisoformat(setting))


class SystemClock:
    """The machine's time plus an offset, so that it can be advanced too."""

    mode = "system"

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def advance(self, duration: timedelta) -> None:
        now = self.now()
        self._offset += _later(now, duration) - now

    def set(self, instant: datetime) -> None:
        self._offset = _in_range(instant) - datetime.now(UTC)

    def reset(self) -> None:
        self._offset = timedelta()

    @property
    def setting(self) -> str:
        return str(self._offset.total_seconds())

    def read(self, setting: str) -> datetime:
        try:
            return _in_range(datetime.now(UTC) + timedelta(seconds=float(setting)))
        except OverflowError:
            raise ValueError(f"the clock cannot be {setting} seconds ahead") from None


def _later(now: datetime, duration: timedelta) -> datetime:
    if duration < timedelta():
        raise ValueError("time can only be advanced, by a duration that is not negative")
    if duration > LATEST - now:
        raise ValueError(f"the clock ends at {LATEST.isoformat()}")
    return now + duration


def _in_range(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a UTC offset")
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(f"the clock runs from {EARLIEST.isoformat()} to {LATEST.isoformat()}")
    return instant.astimezone(UTC)
