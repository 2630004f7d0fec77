"""
What peering means, without a wire: a reference small enough to be read at once.

It knows cluster names, secrets and minutes. It shares no code with the simulator, so that a mistake in either shows.
"""

from dataclasses import dataclass, field

INDEX = 4


@dataclass(eq=False)
class Bond:
    """What two records have in common once they agreed."""

    alive: bool = True


@dataclass(eq=False)
class Record:
    uuid: str
    remote: str | None
    secret: str | None
    lapses: int
    bond: Bond | None = None

    @property
    def name(self) -> str:
        return self.remote or f"Clus_{(self.secret or '')[-INDEX:]}"


@dataclass
class Model:
    """`uuids` are the clusters' own, by name; time is in minutes."""

    uuids: dict[str, str]
    now: int = 0
    records: dict[str, list[Record]] = field(default_factory=dict)
    cut: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.records = {name: [] for name in self.uuids}

    def offer(self, cluster: str, uuid: str, secret: str, lapses: int) -> None:
        self.records[cluster].append(Record(uuid, None, secret, lapses))

    def may_direct(self, cluster: str, remote: str) -> bool:
        return self.to(cluster, remote) is None

    def reaches(self, cluster: str, remote: str) -> bool:
        return (cluster, remote) not in self.cut

    def link(self, source: str, target: str, *, is_up: bool) -> None:
        """Cut or restore one way; what still waits is tried again over it."""
        (self.cut.discard if is_up else self.cut.add)((source, target))
        for cluster, remote in ((source, target), (target, source)):
            record = self.to(cluster, remote)
            if record is not None and self._open(record):
                self._shake(cluster, record)

    def direct(self, cluster: str, remote: str, secret: str, lapses: int) -> None:
        record = Record(self.uuids[remote], remote, secret, lapses)
        self.records[cluster].append(record)
        self._shake(cluster, record)

    def rotate(self, cluster: str, record: Record, secret: str, lapses: int) -> None:
        record.secret, record.lapses = secret, lapses
        self._shake(cluster, record)

    def delete(self, cluster: str, record: Record) -> None:
        self.records[cluster].remove(record)
        if record.bond is not None:
            record.bond.alive = False

    def advance(self, minutes: int) -> None:
        self.now += minutes
        for records in self.records.values():
            records[:] = [each for each in records if each.remote is not None or self._open(each)]

    def to(self, cluster: str, remote: str) -> Record | None:
        return next((each for each in self.records[cluster] if each.remote == remote), None)

    def expected(self, cluster: str) -> dict[str, tuple[str, str, str]]:
        """By uuid: the name, `authentication.state` and `status.state`."""
        return {each.uuid: (each.name, *self._states(cluster, each)) for each in self.records[cluster]}

    def _states(self, cluster: str, record: Record) -> tuple[str, str]:
        unproven = "pending" if self._open(record) else "problem"
        if record.bond is None:
            return unproven, "pending" if record.remote else "unidentified"
        if not record.bond.alive:
            return unproven, "unavailable"
        ways = self.reaches(cluster, record.remote or "") + self.reaches(record.remote or "", cluster)
        lapsed = record.secret is not None and not self._open(record)
        return "problem" if lapsed else "ok", ("unavailable", "partial", "available")[ways]

    def _open(self, record: Record) -> bool:
        return record.secret is not None and self.now < record.lapses

    def _shake(self, cluster: str, record: Record) -> None:
        if record.remote is None or not self.reaches(cluster, record.remote):
            return
        far = self.to(record.remote, cluster)
        if far is None:
            far = self._accepted_offer(cluster, record, record.remote)
        if far is None or not (self._open(record) and self._open(far) and record.secret == far.secret):
            return
        together = record.bond is not None and record.bond is far.bond and record.bond.alive
        for side in (record, far):
            if side.bond is not None and not together:
                side.bond.alive = False
        bond = record.bond if together else Bond()
        for side in (record, far):
            side.bond, side.secret = bond, None

    def _accepted_offer(self, cluster: str, record: Record, remote: str) -> Record | None:
        """The remote's anonymous offer of this secret; offers that look alike but differ are destroyed instead."""
        secret = record.secret or ""
        alike = [
            each
            for each in self.records[remote]
            if each.remote is None and each.secret is not None and each.secret[-INDEX:] == secret[-INDEX:]
        ]
        for each in alike:
            if each.secret == secret:
                each.uuid, each.remote = self.uuids[cluster], cluster
                return each
        for each in alike:
            self.records[remote].remove(each)
        return None
