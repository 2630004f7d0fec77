"""
The adapter between Pulumi's engine and the reconciling core.

`ontap_peering.provider.ClusterPeerProvider` is written into every resource's state: neither this module nor the class
may ever move or be renamed (ADR 2), and an instance carries no attribute until `configure` runs in the plugin process.

check    pure and offline; unknown values pass through untouched, at any depth.
diff     pure and offline; `changes=None` leaves it to the engine, True is for time and observation, with a line why.
create   idempotent; see `ontap_peering.reconcile` for this and the next three.
read     gone is an empty id; a failure to reach the cluster is an error and never looks like gone.
update   returns the full outputs always, since the engine keeps nothing else.
delete   the local side only.
"""

import functools
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.output import contains_unknowns

from ontap_peering.cancellation import THIS_RUN
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.transport import Connection, Transport
from ontap_peering.config import CONFIG_KEY, Profile, Profiles
from ontap_peering.errors import ConfigurationError, PeerError, RunCancelledError, UnfinishedError
from ontap_peering.failure import Unfinished, tell_engine
from ontap_peering.model import DesiredPeer
from ontap_peering.planning import bags
from ontap_peering.planning.check import combination_failures, validate, with_defaults
from ontap_peering.planning.diff import judge
from ontap_peering.ports import Clock
from ontap_peering.reconcile import Reconciler

DEBUG_SWITCH = "ONTAP_PEERING_DEBUG"
DEEPEST_TRACEBACK = 100

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, span: timedelta) -> None:
        THIS_RUN.sleep(span.total_seconds())


