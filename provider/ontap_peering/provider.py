"""
The adapter between Pulumi's engine and the reconciling core.

`ontap_peering.provider.ClusterPeerProvider` is written into every resource's state: neither this module nor the class
may ever move or be renamed (ADR 2), and an instance carries no attribute until `configure` runs in the plugin process.

check    pure and offline; unknown values pass through untouched, at any depth.
diff     pure and offline; `changes=None` leaves it to the engine, True is for time and observation, with a line why.
create   idempotent; see `reconcile` in `ontap_peering.peer` and `ontap_peering.pairing` for this and the next three.
read     gone is an empty id, and a cluster that cannot be reached never looks like gone: for one side that is an error,
         and the state of both stays as it was, marked (ADR 24).
update   always returns the full outputs, since the engine keeps nothing else.
delete   of a `ClusterPeer` the local side only, of a `ClusterPeering` both.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult

from ontap_peering import messages
from ontap_peering.base_provider import RUN, BaseProvider, resource_name
from ontap_peering.config import variable
from ontap_peering.connect import SystemClock
from ontap_peering.engine.boundary import as_secret, one_line_errors, unknown_names, without_provider
from ontap_peering.engine.served_call import inputs_in_state, urn_of_call
from ontap_peering.errors import PeerError
from ontap_peering.failures import (
    fail_if_kept,
    kept_if_not_ready,
    kept_if_unfinished,
    stored_settings,
    told_at_creation,
)
from ontap_peering.kinds import MESH
from ontap_peering.pairing.check import combination_failures as peering_failures
from ontap_peering.pairing.check import with_key
from ontap_peering.pairing.fields import FIELDS as PEERING_FIELDS
from ontap_peering.pairing.model import DesiredPeering, PeeringState
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs as peering_from_outputs
from ontap_peering.pairing.properties import refreshed_inputs as peering_inputs
from ontap_peering.pairing.properties import to_outputs as peering_outputs
from ontap_peering.pairing.reconcile import PeeringReconciler
from ontap_peering.peer.accepting import TOKEN, accepted
from ontap_peering.peer.carried import ASIDE, PASSPHRASE, carried_over, known_outputs, put_among, without_outputs
from ontap_peering.peer.check import as_known, combination_failures, validate, with_defaults
from ontap_peering.peer.model import DesiredPeer, PeerState
from ontap_peering.peer.plan import plan
from ontap_peering.peer.ports import Surroundings
from ontap_peering.peer.properties import from_outputs, refreshed_inputs, to_outputs
from ontap_peering.peer.reconcile import Reconciler
from ontap_peering.sources import STACK


class ClusterPeerProvider(BaseProvider):
    """CRUD of one side of a cluster peering; see the module."""

    @one_line_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        olds, given, now = without_provider(_olds), without_provider(news), SystemClock().now()
        given, failures = accepted(given, unknown_names(given), olds, now)
        inputs = with_defaults(olds, given)
        unknown = unknown_names(inputs)
        normalised, invalid = (inputs, []) if failures else validate(inputs, unknown)
        failures += invalid
        if not failures:
            failures = combination_failures(normalised, unknown, _olds, now)
            failures += [] if "cluster" in unknown else self._profile_failures([normalised["cluster"]])
            failures += self._key_failures(normalised)
        if not failures and "cluster" in _olds:
            RUN.expect(f"{_olds['cluster']}/{normalised['key']}", as_known(normalised, unknown, DesiredPeer))
        is_from_token = TOKEN in news and PASSPHRASE in normalised.keys() - unknown
        from_token = {PASSPHRASE: normalised[PASSPHRASE]} if is_from_token else {}
        kept = _marked({**carried_over(_olds, normalised), **from_token})
        return CheckResult({**normalised, **kept}, [CheckFailure("", line) for line in failures])

    @one_line_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        inputs = without_outputs(without_provider(_news))
        state = from_outputs(_olds)
        not_known_yet = unknown_names(inputs)
        unknown = not_known_yet | self._unresolved(state, inputs)
        RUN.note_held(urn_of_call(), [state.identity])
        now, is_fresh = SystemClock().now() + state.clock_skew, RUN.has_read(_id)
        desired = as_known(inputs, unknown, DesiredPeer)
        planned = plan(state, desired, now, unknown, is_fresh=is_fresh)
        for line in (*planned.alarms, *planned.reasons, *planned.warnings):
            self._tell(state.cluster, state.name, line)
        if planned.replaces:
            RUN.expect(_id, desired)
            return DiffResult(changes=True, replaces=list(planned.replaces), delete_before_replace=True)
        if planned.is_due:
            # What `check` took out of there differs, and only a diff of the engine's own heeds `hide_diffs`.
            is_taken_out = ASIDE in inputs_in_state() and ASIDE not in _news
            return DiffResult(changes=None if is_taken_out else True)
        is_as_read = not not_known_yet and inputs == refreshed_inputs(state)
        return DiffResult(changes=False if is_as_read else None)

    @one_line_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        desired = _desired(props)
        id_, reconciler = f"{desired.cluster}/{desired.key}", self._reconciler(desired)
        with self._noted_if_not_created(desired.cluster), kept_if_not_ready(id_, props, reconciler.side.clock):
            fail_if_kept(RUN, props)
            state = reconciler.create(desired)
            RUN.note_held(urn_of_call(), [state.identity])
            return CreateResult(id_, to_outputs(state, reconciler.side.clock.now()))

    @one_line_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if "uuid" not in props:
            raise PeerError(messages.cannot_read_by_id(id_))
        state = from_outputs(without_provider(props))
        if self._connections.is_offline(state.cluster):
            RUN.tell(messages.not_read_offline(state.cluster, *_offline_settings(state.cluster)))
            return ReadResult(id_, props)
        with stored_settings(state.cluster):
            reconciler = self._reconciler(state)
            reading = reconciler.read(state)
        if reading.notice:
            self._tell(state.cluster, state.name, reading.notice)
        if reading.state is None:
            return ReadResult("", {})
        RUN.note_read(id_)
        outputs = to_outputs(reading.state, reconciler.side.clock.now(), props)
        kept = put_among(inputs_in_state(), _marked(known_outputs(reading.state)))
        return ReadResult(id_, outputs, {**refreshed_inputs(reading.state), **kept})

    @one_line_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        desired = _desired(_news)
        reconciler = self._reconciler(desired)
        with kept_if_not_ready(_id, _news, reconciler.side.clock):
            state = reconciler.update(from_outputs(without_provider(_olds)), desired)
            RUN.note_held(urn_of_call(), [state.identity])
            return UpdateResult(to_outputs(state, reconciler.side.clock.now(), _olds))

    @one_line_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        state = from_outputs(without_provider(_props))
        with told_at_creation(RUN, _id, _props, [state.identity]):
            self._delete(_id, state)

    def _delete(self, id_: str, state: PeerState) -> None:
        RUN.let_go(urn_of_call())
        if holder := resource_name(RUN.holder(state.identity)):
            self._tell(state.cluster, state.name, messages.left_to_another([state.cluster], holder))
            return
        successor = RUN.successor(id_)
        if isinstance(successor, DesiredPeer):
            self._reconciler(successor).check_before_replacing(successor, state)
        else:
            self._keep_if_not_created(state.name, state.cluster)
        if self._connections.is_offline(state.cluster):
            raise PeerError(messages.not_deleted_offline(state.cluster, state.name, *_offline_settings(state.cluster)))
        with stored_settings(state.cluster, is_deletion=True):
            self._reconciler(state).delete(state)

    def _reconciler(self, peer: DesiredPeer | PeerState) -> Reconciler:
        """The reconciler of the peer's cluster, for the call that this thread serves."""
        urn = urn_of_call()
        cluster, name, key = peer.cluster, peer.name, peer.key
        around = Surroundings(
            tell=lambda line: self._tell(cluster, name, line, urn),
            tell_of_cluster=lambda line: RUN.tell(line, about=cluster),
            rival=lambda: resource_name(RUN.rival(key, urn)),
        )
        return self._connections.reconciler(cluster, around)

    def _tell(self, cluster: str, name: str, line: str, urn: str | None = None) -> None:
        resource = resource_name(urn or urn_of_call()) or name
        RUN.tell(messages.about_peer(resource, cluster, name, line))

    def _unresolved(self, state: PeerState, inputs: Mapping[str, Any]) -> set[str]:
        """`expected_remote`, if it is an alias of which no run has found out yet which cluster it names."""
        expected = inputs.get("expected_remote")
        is_settled = state.expected_uuid is not None and expected == state.declared.get("expected_remote")
        is_alias = isinstance(expected, str) and self._connections.profiles.has(expected)
        return {"expected_remote"} if is_alias and not is_settled else set()


