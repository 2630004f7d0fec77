"""Requests and replies as the pipeline passes them on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ontap_simulator.domain.peering import Peering


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    password: str = field(repr=False)


@dataclass(slots=True)
class ApiRequest:
    """One request to one cluster; `body` holds the parsed JSON once the pipeline has parsed it."""

    peering: Peering
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    raw_body: bytes = field(repr=False)
    body: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def href(self) -> str:
        """Path and raw query, as `_links.self` repeats them (documented)."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(slots=True)
class ApiReply:
    status: int = 200
    body: Any = field(default_factory=dict, repr=False)
    headers: dict[str, str] = field(default_factory=dict)
