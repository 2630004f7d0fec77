"""
The composition root: from connection settings to clients and reconcilers, with this process's clock and cancellation.

The provider and the command line connect here and nowhere else.
"""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ontap_peering import messages
from ontap_peering.client.peers import LISTING_SECONDS, PeersClient
from ontap_peering.client.transport import Connection, Limits, Transport
from ontap_peering.config import Profile, Profiles
from ontap_peering.engine.boundary import print_diagnostic
from ontap_peering.engine.cancellation import CANCELLATION
from ontap_peering.errors import RunCancelledError
from ontap_peering.peer.reconcile import POLL_INTERVAL, Reconciler


@dataclass(frozen=True)
class Timing:
    """How long things take that take time: requests, the use of a listing, the pause between two looks."""

    limits: Limits = field(default_factory=Limits)
    listing_seconds: float = LISTING_SECONDS
    poll_interval: timedelta = POLL_INTERVAL


_timing = Timing()


def set_timing(timing: Timing) -> None:
    """For tests: what connects from now on uses this timing."""
    global _timing  # noqa: PLW0603 - one place for the whole process, so that nothing else need be replaced
    _timing = timing


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, span: timedelta) -> None:
        CANCELLATION.sleep(span.total_seconds())


class Connections:
    """One client for each cluster and its settings, since its session and its listing are worth keeping."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, Profile], PeersClient] = {}

    def reconciler(self, alias: str) -> Reconciler:
        """Raises RunCancelledError once the run is cancelled, ConfigurationError if the cluster is not configured."""
        if CANCELLATION.cancelled:
            raise RunCancelledError(messages.cancelled_before_start(alias))
        profile = self.profiles.find(alias)
        with self._lock:
            if (alias, profile) not in self._clients:
                self._clients[alias, profile] = connect(alias, profile)
            return Reconciler(self._clients[alias, profile], SystemClock(), _timing.poll_interval)


def connect(alias: str, profile: Profile) -> PeersClient:
    if not profile.verify_tls:
        print_diagnostic(messages.tls_not_verified(alias))
    basic = certificate = None
    if profile.username is not None and profile.password is not None:
        basic = (profile.username, profile.password.get_secret_value())
    if profile.client_cert is not None and profile.client_key is not None:
        certificate = (profile.client_cert, profile.client_key)
    connection = Connection(
        alias,
        profile.host,
        basic=basic,
        token=profile.token.get_secret_value() if profile.token else None,
        certificate=certificate,
        ca_file=profile.ca_file,
        verify_tls=profile.verify_tls,
    )
    return PeersClient(Transport(connection, _timing.limits, CANCELLATION.run), _timing.listing_seconds)
