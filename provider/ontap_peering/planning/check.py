"""Is what the program says sensible in itself? Offline, and able to judge inputs of which some are not known yet."""

import ipaddress
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from ontap_peering.model import LONGEST_OFFER, USUAL_OFFER, DesiredPeer, duration_text, instant_text
from ontap_peering.planning.fields import FIELDS

_SECRET = frozenset(field.name for field in FIELDS if field.secret)
_STAND_IN = {"cluster": "unknown", "name": "unknown", "generate_passphrase": False}


def with_defaults(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """
    The inputs with the computed ones filled in.

    The key is the one the resource was made with, whatever it is called now; the name is the program's, else the one
    it has, else the key. A passphrase is generated where none is given (evidence: inferred, documented default true).
    """
    inputs = {name: value for name, value in news.items() if value is not None}
    inputs["key"] = olds.get("key") or inputs.get("key")
    inputs.setdefault("name", olds.get("name") or inputs["key"])
    inputs.setdefault("generate_passphrase", "passphrase" not in inputs)
    return inputs


def validate(inputs: Mapping[str, Any], unknown: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """The known inputs, normalised, and a line for each that is wrong in itself. No line holds a secret value."""
    known = {name: value for name, value in inputs.items() if name not in unknown}
    try:
        desired = _as_known(inputs, unknown)
    except ValidationError as error:
        return dict(inputs), [_line(detail["loc"], detail["msg"], detail["type"], known) for detail in error.errors()]
    normalised = {name: value for name, value in desired.declared().items() if name in known}
    for name in (*_SECRET, *unknown):
        if name in inputs:
            normalised[name] = inputs[name]
    return normalised, []


def _as_known(inputs: Mapping[str, Any], unknown: Collection[str]) -> DesiredPeer:
    """What the inputs say as far as they are known, with something harmless where there must be a value."""
    known = {name: value for name, value in inputs.items() if name not in unknown}
    return DesiredPeer.model_validate({**{n: v for n, v in _STAND_IN.items() if n in unknown}, **known})


def _line(location: tuple[int | str, ...], message: str, kind: str, inputs: Mapping[str, Any]) -> str:
    path = ".".join(str(part) for part in location)
    if kind == "extra_forbidden":
        return f"{path}: there is no such input"
    if kind == "missing":
        return f"{path}: is needed"
    if kind == "too_short":
        return f"{path}: is empty; give at least one"
    value: Any = inputs
    for part in location:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(part, int):
            value = value[part]
    shown = "" if location[0] in _SECRET or isinstance(value, Mapping | list) else f" {value!r}"
    return f"{path}{shown}: {message.removeprefix('Value error, ')}"


def combination_failures(
    inputs: Mapping[str, Any], unknown: Collection[str], olds: Mapping[str, Any], now: datetime
) -> list[str]:
    """A line for each combination that ONTAP would refuse, or that could never be fulfilled."""
    desired = _as_known(inputs, unknown)
    directed = "remote" in inputs
    lines = []
    if "passphrase" in inputs and not directed:
        lines.append(
            "passphrase: needs remote.ip_addresses; leave it out to make an offer with a generated passphrase (4656069)"
        )
    if "passphrase" in inputs and desired.generate_passphrase:
        lines.append("passphrase: give either passphrase or generate_passphrase=True, not both")
    if "passphrase" not in inputs and not desired.generate_passphrase and "generate_passphrase" not in unknown:
        lines.append("generate_passphrase: is False and no passphrase is given; give one of the two (4656077)")
    if desired.encryption and desired.encryption.proposed != "none" and desired.in_use == "absent":
        lines.append("encryption.proposed: needs authentication; in_use is 'absent' (4656070)")
    if desired.in_use == "absent" and not directed:
        lines.append("in_use: is 'absent', but an offer without remote.ip_addresses lives by its passphrase (4656077)")
    if desired.remote and len(_families(desired.remote.ip_addresses)) > 1:
        lines.append("remote.ip_addresses: mixes IPv4 and IPv6; give addresses of one family (4653708)")
    if desired.wait_for != "created" and not directed:
        lines.append(
            f"wait_for: is {desired.wait_for!r}, but an offer without remote.ip_addresses has nobody to wait for"
        )
    return lines + _time_failures(desired, olds, now)


def _families(addresses: Collection[str]) -> set[int]:
    families: set[int] = set()
    for address in addresses:
        try:
            families.add(ipaddress.ip_address(address).version)
        except ValueError:
            continue
    return families


def _time_failures(desired: DesiredPeer, olds: Mapping[str, Any], now: datetime) -> list[str]:
    longest = duration_text(LONGEST_OFFER)
    lines = []
    match desired.expiry_time:
        case timedelta() as span if not timedelta(0) < span <= LONGEST_OFFER:
            lines.append(
                f"expiry_time '{duration_text(span)}': an offer lasts more than zero and at most {longest} (4655058)"
            )
        case datetime() as end if end > now + LONGEST_OFFER:
            lines.append(f"expiry_time '{instant_text(end)}': is more than {longest} ahead (4655058)")
        case datetime() as end if end <= now and olds.get("expiry_time") != instant_text(end):
            lines.append(f"expiry_time '{instant_text(end)}': is in the past; give a later one or a duration (4653229)")
    span = desired.expiry_time if isinstance(desired.expiry_time, timedelta) else USUAL_OFFER
    if (
        desired.renew_before is not None
        and not isinstance(desired.expiry_time, datetime)
        and desired.renew_before >= span
    ):
        lines.append(
            f"renew_before '{duration_text(desired.renew_before)}': is not shorter than the offer's life of "
            f"{duration_text(span)}, so that it would be renewed for ever"
        )
    return lines
