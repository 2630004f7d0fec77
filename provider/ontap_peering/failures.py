"""What a failure of the core becomes for the engine: what it keeps in the state, and whose settings a line is about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ontap_peering import messages
from ontap_peering.config import variable
from ontap_peering.engine.boundary import ResourceInitFailedError
from ontap_peering.errors import (
    ConfigurationError,
    ConnectionFailedError,
    CredentialsError,
    PeerError,
    WrongClusterError,
)
from ontap_peering.pairing.properties import to_outputs as peering_outputs
from ontap_peering.pairing.reconcile import UnfinishedError
from ontap_peering.peer.ports import Clock
from ontap_peering.peer.properties import to_outputs
from ontap_peering.peer.waiting import NotReadyError


@contextmanager
def stored_settings(*clusters: str, is_deletion: bool = False) -> Iterator[None]:
    """For `read` and `delete`: a setting that does not work is one of the last `up`, and the line says what to do."""
    try:
        yield
    except (ConfigurationError, ConnectionFailedError, CredentialsError, WrongClusterError) as error:
        variables = " and ".join(variable(cluster, "<SETTING>") for cluster in clusters)
        raise PeerError(messages.settings_of_last_up(str(error), variables, is_deletion=is_deletion)) from None


@contextmanager
def kept_if_not_ready(id_: str, news: Mapping[str, Any], clock: Clock) -> Iterator[None]:
    """The engine keeps the peer in the state, failed, if a wait for it was cut short."""
    try:
        yield
    except NotReadyError as error:
        outputs = to_outputs(error.state, clock.now())
        raise ResourceInitFailedError(str(error), id_, outputs, news) from None


@contextmanager
def kept_if_unfinished(id_: str, news: Mapping[str, Any]) -> Iterator[None]:
    """The engine keeps the peering in the state, failed, if something of it exists that is not as it should be."""
    try:
        yield
    except UnfinishedError as error:
        raise ResourceInitFailedError(str(error), id_, peering_outputs(error.state), news) from None
