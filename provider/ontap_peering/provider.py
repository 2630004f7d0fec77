"""
The adapter between Pulumi's engine and the reconciling core.

`ontap_peering.provider.ClusterPeerProvider` is written into every resource's state: neither this module nor the class
may ever move or be renamed (ADR 2), and an instance carries no attribute until `configure` runs in the plugin process.

check    pure and offline; unknown values pass through untouched, at any depth.
diff     pure and offline; `changes=None` leaves it to the engine, True is for time and observation, with a line why.
create   idempotent; see `ontap_peering.peer.reconcile` for this and the next three.
read     gone is an empty id; a failure to reach the cluster is an error and never looks like gone.
update   always returns the full outputs, since the engine keeps nothing else.
delete   the local side only.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

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

from ontap_peering import messages
from ontap_peering.config import CONFIG_KEY, Profiles, variable
from ontap_peering.connect import Connections, SystemClock
from ontap_peering.engine.boundary import (
    ResourceInitFailedError,
    as_secret,
    one_line_errors,
    print_diagnostic,
    unknown_names,
    without_provider,
)
from ontap_peering.engine.cancellation import CANCELLATION
from ontap_peering.engine.served_call import urn_of_call
from ontap_peering.errors import (
    ConfigurationError,
    ConnectionFailedError,
    CredentialsError,
    PeerError,
    WrongClusterError,
)
from ontap_peering.peer.carried import PASSPHRASE, carried_over, known_outputs, without_outputs
from ontap_peering.peer.check import as_known, combination_failures, validate, with_defaults
from ontap_peering.peer.model import DesiredPeer, PeerState
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import Clock, Surroundings
from ontap_peering.peer.properties import from_outputs, refreshed_inputs, to_outputs
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.peer.waiting import NotReadyError
from ontap_peering.run import Run


class ClusterPeerProvider(ResourceProvider):
    """CRUD of one side of a cluster peering; see the module."""

    serialize_as_secret_always = False

    @one_line_errors
    def configure(self, req: ConfigureRequest) -> None:
        self._connections = Connections(Profiles.from_config(req.config.get(CONFIG_KEY)))
        self._run = Run(print_diagnostic)
        CANCELLATION.install()

    @one_line_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        inputs = with_defaults(without_provider(_olds), without_provider(news))
        unknown = unknown_names(inputs)
        normalised, failures = validate(inputs, unknown)
        if not failures:
            failures = combination_failures(normalised, unknown, _olds, SystemClock().now())
            failures += self._profile_failures(normalised, unknown)
            failures += self._key_failures(normalised)
        if not failures and "cluster" in _olds:
            self._run.expect(f"{_olds['cluster']}/{normalised['key']}", as_known(normalised, unknown))
        kept = _marked(carried_over(_olds, normalised))
        return CheckResult({**normalised, **kept}, [CheckFailure("", line) for line in failures])

    @one_line_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        inputs = without_outputs(without_provider(_news))
        state = from_outputs(_olds)
        unknown = unknown_names(inputs) | self._unresolved(state, inputs)
        now, is_fresh = SystemClock().now() + state.clock_skew, self._run.has_read(_id)
        planned = plan(state, as_known(inputs, unknown), now, unknown, is_fresh=is_fresh)
        for line in (*planned.alarms, *planned.reasons, *planned.warnings):
            self._tell(state.cluster, state.name, line)
        if planned.replaces:
            return DiffResult(changes=True, replaces=list(planned.replaces), delete_before_replace=True)
        is_as_read = not unknown and inputs == refreshed_inputs(state)
        return DiffResult(changes=planned.is_due or (False if is_as_read else None))

    @one_line_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        desired = _desired(props)
        id_, reconciler = f"{desired.cluster}/{desired.key}", self._reconciler(desired)
        with _kept_if_not_ready(id_, props, reconciler.side.clock):
            return CreateResult(id_, to_outputs(reconciler.create(desired), reconciler.side.clock.now()))

    @one_line_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if "declared" not in props:
            raise PeerError(messages.cannot_read_by_id(id_))
        state = from_outputs(without_provider(props))
        with _stored_settings(state.cluster):
            reconciler = self._reconciler(state)
            reading = reconciler.read(state)
        if reading.notice:
            self._tell(state.cluster, state.name, reading.notice)
        if reading.state is None:
            return ReadResult("", {})
        self._run.note_read(id_)
        outputs = to_outputs(reading.state, reconciler.side.clock.now(), props)
        kept = _marked(known_outputs(reading.state))
        return ReadResult(id_, outputs, {**refreshed_inputs(reading.state), **kept})

    @one_line_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        desired = _desired(_news)
        reconciler = self._reconciler(desired)
        with _kept_if_not_ready(_id, _news, reconciler.side.clock):
            state = reconciler.update(from_outputs(without_provider(_olds)), desired)
            return UpdateResult(to_outputs(state, reconciler.side.clock.now(), _olds))

    @one_line_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        state = from_outputs(without_provider(_props))
        successor = self._run.successor(_id)
        if successor is not None:
            self._reconciler(successor).check_before_replacing(successor, state)
        with _stored_settings(state.cluster, is_deletion=True):
            self._reconciler(state).delete(state)

    def _reconciler(self, peer: DesiredPeer | PeerState) -> Reconciler:
        """The reconciler of the peer's cluster, for the call that this thread serves."""
        urn = urn_of_call()
        cluster, name, key = peer.cluster, peer.name, peer.key
        around = Surroundings(
            tell=lambda line: self._tell(cluster, name, line, urn),
            tell_of_cluster=lambda line: self._run.tell(line, about=cluster),
            rival=lambda: _resource_name(self._run.rival(key, urn)),
        )
        return self._connections.reconciler(cluster, around)

    def _tell(self, cluster: str, name: str, line: str, urn: str | None = None) -> None:
        resource = _resource_name(urn or urn_of_call()) or name
        self._run.tell(messages.about_peer(resource, cluster, name, line))

    def _profile_failures(self, inputs: Mapping[str, Any], unknown: set[str]) -> list[str]:
        if "cluster" in unknown:
            return []
        try:
            self._connections.profiles.find(inputs["cluster"])
        except ConfigurationError as error:
            return [str(error)]
        return []

    def _key_failures(self, inputs: Mapping[str, Any]) -> list[str]:
        """A line if another resource of this program has the same key, and so would be the same peer."""
        urn = urn_of_call()
        rival = _resource_name(self._run.claim(inputs["key"], urn)) if urn else None
        return [messages.same_key(_resource_name(urn) or "", rival)] if rival else []

    def _unresolved(self, state: PeerState, inputs: Mapping[str, Any]) -> set[str]:
        """`expected_remote`, if it is an alias of which no run has found out yet which cluster it names."""
        expected = inputs.get("expected_remote")
        is_settled = state.expected_uuid is not None and expected == state.declared.get("expected_remote")
        is_alias = isinstance(expected, str) and self._connections.profiles.has(expected)
        return {"expected_remote"} if is_alias and not is_settled else set()


