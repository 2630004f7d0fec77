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
    """Mints UUIDs, generated passphrases and passwords from one seeded generator."""

    def __init__(self, seed: object) -> None:
        self._random = random.Random(str(seed))  # noqa: S311 - reproducible on purpose; nothing here guards real data
        self._last_tick = 0

    def node_id(self) -> int:
        """A 48-bit node id for `uuid`."""
        return _NODE_PREFIX | self._random.getrandbits(16)

    def uuid(self, at: datetime, node: int) -> str:
        """
        A version-1 UUID minted at `at` by `node`; two of one instant differ by ticks of 100 ns.

        The UUIDs of the vendor document's anonymous offers decode to the second of their POST (inferred).
        """
        tick = max((at - _GREGORIAN_EPOCH) // timedelta(microseconds=1) * 10, self._last_tick + 1)
        self._last_tick = tick
        time_low, time_mid, time_high = tick & 0xFFFFFFFF, tick >> 32 & 0xFFFF, tick >> 48 & 0x0FFF | _VERSION_1
        sequence = self._random.getrandbits(14)
        return str(UUID(fields=(time_low, time_mid, time_high, _VARIANT | sequence >> 8, sequence & 0xFF, node)))

    def moment_before(self, instant: datetime, span: timedelta) -> datetime:
        """A whole second at random within `span` before `instant`."""
        return instant - timedelta(seconds=self._random.randrange(int(span.total_seconds())))

    def passphrase(self) -> str:
        """24 base64 characters of 18 bytes, like ONTAP's generated passphrases."""
        return base64.b64encode(self._random.randbytes(18)).decode("ascii")

    def password(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(15)).decode("ascii")
