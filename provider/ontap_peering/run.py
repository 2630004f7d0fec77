"""What this process remembers of its run: what it said, which resource has which key, what is replaced, what failed."""

import threading
from collections.abc import Callable, Collection, Iterable

from ontap_peering.peer.model import Declared


class Told:
    """What this run has said. Safe to share between threads."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._said: set[str] = set()

    def tell(self, line: str, *, about: str | None = None) -> None:
        """Say a line once; of several lines about the same thing, the first."""
        with self._lock:
            topic = about or line
            if topic in self._said:
                return
            self._said.add(topic)
        self._say(line)


class Run:
    """Of one preview or one update: the engine starts a plugin for each. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: dict[str, set[str]] = {}
        self._read: set[str] = set()
        self._successors: dict[str, Declared] = {}

    def claim(self, key: str, urn: str) -> str | None:
        """Note that the program's resource of this URN has the key; the URN of another one that has it too."""
        with self._lock:
            self._owners.setdefault(key, set()).add(urn)
        return self.rival(key, urn)

    def rival(self, key: str, urn: str) -> str | None:
        """The URN of another resource of the program that has the key."""
        with self._lock:
            return next((other for other in self._owners.get(key, ()) if other != urn), None)

    def expect(self, id_: str, desired: Declared) -> None:
        """Note what the program says about a resource that exists: if it is deleted now, to be replaced by this."""
        with self._lock:
            self._successors[id_] = desired

    def note_read(self, id_: str) -> None:
        with self._lock:
            self._read.add(id_)

    def has_read(self, id_: str) -> bool:
        with self._lock:
            return id_ in self._read

    def successor(self, id_: str) -> Declared | None:
        with self._lock:
            return self._successors.get(id_)


class NotCreated:
    """Which resources this run could not create, by URN, of whatever kind. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clusters: dict[str, frozenset[str]] = {}

    def note(self, urn: str, clusters: Iterable[str]) -> None:
        with self._lock:
            self._clusters[urn] = frozenset(clusters)

    def forget(self, urn: str) -> None:
        """It was created after all."""
        with self._lock:
            self._clusters.pop(urn, None)

    def on(self, clusters: Collection[str]) -> str | None:
        """A resource that could not be created on one of the clusters."""
        with self._lock:
            return next((urn for urn, own in self._clusters.items() if not own.isdisjoint(clusters)), None)
