"""When to look at what clusters bring about in their own time: as late as possible, and not much too late."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

FIRST_STEP: Final = timedelta(seconds=0.25)
LONGEST_STEP: Final = timedelta(seconds=2)
SHORTEST_STEP: Final = timedelta(seconds=0.05)
NOTHING: Final = timedelta()
GROWTH: Final = 0.3
LITTLE: Final = 0.1
"""Of a wait: two that differ by less take equally long."""


class Pace:
    """
    Learns from each wait of this process how long the next one takes.

    Hundreds of peerings wait for the same thing, and each look is a request to both clusters. Safe to share between
    threads: what is known is replaced as a whole.
    """

    def __init__(self) -> None:
        self._known: tuple[timedelta, timedelta] | None = None
        """How long was too short, and how long was enough."""
        self._is_first = True

    def looks(self) -> Iterator[timedelta]:
        """
        How long after the beginning to look, again and again.

        Of those that wait while nothing is known, only the first looks at once.
        """
        if self._known is None:
            span, growth, least = NOTHING if self._is_first else FIRST_STEP, GROWTH, FIRST_STEP
            self._is_first = False
        else:
            span, growth, least = self._expected(*self._known), LITTLE, SHORTEST_STEP
        while True:
            yield span
            span += min(LONGEST_STEP, max(least, span * growth))

    def learn(self, too_short: timedelta, enough: timedelta) -> None:
        """
        `too_short` is when the last look in vain was, zero if there was none.

        One wait that took much longer than those before it makes later ones only a little longer.
        """
        if self._known is not None:
            known_short, known_enough = self._known
            if too_short == NOTHING:
                too_short = min(known_short, enough - enough * LITTLE)
            else:
                enough = min(enough, max(known_enough * (1 + GROWTH), known_enough + SHORTEST_STEP))
                too_short = min(too_short, enough)
        self._known = (too_short, enough)

    @staticmethod
    def _expected(too_short: timedelta, enough: timedelta) -> timedelta:
        is_close = enough - too_short <= max(SHORTEST_STEP, enough * LITTLE)
        return enough if is_close else too_short + (enough - too_short) / 2
