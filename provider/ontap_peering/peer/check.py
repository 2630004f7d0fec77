"""Are the inputs valid, alone and together? Offline, and with inputs of which some are not known yet."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import ValidationError

from ontap_peering import messages
from ontap_peering.peer.addresses import families
from ontap_peering.peer.fields import FIELDS, InputField
from ontap_peering.peer.model import (
    DEFAULT_OFFER_LIFETIME,
    MAX_OFFER_LIFETIME,
    Declared,
    DesiredPeer,
    duration_text,
    instant_text,
)

_SECRET = frozenset(field.name for field in FIELDS if field.secret)
_LINES: Mapping[str, Callable[[str], str]] = {
    "extra_forbidden": messages.no_such_input,
    "missing": messages.required,
    "too_short": messages.empty_list,
    "string_too_short": messages.empty,
}
_STAND_IN = {
    "cluster": "unknown",
    "clusters": ["unknown", "not known"],
    "name": "unknown",
    "generate_passphrase": False,
}
Desired = TypeVar("Desired", bound=Declared)


def with_defaults(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """
    The inputs with the computed ones filled in.

    The key is the one the resource was created with, whatever it is called now; the name is the program's, else the one
    it has, else the key. ONTAP generates a passphrase if none is given (evidence: inferred, documented default true).
    """
    inputs = {name: value for name, value in news.items() if value is not None}
    inputs["key"] = olds.get("key") or inputs.get("key")
    inputs.setdefault("name", olds.get("name") or inputs["key"])
    inputs.setdefault("generate_passphrase", "passphrase" not in inputs)
    return inputs


def validate(
    inputs: Mapping[str, Any],
    unknown: Collection[str],
    shape: type[Declared] = DesiredPeer,
    fields: Iterable[InputField] = FIELDS,
) -> tuple[dict[str, Any], list[str]]:
    """The known inputs, normalised, and a line for each invalid one. No line holds a secret value."""
    try:
        desired = as_known(inputs, unknown, shape)
    except ValidationError as error:
        details = error.errors()
        with_bad_items = {detail["loc"][:-1] for detail in details}  # of a list, only its good items are counted
        found = [each for each in details if each["type"] != "too_short" or each["loc"] not in with_bad_items]
        forms = {field.name: field.form for field in fields if field.form}
        return dict(inputs), [_line(detail["loc"], detail["msg"], detail["type"], inputs, forms) for detail in found]
    normalised = {name: value for name, value in desired.declared().items() if name in inputs and name not in unknown}
    for name in (*_SECRET, *unknown):
        if name in inputs:
            normalised[name] = inputs[name]
    return normalised, []


def as_known(inputs: Mapping[str, Any], unknown: Collection[str], shape: type[Desired]) -> Desired:
    """The inputs as far as they are known, with a harmless value for a required one that is not."""
    known = {name: value for name, value in inputs.items() if name not in unknown}
    return shape.model_validate({**{n: v for n, v in _STAND_IN.items() if n in unknown}, **known})


def _line(
    location: tuple[int | str, ...], message: str, kind: str, inputs: Mapping[str, Any], forms: Mapping[str, str]
) -> str:
    """Without the value, which may be a secret in the wrong place."""
    value: Any = inputs
    for length, part in enumerate(location, start=1):
        value = _item(value, part)
        if value == {}:
            return messages.not_decrypted(_path(location[:length]))
    path = _path(location)
    if kind in _LINES:
        return _LINES[kind](path)
    if kind == "tuple_type" or (kind == "model_type" and path in forms):
        return messages.bad_value(path, f"must be {forms.get(path, 'a list')}")
    return messages.bad_value(path, message.removeprefix("Value error, ").replace("Input should be", "must be"))


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _item(value: Any, part: int | str) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    return value[part] if isinstance(part, int) else value


def combination_failures(
    inputs: Mapping[str, Any], unknown: Collection[str], olds: Mapping[str, Any], now: datetime
) -> list[str]:
    """A line for each combination that ONTAP would refuse, or that could never be fulfilled."""
    desired = as_known(inputs, unknown, DesiredPeer)
    directed = "remote" in inputs
    lines = []
    if "passphrase" in inputs and not directed:
        lines.append(messages.passphrase_without_remote())
    if "passphrase" in inputs and desired.generate_passphrase:
        lines.append(messages.two_passphrases())
    if "passphrase" not in inputs and not desired.generate_passphrase and "generate_passphrase" not in unknown:
        lines.append(messages.no_passphrase())
    if desired.rotation is not None and not desired.generate_passphrase and "generate_passphrase" not in unknown:
        lines.append(messages.rotation_without_generation())
    if desired.encryption and desired.encryption.proposed != "none" and desired.in_use == "absent":
        lines.append(messages.encryption_without_authentication())
    if desired.in_use == "absent" and not directed:
        lines.append(messages.offer_without_authentication())
    if desired.remote and len(families(desired.remote.ip_addresses)) > 1:
        lines.append(messages.mixed_address_families("remote.ip_addresses"))
    if desired.wait_for != "created" and not directed:
        lines.append(messages.nobody_to_wait_for(desired.wait_for))
    if desired.wait_for != "created" and desired.in_use == "revoked":
        lines.append(messages.never_ready(desired.wait_for))
    return lines + _time_failures(desired, olds, now)


def _time_failures(desired: DesiredPeer, olds: Mapping[str, Any], now: datetime) -> list[str]:
    longest = duration_text(MAX_OFFER_LIFETIME)
    lines = []
    match desired.expiry_time:
        case timedelta() as span if not timedelta(0) < span <= MAX_OFFER_LIFETIME:
            lines.append(messages.offer_too_long(duration_text(span), longest))
        case datetime() as end if end > now + MAX_OFFER_LIFETIME:
            lines.append(messages.expiry_too_far(instant_text(end), longest))
        case datetime() as end if end <= now and olds.get("expiry_time") != instant_text(end):
            lines.append(messages.expiry_in_the_past(instant_text(end)))
    if desired.renew_before is not None:
        lines += _renewal_failures(desired.renew_before, desired.expiry_time)
    return lines


def _renewal_failures(renew_before: timedelta, expiry: timedelta | datetime | None) -> Iterator[str]:
    """It would be renewed at every run, or never."""
    if isinstance(expiry, datetime):
        yield messages.renew_before_of_an_instant(duration_text(renew_before), instant_text(expiry))
    elif renew_before >= (lifetime := expiry or DEFAULT_OFFER_LIFETIME):
        yield messages.renew_before_too_long(duration_text(renew_before), duration_text(lifetime))
