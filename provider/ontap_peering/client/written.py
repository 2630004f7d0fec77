"""What a client writes, so that a listing shows nothing as it was before that."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class Mark:
    """A moment: how much had been written, and what was being written then."""

    length: int
    under_way: frozenset[str]


class Written:
    """The uuids and names of peers that this client writes. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._log: list[str] = []
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def being(self, *keys: str) -> Iterator[None]:
        """In this context the peer with this uuid or one of these names is written."""
        with self._lock:
            self._log += keys
            self._under_way.update(keys)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.subtract(keys)

    def mark(self) -> Mark:
        with self._lock:
            return Mark(len(self._log), frozenset(+self._under_way))

    def since(self, mark: Mark) -> Collection[str]:
        """What a listing that began at the mark may show as it was before."""
        return {*mark.under_way, *self._log[mark.length :]}