def _one_line_errors(method: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """
    At the boundary an error is one line: the engine prints the traceback otherwise, with the values in its messages.

    Nothing but an Exception may leave, or the engine would wait for a reply for ever.
    """

    @functools.wraps(method)
    def guarded(*arguments: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
        try:
            return method(*arguments, **named)
        except PeerError as error:
            raise _shown(error) from None
        except BaseException as error:  # noqa: BLE001 - see above
            where = f"set {DEBUG_SWITCH}=1 to see where"
            if os.environ.get(DEBUG_SWITCH):
                _tell("".join(traceback.format_exception(error, limit=DEEPEST_TRACEBACK)))
                where = "its traceback is in the diagnostics"
            line = f"a bug in ontap-peering: {type(error).__name__} in {method.__name__}; {where}"
            raise _shown(PeerError(line)) from None

    return guarded


def _shown(error: PeerError) -> PeerError:
    """The error as the engine shows it in one line, even where it does not get the details."""
    sys.tracebacklimit = 0
    if not isinstance(error, UnfinishedError):
        tell_engine(str(error))
    return error.with_traceback(None)


class ClusterPeerProvider(ResourceProvider):
    """CRUD of one side of a cluster peering; see the module."""

    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        self._profiles = _guarded_profiles(req.config.get(CONFIG_KEY))
        self._clients = _Clients()
        THIS_RUN.listen()

    @_one_line_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        inputs = with_defaults(_plain(_olds), _plain(news))
        unknown = {name for name, value in inputs.items() if contains_unknowns(value)}
        normalised, failures = validate(inputs, unknown)
        if not failures:
            failures = combination_failures(normalised, unknown, _olds, SystemClock().now())
            failures += self._profile_failures(normalised, unknown)
        return CheckResult(normalised, [CheckFailure("", line) for line in failures])

    @_one_line_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        news = _plain(_news)
        unknown = {name for name, value in news.items() if contains_unknowns(value)}
        inputs = {name: value for name, value in news.items() if name not in unknown}
        state = bags.state_of(_olds)
        verdict = judge(state, inputs, SystemClock().now(), unknown)
        for line in (*verdict.reasons, *verdict.notices):
            _tell(f"{state.cluster}: peer {state.name!r}: {line}")
        if verdict.replaces:
            return DiffResult(changes=True, replaces=list(verdict.replaces), delete_before_replace=True)
        return DiffResult(changes=True if verdict.reasons else None)

    @_one_line_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        desired = DesiredPeer.model_validate(_plain(props))
        id_, reconciler = f"{desired.cluster}/{desired.key}", self._reconciler(desired.cluster)
        with _kept_if_unfinished(id_, props, reconciler.clock):
            return CreateResult(id_, bags.outputs(reconciler.create(desired), reconciler.clock.now()))

    @_one_line_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if "declared" not in props:
            raise PeerError(f"{id_}: a peer is taken over with adopt='existing', it cannot be had by id alone")
        state = bags.state_of(_plain(props))
        reconciler = self._reconciler(state.cluster)
        reading = reconciler.read(state)
        if reading.notice:
            _tell(reading.notice)
        if reading.state is None:
            return ReadResult("", {})
        return ReadResult(id_, bags.outputs(reading.state, reconciler.clock.now()), bags.live_inputs(reading.state))

    @_one_line_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        desired = DesiredPeer.model_validate(_plain(_news))
        reconciler = self._reconciler(desired.cluster)
        with _kept_if_unfinished(_id, _news, reconciler.clock):
            state = reconciler.update(bags.state_of(_plain(_olds)), desired)
            return UpdateResult(bags.outputs(state, reconciler.clock.now()))

    @_one_line_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        state = bags.state_of(_plain(_props))
        self._reconciler(state.cluster).delete(state)

    def _profile_failures(self, inputs: Mapping[str, Any], unknown: set[str]) -> list[str]:
        if "cluster" in unknown:
            return []
        try:
            self._profiles.find(inputs["cluster"])
        except ConfigurationError as error:
            return [str(error)]
        return []

    def _reconciler(self, alias: str) -> Reconciler:
        if THIS_RUN.happened:
            raise RunCancelledError(f"{alias}: the run was cancelled before this was begun")
        return Reconciler(self._clients.of(alias, self._profiles.find(alias)), SystemClock())


@contextmanager
def _kept_if_unfinished(id_: str, news: Mapping[str, Any], clock: Clock) -> Iterator[None]:
    """The engine keeps the peer in state, failed, where a wait for it ended too early."""
    try:
        yield
    except UnfinishedError as error:
        outputs = {**bags.outputs(error.state, clock.now()), PROVIDER_KEY: news[PROVIDER_KEY]}
        tell_engine(str(error), Unfinished(id_, outputs))
        raise


class _Clients:
    """One client a cluster and its settings, since its session and its listing are worth keeping."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, Profile], PeersClient] = {}

    def of(self, alias: str, profile: Profile) -> PeersClient:
        with self._lock:
            if (alias, profile) not in self._clients:
                self._clients[alias, profile] = PeersClient(transport_of(alias, profile))
            return self._clients[alias, profile]


def transport_of(alias: str, profile: Profile) -> Transport:
    if not profile.verify_tls:
        _tell(f"{alias}: verify_tls is false: the cluster's TLS certificate is NOT verified")
    basic = certificate = None
    if profile.username is not None and profile.password is not None:
        basic = (profile.username, profile.password.get_secret_value())
    if profile.client_cert is not None and profile.client_key is not None:
        certificate = (profile.client_cert, profile.client_key)
    return Transport(
        Connection(
            alias,
            profile.host,
            basic=basic,
            token=profile.token.get_secret_value() if profile.token else None,
            certificate=certificate,
            ca_file=profile.ca_file,
            verify_tls=profile.verify_tls,
        )
    )


@_one_line_errors
def _guarded_profiles(text: str | None) -> Profiles:
    return Profiles.from_config(text)


def _plain(bag: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in bag.items() if name != PROVIDER_KEY}


def _tell(line: str) -> None:
    """A line for whoever runs the engine: it shows a plugin's stderr, while stdout belongs to the protocol."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - see above
