"""A state file: the world of a fabric in SQLite, up to date before any reply leaves, whatever kills the process."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ontap_simulator.control.refusals import one_line
from ontap_simulator.control.snapshot import Network, Position, Snapshot, network_of, position_of
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peer import Peer
from ontap_simulator.domain.spec import FabricSpec

_FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS world (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS peers (
    cluster TEXT NOT NULL, uuid TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (cluster, uuid)
) WITHOUT ROWID;
"""
_PEER = TypeAdapter(Peer)
_FABRIC = TypeAdapter(FabricSpec)


def read_state(path: Path) -> Snapshot | None:
    """What the file holds, None if there is none yet; raises ValueError with one line for a file that is no state."""
    if not path.exists():
        return None
    with _opened(path) as database:
        world = dict(database.execute("SELECT key, value FROM world"))
        if not world:
            return None
        peers: dict[str, list[Peer]] = {}
        try:
            for cluster, record in database.execute("SELECT cluster, record FROM peers ORDER BY cluster, uuid"):
                peers.setdefault(cluster, []).append(_PEER.validate_json(record))
            return Snapshot(
                seed=world["seed"],
                fabric=_FABRIC.validate_json(world["fabric"]),
                position=Position.model_validate_json(world["position"]),
                network=Network.model_validate_json(world["network"]),
                peers=peers,
            )
        except KeyError as error:
            raise ValueError(f"{path}: damaged: no {error}") from None
        except ValidationError as error:
            raise ValueError(f"{path}: damaged: {one_line(error)}") from None


@contextmanager
def saved_in(path: Path, fabric: Fabric) -> Iterator[None]:
    """Have every change of `fabric` saved in the file, which belongs to this process alone meanwhile."""
    with _opened(path) as database:
        state = _StateFile(database, fabric)
        fabric.lock.save = state.save
        try:
            with fabric.lock:
                pass
            yield
        finally:
            fabric.lock.save = fabric.changes.clear


class _StateFile:
    def __init__(self, database: sqlite3.Connection, fabric: Fabric) -> None:
        self._database = database
        self._fabric = fabric
        self._position: Position | None = None

    def save(self) -> None:
        """One transaction for what changed; none if nothing did."""
        changes, position = self._fabric.changes, position_of(self._fabric)
        if position == self._position and not changes:
            return
        try:
            self._write(position)
        except sqlite3.Error as error:
            raise OSError(f"the state could not be saved: {_meaning(error)}") from error
        self._position = position
        changes.clear()

    def _write(self, position: Position) -> None:
        changes = self._fabric.changes
        with self._database:
            if changes.is_everything_changed:
                self._save_everything()
            if changes.is_network_changed:
                self._put("network", network_of(self._fabric).model_dump_json())
            for cluster, uuid in changes.peers:
                self._save_peer(cluster, uuid)
            self._put("position", position.model_dump_json())

    def _save_everything(self) -> None:
        self._database.execute("DELETE FROM peers")
        self._put("seed", str(self._fabric.seed))
        self._put("fabric", _FABRIC.dump_json(self._fabric.spec, by_alias=True).decode())
        for cluster in self._fabric.clusters.values():
            for peer in cluster.peers:
                self._save_peer(cluster.name, peer.uuid)

    def _save_peer(self, cluster: str, uuid: str) -> None:
        peer = self._fabric.clusters[cluster].peers.get(uuid)
        if peer is None:
            self._database.execute("DELETE FROM peers WHERE cluster = ? AND uuid = ?", (cluster, uuid))
        else:
            row = (cluster, uuid, _PEER.dump_json(peer).decode())
            self._database.execute("INSERT OR REPLACE INTO peers VALUES (?, ?, ?)", row)

    def _put(self, key: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO world VALUES (?, ?)", (key, value))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, locked for other processes, readable by its owner only; write-ahead, so a kill loses nothing."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(path, timeout=0, check_same_thread=False)) as database:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found not in (0, _FORMAT):
                raise ValueError(f"{path}: a state file of format {found}, while this version reads format {_FORMAT}")
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_FORMAT}")
            yield database
    except sqlite3.Error as error:
        raise ValueError(f"{path}: {_meaning(error)}") from None


def _meaning(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", None)
    if name is None:
        return "damaged: it holds what is not text"
    if name.startswith("SQLITE_BUSY"):
        return "in use by another simulator; stop that one or choose another file"
    if name == "SQLITE_NOTADB":
        return "not a state file of this simulator; choose another file"
    return str(error)
