"""Requests and replies as the pipeline passes them on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ontap_simulator.domain.network import Version
from ontap_simulator.domain.peering import Peering


class Firing(Protocol):
    """A fault that befalls one request: `phase` is before, after or lost, `kind` what happens then."""

    @property
    def rule(self) -> str: ...
    @property
    def phase(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str | None: ...
    @property
    def status(self) -> int | None: ...
    @property
    def retry_after(self) -> int | None: ...
    @property
    def seconds(self) -> float: ...


@dataclass(slots=True)
class ApiRequest:
    """
    One request to one cluster, over a connection with a client certificate of `certificate_of`, if any.

    `body` holds the parsed JSON once the pipeline has parsed it.
    """

    peering: Peering
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    raw_body: bytes = field(repr=False)
    certificate_of: str | None = None
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    firing: Firing | None = None

    @property
    def version(self) -> Version:
        return self.peering.cluster.version

    @property
    def href(self) -> str:
        """Path and raw query, as `_links.self` repeats them (documented)."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(slots=True)
class ApiReply:
    """`status` is None where the client gets no reply at all."""

    status: int | None = 200
    body: Any = field(default_factory=dict, repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    is_pretty: bool = True