class ClusterPeeringProvider(BaseProvider):
    """CRUD of both sides of a cluster peering; see the module."""

    @one_line_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        inputs = with_key(_olds, without_provider(news))
        unknown = unknown_names(inputs)
        normalised, failures = validate(inputs, unknown, DesiredPeering, PEERING_FIELDS)
        if not failures:
            desired = as_known(normalised, unknown, DesiredPeering)
            failures = peering_failures(desired, unknown)
            failures += [] if "clusters" in unknown or desired.paused else self._profile_failures(desired.clusters)
            failures += self._key_failures(normalised)
            if not failures and "clusters" in _olds:
                RUN.expect(peering_id(_olds["clusters"], normalised["key"]), desired)
                normalised = _as_it_was(_olds, normalised) if desired.paused else normalised
        return CheckResult(normalised, [CheckFailure("", line) for line in failures])

    @one_line_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        inputs, state = without_provider(_news), peering_from_outputs(_olds)
        RUN.note_held(urn_of_call(), state.identities.values())
        unknown = unknown_names(inputs)
        state = replace(state, unseen=frozenset(filter(self._connections.is_offline, state.sides)))
        desired = as_known(inputs, unknown, DesiredPeering)
        planned = plan_peering(state, desired, SystemClock().now(), unknown)
        if planned.is_paused:
            self._tell_paused(desired)
            return DiffResult(changes=planned.is_due)
        is_news = planned.looks_again and not RUN.has_read(_id)
        again = (messages.peering_unreached(),) if is_news else ()
        for line in (*([planned.stranger] if planned.stranger else ()), *planned.reasons, *again, *planned.warnings):
            self._tell(state.applied, line)
        if planned.replaces:
            RUN.expect(_id, desired)
            return DiffResult(changes=True, replaces=list(planned.replaces), delete_before_replace=True)
        is_as_read = not unknown and inputs == peering_inputs(state)
        return DiffResult(changes=planned.is_due or (False if is_as_read else None))

    @one_line_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        desired = DesiredPeering.model_validate(without_provider(props))
        self._tell_paused(desired)
        id_ = peering_id(desired.clusters, desired.key)
        with self._noted_if_not_created(*desired.clusters), kept_if_unfinished(id_, props):
            fail_if_kept(RUN, props)
            state = self._reconciler(desired).create(desired)
            RUN.note_held(urn_of_call(), state.identities.values())
            return CreateResult(id_, peering_outputs(state))

    @one_line_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if "sync" not in props:
            raise PeerError(messages.cannot_read_peering_by_id(id_))
        state = peering_from_outputs(props)
        with stored_settings(*state.applied.clusters):
            reading = self._reconciler(state.applied).read(state)
        if reading.unreached:
            cluster = reading.unreached.cluster
            RUN.note_read(id_)
            RUN.tell(messages.not_read_unreached(cluster, str(reading.unreached)), about=f"reach {cluster}")
        for line in reading.notices:
            self._tell(state.applied, line)
        if reading.state is None:
            return ReadResult("", {})
        return ReadResult(id_, peering_outputs(reading.state), peering_inputs(reading.state))

    @one_line_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        desired = DesiredPeering.model_validate(without_provider(_news))
        with kept_if_unfinished(_id, _news):
            state = self._reconciler(desired).update(peering_from_outputs(_olds), desired)
            RUN.note_held(urn_of_call(), state.identities.values())
            return UpdateResult(peering_outputs(state))

    @one_line_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        state = peering_from_outputs(_props)
        with told_at_creation(RUN, _id, _props, state.identities.values()):
            self._delete(_id, state)

    def _delete(self, id_: str, state: PeeringState) -> None:
        RUN.let_go(urn_of_call())
        found = {alias: resource_name(RUN.holder(peer)) for alias, peer in state.identities.items()}
        holders = {alias: holder for alias, holder in found.items() if holder is not None}
        for holder in sorted(set(holders.values())):
            own = [alias for alias, each in holders.items() if each == holder]
            self._tell(state.applied, messages.left_to_another(own, holder))
        successor = RUN.successor(id_)
        if isinstance(successor, DesiredPeering):
            self._reconciler(successor).check_before_replacing(successor, state)
            state = state if successor.paused else state.resumed()
        else:
            self._keep_if_not_created(state.applied.key, *state.applied.clusters)
        with stored_settings(*state.applied.clusters, is_deletion=True):
            self._reconciler(state.applied, without=holders).delete(state.without(holders))

    def _reconciler(self, desired: DesiredPeering, without: Collection[str] = ()) -> PeeringReconciler:
        """The reconciler of both clusters, or of one `without` the other, for the call that this thread serves."""
        urn = urn_of_call()

        def around(alias: str) -> Surroundings:
            return Surroundings(
                tell=lambda line: self._tell(desired, f"{alias}: {line}", urn),
                tell_of_cluster=lambda line: RUN.tell(line, about=alias),
                rival=lambda: resource_name(RUN.rival(desired.key, urn)),
            )

        contacted = () if desired.paused else (alias for alias in desired.clusters if alias not in without)
        surroundings = {alias: around(alias) for alias in contacted}
        return self._connections.peering(surroundings, lambda line: self._tell(desired, line, urn))

    def _tell_paused(self, desired: DesiredPeering) -> None:
        """Once: a mesh tells it of all of its peerings together."""
        if desired.paused is not None and MESH not in (urn_of_call() or ""):
            self._tell(desired, messages.peering_paused(desired.paused))

    def _tell(self, peering: DesiredPeering, line: str, urn: str | None = None) -> None:
        resource = resource_name(urn or urn_of_call()) or peering.key
        RUN.tell(messages.about_peering(resource, peering.clusters, line))


def peering_id(clusters: Iterable[str], key: str) -> str:
    return f"{'--'.join(sorted(clusters))}/{key}"


def _as_it_was(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a peering that is paused: what the program says besides is no change until it is not any more."""
    before = {name: value if name in news else as_secret(value) for name, value in without_provider(olds).items()}
    return {**before, "paused": news["paused"]}


def _desired(inputs: Mapping[str, Any]) -> DesiredPeer:
    return DesiredPeer.model_validate(without_outputs(without_provider(inputs)))


def _marked(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs among the inputs: the engine does not know by itself that one of them is secret."""
    return {name: as_secret(value) if name == PASSPHRASE else value for name, value in outputs.items()}


def _offline_settings(alias: str) -> tuple[str, str]:
    """The key in the stack config and the environment variable."""
    return STACK.own(alias, "offline"), variable(alias, "offline")
