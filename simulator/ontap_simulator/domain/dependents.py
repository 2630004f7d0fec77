"""What depends on a peering and keeps it from being deleted: SVM peers, SnapMirror relationships, SVM migrations."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ontap_simulator.domain.errors import Code


class DependentKind(StrEnum):
    SVM_PEER = "svm_peer"
    SNAPMIRROR = "snapmirror"
    SVM_MIGRATION = "svm_migration"


@dataclass(frozen=True, slots=True)
class Dependent:
    """Between an SVM of `cluster` and one of `remote`, both by name; seen from both sides."""

    uuid: str
    kind: DependentKind
    cluster: str
    svm: str
    remote: str
    remote_svm: str

    def sides(self) -> Iterator[tuple[str, str, str, str]]:
        """Local cluster and SVM, remote cluster and SVM, as each side sees it."""
        yield self.cluster, self.svm, self.remote, self.remote_svm
        yield self.remote, self.remote_svm, self.cluster, self.svm


class Dependents:
    """By UUID, with an index by pair of clusters."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._by_uuid: dict[str, Dependent] = {}
        self._by_pair: defaultdict[frozenset[str], dict[str, Dependent]] = defaultdict(dict)

    def __iter__(self) -> Iterator[Dependent]:
        return iter(self._by_uuid.values())

    def add(self, dependent: Dependent) -> None:
        self._on_change()
        self._by_uuid[dependent.uuid] = dependent
        self._by_pair[frozenset((dependent.cluster, dependent.remote))][dependent.uuid] = dependent

    def remove(self, uuid: str) -> bool:
        dependent = self._by_uuid.pop(uuid, None)
        if dependent is None:
            return False
        self._on_change()
        del self._by_pair[frozenset((dependent.cluster, dependent.remote))][uuid]
        return True

    def refusal(self, cluster: str, remote: str) -> tuple[Code, str] | None:
        """Why the peering of the two cannot be deleted, if it cannot (documented: 4653079, 4663070)."""
        found = self._by_pair.get(frozenset((cluster, remote)), {}).values()
        for dependent in found:
            if dependent.kind is DependentKind.SVM_MIGRATION:
                return Code.SVM_MIGRATION, f"SVM {dependent.svm}"
        for dependent in found:
            return Code.HAS_DEPENDENTS, f"{dependent.kind.value} of SVM {dependent.svm}"
        return None
