"""What a failure of the core becomes for the engine: what it keeps in the state, and whose settings a line is about."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.config import variable
from ontap_peering.engine.boundary import ResourceInitFailedError
from ontap_peering.engine.served_call import urn_of_call
from ontap_peering.errors import (
    ConfigurationError,
    ConnectionFailedError,
    CredentialsError,
    PeerError,
    RunCancelledError,
    WrongClusterError,
)
from ontap_peering.pairing.properties import to_outputs as peering_outputs
from ontap_peering.pairing.reconcile import UnfinishedError
from ontap_peering.peer.model import PeerIdentity
from ontap_peering.peer.ports import Clock
from ontap_peering.peer.properties import to_outputs
from ontap_peering.peer.waiting import NotReadyError
from ontap_peering.run import Kept, Run

GOES_ON: Final = "PULUMI_CONTINUE_ON_ERROR"
TRUE: Final = ("1", "true")


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


@contextmanager
def told_at_creation(run: Run, id_: str, outputs: Mapping[str, Any], peers: Iterable[PeerIdentity]) -> Iterator[None]:
    """
    For `delete`: if the engine goes on after errors, a resource that is to be replaced and stays fails when created.

    If its deletion failed, the engine would wait for ever for the creation (ADR 25).
    """
    try:
        yield
    except RunCancelledError:
        raise
    except PeerError as error:
        if run.successor(id_) is None or os.environ.get(GOES_ON, "").lower() not in TRUE:
            raise
        run.note_held(urn_of_call(), peers)
        run.note_kept(urn_of_call(), Kept(id_, outputs, str(error)))


def fail_if_kept(run: Run, news: Mapping[str, Any]) -> None:
    """For `create`: raises for a resource that its deletion left as it was, and that the engine is to keep so."""
    if kept := run.kept(urn_of_call()):
        raise ResourceInitFailedError(kept.line, kept.id_, kept.outputs, news)
