"""The inputs of a peering are checked offline, alone and together."""

from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.pairing.check import combination_failures, with_key
from ontap_peering.pairing.fields import FIELDS
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.peer.check import as_known, validate

KEY = "pair-1234567"


def failures(unknown: tuple[str, ...] = (), **inputs: Any) -> list[str]:
    given = with_key({}, {"clusters": ["east", "west"], "key": KEY, **inputs})
    normalised, found = validate(given, unknown, DesiredPeering, FIELDS)
    return found or combination_failures(as_known(normalised, unknown, DesiredPeering), unknown)


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        ({"clusters": ["east"]}, messages.bad_value("clusters", messages.not_two_clusters())),
        ({"clusters": ["east", "east"]}, messages.bad_value("clusters", messages.not_two_clusters())),
        ({"clusters": ["a", "b", "c"]}, messages.bad_value("clusters", messages.not_two_clusters())),
        ({"clusters": "east"}, messages.bad_value("clusters", 'must be ["east", "west"]')),
        ({"sides": {"north": {}}}, messages.side_of_neither("sides.north", ["east", "west"])),
        (
            {"sides": {"east": {"ip_addresses": ["10.1.0.11", "2001:db8::1"]}}},
            messages.mixed_address_families("sides.east.ip_addresses"),
        ),
        (
            {"sides": {"east": {"ip_addresses": ["10.1.0.11"]}, "west": {"ip_addresses": ["2001:db8::1"]}}},
            messages.no_family_of_both(),
        ),
        ({"sides": {"east": {"ip_addresses": []}}}, messages.empty_list("sides.east.ip_addresses")),
        ({"sides": {"east": {"addresses": []}}}, messages.no_such_input("sides.east.addresses")),
        ({"passphrase": "made-up-secret"}, messages.no_such_input("passphrase")),
        ({"timeout": "5 minutes"}, messages.bad_value("timeout", messages.bad_duration())),
    ],
)
def test_a_wrong_input_is_one_line(inputs: dict[str, Any], line: str) -> None:
    assert failures(**inputs) == [line]


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"sides": {"west": {"name": "prod", "ipspace": {"name": "Gcnv"}, "ip_addresses": ["host.example.com"]}}},
        {"encryption": {"proposed": "tls-psk"}, "rotation": "2026-11", "adopt": "existing", "timeout": "PT1H"},
    ],
)
def test_a_right_input_passes(inputs: dict[str, Any]) -> None:
    assert failures(**inputs) == []


@pytest.mark.parametrize("unknown", ["clusters", "sides", "rotation", "encryption"])
def test_what_is_not_known_yet_passes(unknown: str) -> None:
    assert failures((unknown,), **{unknown: object()}) == []


def test_the_key_stays_whatever_the_resource_is_called_now() -> None:
    assert with_key({"key": "old"}, {"key": "new"})["key"] == "old"
