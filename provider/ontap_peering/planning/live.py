"""What the cluster has in the place of each input, in the form of inputs: drift is where the two differ."""

from collections.abc import Mapping
from typing import Any

from ontap_peering.model import ObservedPeer, instant_text
from ontap_peering.planning.fields import InputField

Declared = Mapping[str, Any]


def reported(declared: Declared, seen: ObservedPeer) -> dict[str, Any]:
    """
    What the cluster has in the declared inputs; an input that it does not tell of is left out.

    IPspaces and SVMs are told in the form in which they are declared, by name or by uuid.
    """
    told: dict[str, Any] = {
        "name": seen.name,
        "remote": {"ip_addresses": sorted(seen.remote_addresses)} if seen.remote_addresses else None,
        "expiry_time": _expiry(declared.get("expiry_time"), seen),
        "in_use": seen.in_use,
        "encryption": {"proposed": seen.proposed_encryption} if seen.proposed_encryption else None,
        "ipspace": _ipspace(declared.get("ipspace", {}), seen),
        "initial_allowed_svms": _svms(declared.get("initial_allowed_svms", ()), seen),
        "peer_applications": None if seen.peer_applications is None else sorted(seen.peer_applications),
    }
    return {name: value for name, value in told.items() if name in declared and value is not None}


def matters_now(field: InputField, seen: ObservedPeer) -> bool:
    """Whether the input means anything for a peer as it is now."""
    return field.matters != "open offer" or seen.is_open


def _expiry(declared: str | None, seen: ObservedPeer) -> str | None:
    """An instant can be compared with what the cluster has, a duration cannot: nobody tells when it began."""
    is_instant = declared is not None and not declared.startswith("P")
    return instant_text(seen.expiry_time) if is_instant and seen.expiry_time else None


def _ipspace(declared: Declared, seen: ObservedPeer) -> dict[str, str] | None:
    known = {"name": seen.ipspace_name, "uuid": seen.ipspace_uuid}
    told = {part: value for part in declared if (value := known[part]) is not None}
    return told if told.keys() == declared.keys() else None


def _svms(declared: Any, seen: ObservedPeer) -> list[dict[str, str]] | None:
    """In the order of the program where they are the same; the cluster tells names, so uuids cannot be compared."""
    names = [svm.get("name") for svm in declared]
    if seen.initial_allowed_svms is None or None in names:
        return None
    same = set(names) == set(seen.initial_allowed_svms)
    return [dict(svm) for svm in declared] if same else [{"name": name} for name in seen.initial_allowed_svms]
