"""What a program must not declare, judged by the inputs of one resource alone: the rules of the policy pack."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.checks.rotation import MAX_MONTHS, months_since

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """`judge` says what is wrong with the inputs of a resource on this day, in a line each. An unknown input is not."""

    id: str
    summary: str
    remedy: str
    is_mandatory: bool
    judge: Callable[[Inputs, date], Iterator[str]]


def _unencrypted(inputs: Inputs, _: date) -> Iterator[str]:
    encryption = inputs.get("encryption")
    if isinstance(encryption, Mapping) and encryption.get("proposed") == "none":
        yield messages.declared_unencrypted()


def _unauthenticated(inputs: Inputs, _: date) -> Iterator[str]:
    if inputs.get("in_use") == "absent":
        yield messages.declared_unauthenticated()


def _anyone_may_accept(inputs: Inputs, _: date) -> Iterator[str]:
    is_offer = "clusters" not in inputs and not inputs.get("remote") and not inputs.get("token")
    if is_offer and not inputs.get("expected_remote"):
        yield messages.anyone_may_accept()


def _old_rotation(inputs: Inputs, today: date) -> Iterator[str]:
    rotation = inputs.get("rotation")
    months = months_since(rotation, today)
    if months is not None and months > MAX_MONTHS:
        yield messages.rotated_long_ago(str(rotation), months)


RULES: Final = (
    Rule(
        "no-unencrypted",
        "Replication between clusters is encrypted.",
        'remove encryption.proposed from the program, or set it to "tls_psk"',
        is_mandatory=True,
        judge=_unencrypted,
    ),
    Rule(
        "authentication",
        "Clusters authenticate each other.",
        'remove in_use from the program, or set it to "ok"',
        is_mandatory=True,
        judge=_unauthenticated,
    ),
    Rule(
        "expected-remote",
        "An offer says which cluster is to accept it.",
        "name the cluster that you expect in expected_remote",
        is_mandatory=False,
        judge=_anyone_may_accept,
    ),
    Rule(
        "rotation-age",
        "Passphrases are not old.",
        "give rotation the present month",
        is_mandatory=False,
        judge=_old_rotation,
    ),
)
