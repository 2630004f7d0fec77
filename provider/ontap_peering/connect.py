"""
The composition root: from connection settings to clients and reconcilers, with this process's clock and cancellation.

The provider and the command line connect here and nowhere else.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.shared import SHARED_SECONDS
from ontap_peering.config import Profile, Profiles
from ontap_peering.engine.boundary import print_diagnostic
from ontap_peering.engine.cancellation import CANCELLATION
from ontap_peering.errors import PeerError, RunCancelledError
from ontap_peering.pairing.pace import Pace
from ontap_peering.pairing.reconcile import PeeringReconciler
from ontap_peering.peer.model import LocalCluster
from ontap_peering.peer.ports import SeenPeers, Surroundings
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.side import POLL_INTERVAL, Side

if TYPE_CHECKING:
    from ontap_peering.client.clients import Clients

PASSPHRASE_LENGTH: Final = 32


@dataclass(frozen=True)
class Timing:
    """How long things take that take time: requests, the use of a shared answer, the pause between two looks."""

    limits: Limits = field(default_factory=Limits)
    listing_seconds: float = SHARED_SECONDS
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
    """The clients of each cluster and its settings, since a session and a listing are worth keeping."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        self._lock = threading.Lock()
        self._pace = Pace()
        self._clients: dict[tuple[str, Profile], Clients] = {}

    def reconciler(self, alias: str, around: Surroundings) -> Reconciler:
        """See `side`."""
        return Reconciler(self.side(alias, around))

    def peering(self, around: Mapping[str, Surroundings], tell: Callable[[str], None]) -> PeeringReconciler:
        """`around` has what the caller knows of each side, by alias. Clusters that are offline are left out."""
        sides = {alias: self.side(alias, each) for alias, each in around.items() if not self.is_offline(alias)}
        return PeeringReconciler(sides, SystemClock(), new_passphrase, tell, self._pace, _timing.poll_interval)

    def is_offline(self, alias: str) -> bool:
        return self.profiles.is_offline(alias)

    def side(self, alias: str, around: Surroundings) -> Side:
        """
        `around` is what the caller knows; which cluster is behind which alias is added.

        Raises RunCancelledError once the run is cancelled, ConfigurationError if the cluster is not configured,
        OfflineError if it is not to be contacted.
        """
        if CANCELLATION.cancelled:
            raise RunCancelledError(messages.cancelled_before_start(alias))
        profile = self.profiles.find(alias)
        clients = self._connected(alias, profile)
        around = replace(
            around,
            is_alias=self.profiles.has,
            identity_of=self._identity_of,
            peers_of=self._peers_of,
            confirmed_uuid=profile.uuid,
        )
        return Side(clients.peers, clients.cluster, SystemClock(), around, _timing.poll_interval)

    def _connected(self, alias: str, profile: Profile) -> "Clients":
        with self._lock:
            if (alias, profile) not in self._clients:
                self._clients[alias, profile] = connect(alias, profile)
            return self._clients[alias, profile]

    def _identity_of(self, alias: str) -> LocalCluster | None:
        """None for a cluster that is not configured, that is offline by its settings, or that does not answer."""
        if not self.profiles.has(alias):
            return None
        try:
            return self._connected(alias, self.profiles.find(alias)).cluster.identity()
        except PeerError:
            return None

    def _peers_of(self, uuid: str) -> SeenPeers | None:
        """None if no configured cluster that answers has this identity."""
        for alias in self.profiles.aliases():
            identity = self._identity_of(alias)
            if identity is not None and identity.uuid == uuid:
                try:
                    clients = self._connected(alias, self.profiles.find(alias))
                    return SeenPeers(clients.peers.list(), clients.cluster.now())
                except PeerError:
                    return None
        return None


def new_passphrase(more_than: int) -> SecretStr:
    """One that nobody can guess, of letters and digits, longer than so many characters."""
    return SecretStr(
        "".join(secrets.choice(ascii_letters + digits) for _ in range(max(PASSPHRASE_LENGTH, more_than + 1)))
    )


def connect(alias: str, profile: Profile) -> "Clients":
    from ontap_peering.client.clients import Clients  # noqa: PLC0415 - takes long, and not every preview sends a request

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
    return Clients.of(connection, _timing.limits, CANCELLATION.wait, _timing.listing_seconds)
