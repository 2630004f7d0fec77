"""The peers of one cluster with the indexes that lookups need; no lookup walks over all peers."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator

from ontap_simulator.domain.peer import Peer


class PeerTable:
    """
    Peers by UUID, by name, and the anonymous offers by the last four characters of their passphrase.

    The last four characters serve as an index to find an offer by passphrase (inferred from event messages). Whoever
    changes a peer that stays in the table says so by `touch`; `on_change` receives the UUID of each change.
    """

    def __init__(self, on_change: Callable[[str], None]) -> None:
        self._on_change = on_change
        self._by_uuid: dict[str, Peer] = {}
        self._by_name: dict[str, Peer] = {}
        self._sorted: list[str] = []
        self._anonymous: defaultdict[str, dict[str, Peer]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._by_uuid)

    def __iter__(self) -> Iterator[Peer]:
        return self.after("")

    def after(self, uuid: str) -> Iterator[Peer]:
        """Peers in the order of their UUIDs, from the first beyond `uuid`."""
        for position in range(bisect_right(self._sorted, uuid), len(self._sorted)):
            yield self._by_uuid[self._sorted[position]]

    def get(self, uuid: str | None) -> Peer | None:
        return self._by_uuid.get(uuid) if uuid is not None else None

    def named(self, name: str) -> Peer | None:
        return self._by_name.get(name)

    def anonymous(self, index: str) -> list[Peer]:
        """The anonymous offers whose passphrase ends with `index`."""
        return list(self._anonymous.get(index, {}).values())

    def touch(self, peer: Peer) -> None:
        self._on_change(peer.uuid)

    def add(self, peer: Peer) -> None:
        self._on_change(peer.uuid)
        self._by_uuid[peer.uuid] = peer
        self._by_name[peer.name] = peer
        insort(self._sorted, peer.uuid)
        if peer.is_anonymous and peer.offer is not None:
            self._anonymous[peer.offer.index][peer.uuid] = peer

    def remove(self, peer: Peer) -> None:
        self._on_change(peer.uuid)
        del self._by_uuid[peer.uuid]
        del self._by_name[peer.name]
        del self._sorted[bisect_right(self._sorted, peer.uuid) - 1]
        if peer.is_anonymous and peer.offer is not None:
            offers = self._anonymous[peer.offer.index]
            del offers[peer.uuid]
            if not offers:
                del self._anonymous[peer.offer.index]
