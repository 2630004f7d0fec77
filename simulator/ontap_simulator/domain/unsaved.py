"""What changed in a fabric and is not saved yet; and the lock, whose outermost holder saves before it lets go."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class UnsavedChanges:
    """The peers that were made, changed or removed, as cluster name and UUID, and whether anything else was."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.peers: dict[tuple[str, str], None] = {}
        self.is_network_changed = False
        self.is_everything_changed = False

    def __bool__(self) -> bool:
        return bool(self.peers) or self.is_network_changed or self.is_everything_changed

    def peer(self, cluster: str, uuid: str) -> None:
        self.peers[cluster, uuid] = None

    def network(self) -> None:
        """Links, dependents or interfaces changed."""
        self.is_network_changed = True

    def everything(self) -> None:
        """The fabric is another one than before."""
        self._begin()
        self.is_everything_changed = self.is_network_changed = True

    def clear(self) -> None:
        self._begin()


class Lock:
    """
    A reentrant lock around all that reads or changes a fabric.

    The outermost holder calls `save` before the lock is free, so nobody answers a request whose effect is not saved.
    """

    def __init__(self, save: Callable[[], None]) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.save = save

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._depth == 1:
                self.save()
        finally:
            self._depth -= 1
            self._lock.release()
