"""
What a preview does to one resource, and why.

The engine's JSON says which properties differ, not why a peering changes. So the plan is made again, by the code that
`up` uses, from the old state and the new inputs. And it is made from the old state and the old inputs: what is due then
is due without this change of the program, which is drift.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, get_args

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.kinds import PEERING
from ontap_peering.pairing.fields import FIELDS as PEERING_FIELDS
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs as peering_from_outputs
from ontap_peering.peer.carried import ASIDE, PASSPHRASE, without_outputs
from ontap_peering.peer.check import as_known
from ontap_peering.peer.fields import FIELDS as PEER_FIELDS
from ontap_peering.peer.model import Declared, DesiredPeer
from ontap_peering.peer.plan import Plan, plan
from ontap_peering.peer.properties import from_outputs as peer_from_outputs
from ontap_peering.review.preview import SECRET, Step, is_unknown

Kind = Literal["create", "import", "update", "replace", "delete", "same"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
UNREADABLE: Final = (KeyError, TypeError, ValueError, AttributeError)
"""Of a state or inputs that this version did not write, or that are secret as a whole."""


@dataclass(frozen=True)
class Change:
    """
    What happens to one resource.

    `does`: what this change of the program does to it. `drift`: what `up` would do to it without that. `is_live`:
    whether it carries replication now; None if that cannot be told.
    """

    stack: str
    resource: str
    clusters: tuple[str, ...]
    kind: Kind
    is_peering: bool
    is_of_fleet: bool = False
    does: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_live: bool | None = False

    @property
    def relationship(self) -> str:
        """By the pair, as a fleet file names it; one side alone by its resource."""
        return "--".join(sorted(self.clusters)) if self.is_peering and self.clusters else self.resource


@dataclass(frozen=True)
class _Judged:
    """What the plans say: with the old inputs, and with the new ones."""

    drift: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_live: bool | None = False


def change_of(stack: str, steps: Sequence[Step], now: datetime) -> Change:
    """The change of the resource that all of these steps are about, the first of which may be a refresh."""
    kind = _kind(steps)
    refreshed = next((step.old for step in steps if step.op == "refresh"), None)
    last = steps[-1]
    old = next((step.old for step in steps if step.op != "refresh" and step.old), None)
    new = next((step.new for step in steps if step.op != "refresh" and step.new), None)
    keys = tuple(dict.fromkeys(key for step in steps for key in step.keys))
    seen = _Seen(kind, refreshed, old, new, keys)
    try:
        judged = _peering(seen, now) if last.type == PEERING else _peer(seen, now)
    except UNREADABLE:
        judged = _Judged(does=tuple(_by_engine(seen)), is_live=None if old else False)
    clusters = _clusters((new or old or refreshed or {}).get("inputs", {}))
    change = Change(stack, last.name, clusters, kind, last.type == PEERING, last.is_of_fleet)
    return replace(change, **vars(judged))


@dataclass(frozen=True)
class _Seen:
    """The states of one resource: before the refresh, after it, and as the program wants it."""

    kind: Kind
    refreshed: Mapping[str, Any] | None
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    keys: tuple[str, ...]

    @property
    def unknown(self) -> set[str]:
        return {name for name, value in self.new["inputs"].items() if is_unknown(value)} if self.new else set()


def _kind(steps: Sequence[Step]) -> Kind:
    ops = {step.op for step in steps}
    if any("replace" in op for op in ops):
        return "replace"
    return next((kind for kind in KINDS if kind in ops), "same")


def _clusters(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    found = inputs.get("clusters")
    found = found if isinstance(found, list) else [inputs.get("cluster")]
    return tuple(each for each in found if isinstance(each, str) and each != SECRET and not is_unknown(each))


def _peering(seen: _Seen, now: datetime) -> _Judged:
    desired = as_known(seen.new["inputs"], seen.unknown, DesiredPeering) if seen.new else None
    if seen.old is None:
        return _without_state(seen, desired, lambda outputs: peering_from_outputs(outputs).applied)
    state = peering_from_outputs(seen.old["outputs"])
    applied = state.applied
    is_live = any(peer.is_accepted for peer in state.peers.values())
    without = plan_peering(state, applied, now)
    again = (messages.peering_unreached(),) if without.looks_again else ()
    drift = (*_by_hand(seen.old["inputs"], applied), *without.reasons, *again)
    alarms = (without.stranger,) if without.stranger else ()
    if desired is None:
        return _Judged(does=(messages.removed_from_program(),), drift=(), alarms=alarms, is_live=is_live)
    planned = plan_peering(state, desired, now, seen.unknown)
    does = list(_differences(applied, desired, seen.unknown))
    if planned.renews and not without.renews:
        does.append(messages.both_get_passphrase())
    does += [line for line in planned.reasons if line not in without.reasons]
    does += _replacement(seen, planned.replaces)
    warnings = [line for line in planned.warnings if not planned.replaces]
    found = _Judged(drift, tuple(does), alarms, tuple(warnings), is_live)
    return found if does or drift or seen.kind == "same" else replace(found, does=tuple(_by_engine(seen)))


def _peer(seen: _Seen, now: datetime) -> _Judged:
    inputs = without_outputs(seen.new["inputs"]) if seen.new else {}
    desired = as_known(inputs, seen.unknown, DesiredPeer) if seen.new else None
    if seen.old is None:
        return _without_state(
            seen, desired, lambda outputs: DesiredPeer.model_validate(peer_from_outputs(outputs).declared)
        )
    state = peer_from_outputs(seen.old["outputs"])
    applied, now = DesiredPeer.model_validate(state.declared), now + state.clock_skew
    is_fresh = seen.refreshed is not None
    without = Plan()
    with suppress(PlanError):  # an offer that cannot be renewed as it was declared
        without = plan(state, applied, now, is_fresh=is_fresh)
    drift = (*_by_hand(without_outputs(seen.old["inputs"]), applied), *without.reasons)
    if desired is None:
        does = (messages.removed_from_program(),)
        return _Judged(does=does, alarms=without.alarms, is_live=state.observed.is_accepted)
    try:
        planned = plan(state, desired, now, seen.unknown, is_fresh=is_fresh)
    except PlanError as error:
        return _Judged(drift, alarms=(str(error),), is_live=state.observed.is_accepted)
    does_ = list(_differences(applied, desired, seen.unknown))
    if PASSPHRASE in seen.keys and PASSPHRASE not in seen.old["inputs"].get(ASIDE, {}):
        does_.append(messages.passphrase_changes())
    does_ += [line for line in planned.reasons if line not in without.reasons]
    does_ += _replacement(seen, planned.replaces)
    warnings = [line for line in planned.warnings if not planned.replaces]
    found = _Judged(drift, tuple(does_), planned.alarms, tuple(warnings), state.observed.is_accepted)
    return found if does_ or drift or seen.kind == "same" else replace(found, does=tuple(_by_engine(seen)))


def _without_state(seen: _Seen, desired: Declared | None, applied: Callable[[Mapping[str, Any]], Declared]) -> _Judged:
    """A resource that is new, one that the refresh no longer found, or one of which nothing but the refresh is told."""
    if seen.kind == "same":
        return _Judged(is_live=None)
    if seen.refreshed is None:
        return _Judged(does=(messages.new_in_program(), *_given(desired, seen.unknown)))
    before = applied(seen.refreshed["outputs"])
    does = tuple(_differences(before, desired, seen.unknown)) if desired else ()
    return _Judged(drift=(messages.gone_from_clusters(),), does=does)


def _given(desired: Declared | None, unknown: set[str]) -> Iterator[str]:
    """A line for each input of a new resource that says more than what it is a peering of."""
    hidden = {field.name for field in PEER_FIELDS if field.secret} | {"cluster", "clusters", "key", "name"}
    declared = desired.declared() if desired else {}
    for path, value in _leaves({name: declared[name] for name in declared.keys() - hidden - unknown}).items():
        yield messages.input_given(path, value)


def _by_hand(inputs: Mapping[str, Any], applied: Declared) -> Iterator[str]:
    """A line for each input in which the refresh found something else than what was applied."""
    found = type(applied).model_validate({name: value for name, value in inputs.items() if value != SECRET})
    old, live = _leaves(applied.declared()), _leaves(found.declared())
    for path in sorted(set(old) & set(live)):
        if old[path] != live[path] and not path.endswith("passphrase"):
            yield messages.differs_on_cluster(path, live[path], old[path])


def _differences(before: Declared, after: Declared, unknown: set[str]) -> Iterator[str]:
    """A line for each input that the program says in another way, in the order of the table of inputs."""
    order = [field.name for field in (PEERING_FIELDS if isinstance(after, DesiredPeering) else PEER_FIELDS)]
    hidden = {field.name for field in PEER_FIELDS if field.secret}
    old, new = before.declared(), after.declared()
    for name in sorted((set(old) | set(new)) - hidden - {"key"}, key=lambda each: (each not in order, each)):
        if name in unknown:
            yield messages.not_known_yet(name)
            continue
        was, is_ = _leaves({name: old.get(name)}), _leaves({name: new.get(name)})
        for path in sorted(set(was) | set(is_)):
            if was.get(path) != is_.get(path):
                yield messages.input_changes(path, was.get(path), is_.get(path))


def _leaves(value: Any, path: str = "") -> dict[str, Any]:
    """The values by their dotted paths; a list is one value."""
    if not isinstance(value, Mapping):
        return {path: value} if value is not None else {}
    found: dict[str, Any] = {}
    for name, item in value.items():
        found |= _leaves(item, f"{path}.{name}" if path else name)
    return found


def _replacement(seen: _Seen, replaces: Sequence[str]) -> Iterator[str]:
    if replaces:
        yield messages.replaced_for(replaces)
    elif seen.kind == "replace":
        yield messages.replaced_by_order()


def _by_engine(seen: _Seen) -> Iterator[str]:
    """All that is known of a change which this version cannot work out."""
    match seen.kind:
        case "update" | "replace":
            yield messages.engine_sees(seen.keys)
        case "create" | "import":
            yield messages.new_in_program()
        case "delete":
            yield messages.removed_from_program()
