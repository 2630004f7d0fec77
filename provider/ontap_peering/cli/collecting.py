"""Collects what checks look at. Nothing here judges: what cannot be looked at is a fact, too."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Literal, TypeVar

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, Interface, Route
from ontap_peering.checks.verdicts import Kind, Unseen
from ontap_peering.cli.side_by_side import of_each
from ontap_peering.client.clients import Clients
from ontap_peering.config import Profile, Profiles
from ontap_peering.connect import connect
from ontap_peering.errors import (
    ApiError,
    CertificateError,
    ConfigurationError,
    ConnectionFailedError,
    CredentialsError,
    OfflineError,
    PeerError,
    RunCancelledError,
    WrongClusterError,
)
from ontap_peering.peer.model import LocalCluster
from ontap_peering.peer.obstacles import NO_SUCH_FIELD
from ontap_peering.peer.ports import PeeringPolicy

UNAUTHORISED = ("401", "6691623")
Fact = TypeVar("Fact")
Scope = Literal["relationships", "everything"]


@dataclass(frozen=True)
class Collector:
    """Keeps its connections, so that it can look again."""

    profiles: Profiles
    _clients: dict[str, Clients] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def facts(self, aliases: Iterable[str], scope: Scope) -> Mapping[str, ClusterFacts]:
        """
        Of each cluster, whatever becomes of the others.

        `relationships` is what `status` needs: identity, peers and interfaces, one request for each page of each.
        Raises RunCancelledError after Ctrl-C.
        """
        return of_each(aliases, lambda alias: self._of_one(alias, scope), "Reading clusters")

    def _of_one(self, alias: str, scope: Scope) -> ClusterFacts:
        try:
            profile = self.profiles.find(alias)
            clients = self._connected(alias, profile)
            identity = _identity(alias, clients, profile)
        except RunCancelledError:
            raise
        except PeerError as error:
            return _unreached(alias, _unseen(error))
        facts = ClusterFacts(
            alias,
            identity,
            peers=_asked(lambda: tuple(clients.peers.list())),
            interfaces=_asked(lambda: _interfaces(clients)),
            verifies_tls=profile.verify_tls,
            confirmed_uuid=profile.uuid,
        )
        if scope == "everything":
            survey = clients.survey
            facts = replace(
                facts,
                version=_asked(survey.release),
                policy=_policy(clients),
                ipspaces=_asked(lambda: tuple(each.name for each in clients.cluster.ipspaces())),
                nodes=_asked(lambda: tuple(survey.nodes())),
                routes=_asked(lambda: tuple(Route(network, ipspace) for network, ipspace in survey.routes())),
            )
        now = clients.cluster.now()
        return replace(facts, now=now, skew=now - datetime.now(UTC))

    def _connected(self, alias: str, profile: Profile) -> Clients:
        with self._lock:
            if alias not in self._clients:
                self._clients[alias] = connect(alias, profile)
            return self._clients[alias]


def _identity(alias: str, clients: Clients, profile: Profile) -> LocalCluster | Unseen:
    """Raises CredentialsError if the cluster accepts the credentials for nothing at all."""
    found = clients.cluster.identity()
    if found is None:
        clients.peers.list()
        return Unseen(messages.identity_not_permitted(alias), "rights", "6")
    if profile.uuid is not None and found.uuid != profile.uuid:
        raise WrongClusterError(messages.not_the_confirmed_cluster(alias, profile.uuid, found.name, found.uuid))
    return found


def _policy(clients: Clients) -> PeeringPolicy | Unseen:
    """Releases before 9.10 refuse the field."""
    found = _asked(clients.cluster.policy)
    is_unknown = isinstance(found, Unseen) and found.code == NO_SUCH_FIELD
    return Unseen(messages.policy_not_in_release()) if is_unknown else found


def _interfaces(clients: Clients) -> tuple[Interface, ...]:
    return tuple(
        Interface(each.address, each.ipspace, each.node, each.is_up, each.prefix_length, each.ipspace_uuid)
        for each in clients.survey.interfaces()
    )


def _asked(ask: Callable[[], Fact]) -> Fact | Unseen:
    try:
        return ask()
    except RunCancelledError:
        raise
    except PeerError as error:
        return _unseen(error)


_KINDS: Final[tuple[tuple[type[PeerError], Kind], ...]] = (
    (WrongClusterError, "identity"),
    (OfflineError, "offline"),
    (ConfigurationError, "settings"),
    (CertificateError, "tls"),
    (ConnectionFailedError, "network"),
)


def _unseen(error: PeerError) -> Unseen:
    code = error.code if isinstance(error, ApiError) else None
    if isinstance(error, CredentialsError):
        return Unseen(str(error), "login" if code in UNAUTHORISED else "rights", code)
    return Unseen(str(error), next((kind for each, kind in _KINDS if isinstance(error, each)), "reply"), code)


def _unreached(alias: str, unseen: Unseen) -> ClusterFacts:
    return ClusterFacts(alias, unseen, unseen, unseen, unseen, unseen, unseen, unseen, unseen, now=datetime.now(UTC))
