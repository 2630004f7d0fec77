"""Requests and replies as the pipeline passes them on, and what a fault may do to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from starlette.responses import Response

from ontap_simulator.api.connection import Connection
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.peering import Peering


@dataclass(slots=True)
class ApiReply:
    """`status` is None where the client gets no reply at all."""

    status: int | None = 200
    body: Any = field(default_factory=dict, repr=False)
    headers: dict[str, str] = field(default_factory=dict)


class Phase(StrEnum):
    """When a fault strikes: before the request is processed, after it, or after it with no reply arriving."""

    BEFORE = "before"
    AFTER = "after"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class JobFailure:
    """How a job fails; with `has_worked` it first did what it should."""

    code: int
    message: str
    has_worked: bool


class Effect:
    """
    What a fault does to one exchange; an effect overrides at least one of the methods.

    With `is_processed` the cluster processes the request even in phase `before`.
    """

    is_processed: ClassVar[bool] = False

    async def wait(self) -> None:
        """Hold up the exchange, before the request is processed or after, as the phase says."""

    def replace(self, reply: ApiReply) -> ApiReply:
        """The reply that the client and the journal get; one without a status if the request was not processed."""
        return reply

    def fail_job(self, phase: Phase) -> JobFailure | None:  # noqa: ARG002 - for effects
        """How the job fails that the request starts, if it fails."""
        return None

    async def deliver(self, response: Response, connection: Connection, phase: Phase) -> None:
        """Send the reply, or what is left of it."""
        if phase is Phase.LOST:
            await connection.reset()
        else:
            await connection.send_whole(response)


@dataclass(frozen=True, slots=True)
class Firing:
    """A fault of one request: the id of its rule, the phase and the effect."""

    rule: str
    phase: Phase
    effect: Effect

    @property
    def is_processed(self) -> bool:
        """Whether the cluster processes the request."""
        return self.phase is not Phase.BEFORE or self.effect.is_processed


@dataclass(slots=True)
class ApiRequest:
    """
    One request to one cluster, over a connection with a client certificate of `certificate_of`, if any.

    `sent_path` is the path as the client wrote it, `path` what it stands for. `body` holds the parsed JSON once the
    pipeline has parsed it.
    """

    peering: Peering
    method: str
    path: str
    sent_path: str
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    One request to a cluster and its reply, as the journal takes them.

    `status` is None if no reply was sent, `size` is that of the request in bytes.
    """

    at: datetime
    cluster: str
    method: str
    path: str
    query: str
    request_body: Any = field(repr=False)
    status: int | None
    response_body: Any = field(repr=False)
    fault: str | None
    size: int
