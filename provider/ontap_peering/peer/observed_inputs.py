"""What the cluster has in the place of each input, in the form of inputs: drift is a difference between the two."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from ontap_peering.peer.addresses import as_reported
from ontap_peering.peer.fields import FIELDS, InputField, get
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, instant_text, jsonable

Observer = Callable[[Any, ObservedPeer], Any]
"""From the declared value of an input, None if there is none, and the peer to what the cluster has; None: unknown."""


def observed_inputs(declared: Mapping[str, Any], seen: ObservedPeer) -> dict[str, Any]:
    """What the cluster has in the declared inputs; an input that it does not report is left out."""
    values = {field.name: observed(field, declared[field.name], seen) for field in FIELDS if field.name in declared}
    return {name: value for name, value in values.items() if value is not None}


def observed(field: InputField, declared: Any, seen: ObservedPeer) -> Any:
    """What the cluster has in one input, None if it does not report it."""
    if not field.reported:
        return None
    observer = _OBSERVERS.get(field.name)
    return observer(declared, seen) if observer else _normalised(field.name, seen.reported.get(field.name))


def applies_to(field: InputField, seen: ObservedPeer) -> bool:
    """Whether the input has a meaning for a peer as it is now."""
    return field.applies != "open offer" or seen.is_open


def _normalised(name: str, reported: Any) -> Any:
    """In the form of the input; as reported if this version does not know the value."""
    if reported is None:
        return None
    try:
        return jsonable(_type(name).dump_python(_type(name).validate_python(reported)))
    except ValidationError:
        return reported


@cache
def _type(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(DesiredPeer.model_fields[name].rebuild_annotation())


def _expiry(declared: str | None, seen: ObservedPeer) -> str | None:
    """An instant can be compared with what the cluster has, a duration cannot: its beginning is unknown."""
    is_instant = declared is not None and not declared.startswith("P")
    return instant_text(seen.expiry_time) if is_instant and seen.expiry_time else None


def _ipspace(declared: Mapping[str, str] | None, seen: ObservedPeer) -> dict[str, str] | None:
    """By name or by uuid, as declared; else by name."""
    known = {"name": seen.ipspace_name, "uuid": seen.ipspace_uuid and seen.ipspace_uuid.lower()}
    parts = ("name",) if declared is None else tuple(declared)
    found = {part: value for part in parts if (value := known[part]) is not None}
    return found if len(found) == len(parts) else None


def _svms(declared: Any, seen: ObservedPeer) -> list[dict[str, str]] | None:
    """In the order of the program if they are the same; the cluster reports names, so uuids cannot be compared."""
    reported = seen.reported.get("initial_allowed_svms")
    names = [svm.get("name") for svm in declared or ()]
    if not isinstance(reported, list) or None in names:
        return None
    allowed = [name for svm in reported if (name := get(svm, "name"))]
    return [dict(svm) for svm in declared or ()] if set(names) == set(allowed) else [{"name": name} for name in allowed]


_OBSERVERS: Final[Mapping[str, Observer]] = {
    "name": lambda _, seen: seen.name,
    "remote": lambda _, seen: (
        {"ip_addresses": list(as_reported(seen.remote_addresses))} if seen.remote_addresses else None
    ),
    "expiry_time": _expiry,
    "in_use": lambda _, seen: seen.in_use,
    "encryption": lambda _, seen: {"proposed": seen.proposed_encryption} if seen.proposed_encryption else None,
    "ipspace": _ipspace,
    "initial_allowed_svms": _svms,
}
"""Of the inputs that the cluster reports in another form; any other is read at its path and normalised by its type."""