def _desired(inputs: Mapping[str, Any]) -> DesiredPeer:
    return DesiredPeer.model_validate(without_outputs(without_provider(inputs)))


def _marked(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs among the inputs: the engine does not know by itself that one of them is secret."""
    return {name: as_secret(value) if name == PASSPHRASE else value for name, value in outputs.items()}


def _resource_name(urn: str | None) -> str | None:
    """What the program calls the resource."""
    return urn.rpartition("::")[2] if urn else None


@contextmanager
def _stored_settings(cluster: str, *, is_deletion: bool = False) -> Iterator[None]:
    """For `read` and `delete`: a setting that does not work is one of the last `up`, and the line says what to do."""
    try:
        yield
    except (ConfigurationError, ConnectionFailedError, CredentialsError, WrongClusterError) as error:
        variables = variable(cluster, "<SETTING>")
        raise PeerError(messages.settings_of_last_up(str(error), variables, is_deletion=is_deletion)) from None


@contextmanager
def _kept_if_not_ready(id_: str, news: Mapping[str, Any], clock: Clock) -> Iterator[None]:
    """The engine keeps the peer in the state, failed, if a wait for it was cut short."""
    try:
        yield
    except NotReadyError as error:
        outputs = to_outputs(error.state, clock.now())
        raise ResourceInitFailedError(str(error), id_, outputs, news) from None
