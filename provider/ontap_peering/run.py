"""What this process remembers of its run: what it said, which resource has which key and peers, what failed."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ontap_peering.peer.model import Declared, PeerIdentity


@dataclass(frozen=True)
class Kept:
    """What a deletion that failed left as it was: the resource's id and outputs. `line` is the error."""

    id_: str
    outputs: Mapping[str, Any]
    line: str


class Run:
    """Of one preview or one update: the engine starts a plugin for each. Safe to share between threads."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._said: set[str] = set()
        self._owners: dict[str, set[str]] = {}
        self._read: set[str] = set()
        self._successors: dict[str, Declared] = {}
        self._kept: dict[str, Kept] = {}
        self._not_created: dict[str, frozenset[str]] = {}
        self._held: dict[str, frozenset[PeerIdentity]] = {}
        self._holders: dict[PeerIdentity, set[str]] = {}

    def tell(self, line: str, *, about: str | None = None) -> None:
        """Say a line once; of several lines about the same thing, the first."""
        with self._lock:
            topic = about or line
            if topic in self._said:
                return
            self._said.add(topic)
        self._say(line)

    def claim(self, key: str, urn: str) -> str | None:
        """Note that the program's resource of this URN has the key; the URN of another one that has it too."""
        with self._lock:
            self._owners.setdefault(key, set()).add(urn)
        return self.rival(key, urn)

    def rival(self, key: str, urn: str) -> str | None:
        """The URN of another resource of the program that has the key."""
        with self._lock:
            return next((other for other in self._owners.get(key, ()) if other != urn), None)

    def note_held(self, urn: str, peers: Iterable[PeerIdentity]) -> None:
        """The program's resource of this URN has these peers."""
        self.let_go(urn)
        with self._lock:
            self._held[urn] = frozenset(peers)
            for peer in self._held[urn]:
                self._holders.setdefault(peer, set()).add(urn)

    def let_go(self, urn: str) -> None:
        """The resource of this URN is to be deleted."""
        with self._lock:
            for peer in self._held.pop(urn, ()):
                self._holders[peer].discard(urn)

    def holder(self, peer: PeerIdentity) -> str | None:
        """The URN of a resource of the program that has the peer."""
        with self._lock:
            return next(iter(self._holders.get(peer, ())), None)

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

    def note_kept(self, urn: str, kept: Kept) -> None:
        """The resource of this URN, which is to be replaced, could not be deleted."""
        with self._lock:
            self._kept[urn] = kept

    def kept(self, urn: str) -> Kept | None:
        with self._lock:
            return self._kept.get(urn)

    def note_not_created(self, urn: str, clusters: Iterable[str]) -> None:
        """The resource of this URN could not be created on these clusters."""
        with self._lock:
            self._not_created[urn] = frozenset(clusters)

    def note_created(self, urn: str) -> None:
        with self._lock:
            self._not_created.pop(urn, None)

    def not_created(self, clusters: Collection[str]) -> str | None:
        """The URN of a resource that could not be created on one of the clusters."""
        with self._lock:
            return next((urn for urn, own in self._not_created.items() if not own.isdisjoint(clusters)), None)
