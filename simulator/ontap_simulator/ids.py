"""Seeded identifiers and secrets: the same seed gives the same ones, in the same order."""

import base64
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

_GREGORIAN_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)
_NODE_PREFIX = 0x005056BB << 16  # the vendor prefix in the node ids of the vendor document's UUIDs
_VARIANT = 0x80
_VERSION_1 = 1 << 12


class IdSource:
    """
    Mints UUIDs, generated passphrases and passwords, reproducible from a seed.

    `position` is all there is to its state: how many values were drawn, and the tick of the last UUID.
    """

    def __init__(self, seed: object) -> None:
        self._seed = seed
        self.position = (0, 0)

    @property
    def position(self) -> tuple[int, int]:
        return self._drawn, self._last_tick

    @position.setter
    def position(self, position: tuple[int, int]) -> None:
        self._drawn, self._last_tick = position

    def _next(self) -> random.Random:
        self._drawn += 1
        return random.Random(f"{self._seed}/{self._drawn}")  # noqa: S311 - reproducible; nothing here guards real data

    def node_id(self) -> int:
        """A 48-bit node id for `uuid`."""
        return _NODE_PREFIX | self._next().getrandbits(16)

    def uuid(self, at: datetime, node: int) -> str:
        """
        A version-1 UUID minted at `at` by `node`; two of one instant differ by ticks of 100 ns.

        The UUIDs of the vendor document's anonymous offers decode to the second of their POST (inferred).
        """
        tick = max((at - _GREGORIAN_EPOCH) // timedelta(microseconds=1) * 10, self._last_tick + 1)
        self._last_tick = tick
        time_low, time_mid, time_high = tick & 0xFFFFFFFF, tick >> 32 & 0xFFFF, tick >> 48 & 0x0FFF | _VERSION_1
        sequence = self._next().getrandbits(14)
        return str(UUID(fields=(time_low, time_mid, time_high, _VARIANT | sequence >> 8, sequence & 0xFF, node)))

    def moment_before(self, instant: datetime, span: timedelta) -> datetime:
        """A whole second at random within `span` before `instant`."""
        return instant - timedelta(seconds=self._next().randrange(int(span.total_seconds())))

    def passphrase(self) -> str:
        """24 base64 characters of 18 bytes, like ONTAP's generated passphrases."""
        return base64.b64encode(self._next().randbytes(18)).decode("ascii")

    def password(self) -> str:
        return base64.urlsafe_b64encode(self._next().randbytes(15)).decode("ascii")
