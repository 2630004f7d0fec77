"""The journal: every exchange with a cluster in order, without secrets."""

import sys
from collections import deque
from fnmatch import fnmatchcase
from itertools import count, islice, takewhile
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field

from ontap_simulator.api.message import Exchange

REDACTED = "[redacted]"
MAX_ENTRIES = 100_000
MAX_BYTES = 256 * 1024 * 1024
_SECRET_NAMES = frozenset({"passphrase", "password"})


class JournalFilter(BaseModel):
    """`path` may contain `*`; `after` is the number of an entry, `limit` selects the newest."""

    model_config = ConfigDict(extra="forbid")

    cluster: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    after: int = Field(default=0, ge=0)
    limit: int | None = Field(default=None, ge=0, le=sys.maxsize)

    def accepts(self, entry: dict[str, Any]) -> bool:
        return (
            self.cluster in (None, entry["cluster"])
            and (self.method is None or self.method.upper() == entry["method"])
            and (self.path is None or fnmatchcase(entry["path"], self.path))
            and self.status in (None, entry["status"])
        )


class MemoryJournal:
    """
    Keeps the last `MAX_ENTRIES` exchanges, fewer if their requests exceed `MAX_BYTES`.

    Secrets are taken out before an exchange is kept.
    """

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._entries: deque[dict[str, Any]] = deque()
        self._sizes: deque[int] = deque()
        self._size = 0
        self._numbers = count(1)

    def record(self, exchange: Exchange) -> None:
        self._sizes.append(exchange.size)
        self._size += exchange.size
        self._entries.append(
            {
                "n": next(self._numbers),
                "at": exchange.at.isoformat(),
                "cluster": exchange.cluster,
                "method": exchange.method,
                "path": exchange.path,
                "query": redacted_query(exchange.query),
                "request": redacted(exchange.request_body),
                "status": exchange.status,
                "response": redacted(exchange.response_body),
                "fault": exchange.fault,
            }
        )
        while len(self._entries) > MAX_ENTRIES or (self._size > MAX_BYTES and len(self._entries) > 1):
            self._entries.popleft()
            self._size -= self._sizes.popleft()

    def entries(self, selection: "JournalFilter | None" = None) -> list[dict[str, Any]]:
        """The newest entries of the selection, oldest first."""
        if selection is None:
            return list(self._entries)
        recent = takewhile(lambda entry: entry["n"] > selection.after, reversed(self._entries))
        fitting = (entry for entry in recent if selection.accepts(entry))
        return list(islice(fitting, selection.limit))[::-1]

    @property
    def end(self) -> int:
        """The number of the newest entry, 0 when there is none."""
        return int(self._entries[-1]["n"]) if self._entries else 0

    def clear(self) -> int:
        """Forget all entries and count from 1 again; how many there were."""
        removed = len(self._entries)
        self._begin()
        return removed


def redacted(body: Any) -> Any:
    """A copy in which every value under a secret's name is replaced, at any depth and under dotted names."""
    try:
        return _redacted(body)
    except RecursionError:
        return REDACTED


def _redacted(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: REDACTED if _hides_secret(key, value) else _redacted(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_redacted(each) for each in body]
    return body


def redacted_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(_is_secret(name) for name, _ in pairs):
        return query
    return urlencode([(name, REDACTED if _is_secret(name) else value) for name, value in pairs])


def _hides_secret(name: str, value: Any) -> bool:
    """A secret, or an authentication that is no object and so may be a misplaced secret."""
    return _is_secret(name) or (name.lower() == "authentication" and not isinstance(value, dict))


def _is_secret(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _SECRET_NAMES
