"""What the program says is judged offline, one clear line for each mistake."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.peer.check import combination_failures, validate, with_defaults
from ontap_peering.peer.fields import FIELDS, InputField

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
OFFER = {"cluster": "east", "key": "offer-1234567"}
ADDRESS = {"remote": {"ip_addresses": ["10.2.0.11"]}}


def check(inputs: dict[str, Any], olds: dict[str, Any] | None = None, unknown: set[str] | None = None) -> list[str]:
    filled = with_defaults(olds or {}, {**OFFER, **inputs})
    normalised, failures = validate(filled, unknown or set())
    return failures or combination_failures(normalised, unknown or set(), olds or {}, NOW)


def normalised(inputs: dict[str, Any], olds: dict[str, Any] | None = None) -> dict[str, Any]:
    return validate(with_defaults(olds or {}, {**OFFER, **inputs}), set())[0]


@pytest.mark.parametrize(
    ("inputs", "mentions"),
    [
        pytest.param(
            {"passphrase": "long-enough"}, ["passphrase", "remote.ip_addresses"], id="passphrase without address"
        ),
        pytest.param({"expiry_time": "P8D"}, ["expiry_time", "P8D", "P7D"], id="longer than seven days"),
        pytest.param({"expiry_time": "2026-01-09T12:00:00Z"}, ["expiry_time", "P7D"], id="later than seven days"),
        pytest.param({"expiry_time": "2025-12-31T12:00:00Z"}, ["expiry_time", "past"], id="in the past"),
        pytest.param({"expiry_time": "01/02/2026 12:00:00"}, ["expiry_time", "UTC offset"], id="of no time zone"),
        pytest.param({"remote": {"ip_addresses": ["10.2.0.11", "fd00::1"]}}, ["IPv4 and IPv6"], id="mixed families"),
        pytest.param({"remote": {"ip_addresses": []}}, ["remote.ip_addresses", "empty"], id="no address"),
        pytest.param({"encryption": {"proposed": "aes"}}, ["encryption.proposed", "tls_psk"], id="bad protocol"),
        pytest.param({"in_use": "maybe"}, ["in_use", "revoked"], id="bad in_use"),
        pytest.param({"peer_applications": ["nfs"]}, ["peer_applications", "flexcache"], id="bad application"),
        pytest.param({"name": "1st"}, ["name", "letter"], id="bad name"),
        pytest.param({"adress": "10.2.0.11"}, ["adress", "no such input"], id="misspelt input"),
        pytest.param({"ipspace": {"name": "a", "uuid": "b"}}, ["ipspace", "either name or uuid"], id="name and uuid"),
        pytest.param({"wait_for": "available"}, ["wait_for", "remote cluster"], id="waiting for nobody"),
        pytest.param({"renew_before": "PT1H"}, ["renew_before", "PT1H"], id="renewed for ever"),
        pytest.param({"generate_passphrase": False}, ["generate_passphrase", "passphrase"], id="no passphrase at all"),
        pytest.param({**ADDRESS, "passphrase": "s3cret-pass", "generate_passphrase": True}, ["not both"], id="two"),
        pytest.param(
            {**ADDRESS, "encryption": {"proposed": "tls_psk"}, "in_use": "absent"}, ["4656070"], id="unauthenticated"
        ),
    ],
)
def test_a_mistake_gives_one_line_that_names_the_input(inputs: dict[str, Any], mentions: list[str]) -> None:
    failures = check(inputs)
    assert len(failures) == 1
    assert "\n" not in failures[0]
    for word in mentions:
        assert word in failures[0]


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        ({"cluster": None}, messages.required("cluster")),
        ({"adress": "x"}, messages.no_such_input("adress")),
        ({"remote": {"ip_addresses": []}}, messages.empty_list("remote.ip_addresses")),
        ({"expected_remote": ""}, messages.empty("expected_remote")),
        ({"name": "1st"}, messages.bad_value("name", messages.bad_name(44))),
        ({"expiry_time": "soon"}, messages.bad_value("expiry_time", messages.bad_expiry())),
        (
            {"remote": {"ip_addresses": ["10.2.0.11", 7]}},
            messages.bad_value("remote.ip_addresses.1", "must be a valid string"),
        ),
        ({"remote": {"ip_addresses": [7]}}, messages.bad_value("remote.ip_addresses.0", "must be a valid string")),
        ({"remote": "10.2.0.11"}, messages.bad_value("remote", 'must be {"ip_addresses": [...]}')),
        ({"remote": {"ip_addresses": "10.2.0.11"}}, messages.bad_value("remote.ip_addresses", "must be a list")),
        (
            {"peer_applications": "flexcache"},
            messages.bad_value("peer_applications", 'must be ["snapmirror", "flexcache"]'),
        ),
        ({"in_use": "no"}, messages.bad_value("in_use", "must be 'ok', 'absent' or 'revoked'")),
        ({"ipspace": {"name": None}}, messages.bad_value("ipspace", messages.name_or_uuid())),
        ({**ADDRESS, "passphrase": 7}, messages.bad_value("passphrase", "must be a valid string")),
        (
            {"remote": {"ip_addresses": ["a.example", "10.2.0.11", "fd00::1"]}},
            messages.mixed_address_families("remote.ip_addresses"),
        ),
        ({"in_use": "absent"}, messages.offer_without_authentication()),
        ({"renew_before": "PT1H"}, messages.renew_before_too_long("PT1H", "PT1H")),
        (
            {"renew_before": "PT10M", "expiry_time": "2026-01-01T13:00:00Z"},
            messages.renew_before_of_an_instant("PT10M", "2026-01-01T13:00:00Z"),
        ),
        ({"passphrase": "long-enough"}, messages.passphrase_without_remote()),
        ({**ADDRESS, "passphrase": "long-enough", "generate_passphrase": True}, messages.two_passphrases()),
        ({"generate_passphrase": False}, messages.no_passphrase()),
        (
            {**ADDRESS, "in_use": "absent", "encryption": {"proposed": "tls_psk"}},
            messages.encryption_without_authentication(),
        ),
        ({"wait_for": "available"}, messages.nobody_to_wait_for("available")),
        (
            {**ADDRESS, "passphrase": "x", "in_use": "revoked", "wait_for": "authenticated"},
            messages.never_ready("authenticated"),
        ),
        ({"expiry_time": "PT0S"}, messages.offer_too_long("PT0S", "P7D")),
        ({"expiry_time": "2026-01-08T12:00:01Z"}, messages.expiry_too_far("2026-01-08T12:00:01Z", "P7D")),
        ({"expiry_time": "2026-01-01T12:00:00Z"}, messages.expiry_in_the_past("2026-01-01T12:00:00Z")),
    ],
)
def test_a_mistake_says_what_is_wrong_and_what_to_do(inputs: dict[str, Any], line: str) -> None:
    assert check(inputs) == [line]


@pytest.mark.parametrize(
    "inputs",
    [
        {"expiry_time": "P7D"},
        {"expiry_time": "2026-01-08T12:00:00Z"},
        {"expiry_time": "2026-01-01T12:00:01Z"},
        {"renew_before": "PT59M"},
        {"renew_before": "PT3H", "expiry_time": "PT4H"},
        {"encryption": {"proposed": "none"}},
        {**ADDRESS, "in_use": "absent", "encryption": {"proposed": "none"}},
        {**ADDRESS, "in_use": "revoked", "encryption": {"proposed": "tls_psk"}},
        {**ADDRESS, "wait_for": "authenticated"},
        {"remote": {"ip_addresses": ["a.example", "b.example", "10.2.0.11"]}},
    ],
)
def test_valid_inputs_pass(inputs: dict[str, Any]) -> None:
    assert check(inputs) == []


@pytest.mark.parametrize("passphrase", [12345678, ["hidden-in-a-list"], {"nested": "hidden-in-a-map"}])
def test_a_mistaken_passphrase_is_never_shown(passphrase: object) -> None:
    (line,) = check({**ADDRESS, "passphrase": passphrase})
    assert line.startswith("passphrase")
    assert "hidden" not in line
    assert "12345678" not in line


def test_an_instant_that_was_accepted_before_may_lie_in_the_past() -> None:
    past = {"expiry_time": "2025-12-31T12:00:00Z"}
    assert check(past, olds={**OFFER, **past}) == []


def test_unknown_inputs_are_neither_missing_nor_wrong() -> None:
    unknown = object()
    inputs = {"remote": {"ip_addresses": [unknown]}, "passphrase": unknown, "wait_for": "available"}
    assert check(inputs, unknown={"remote", "passphrase"}) == []


def test_nothing_is_concluded_from_what_is_not_known() -> None:
    unknown = {"cluster", "name", "generate_passphrase"}
    assert check(dict.fromkeys(unknown, object()), unknown=unknown) == []
    assert check({**ADDRESS, "wait_for": object(), "passphrase": object()}, unknown={"wait_for", "passphrase"}) == []


def test_unknown_inputs_pass_through_untouched() -> None:
    remote = {"ip_addresses": [object()]}
    inputs = with_defaults({}, {**OFFER, "remote": remote})
    assert validate(inputs, {"remote"})[0]["remote"] is remote


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ({"expiry_time": "PT120M"}, {"expiry_time": "PT2H"}),
        ({"expiry_time": "P1W"}, {"expiry_time": "P7D"}),
        ({"expiry_time": "2026-01-02T13:00:00+01:00"}, {"expiry_time": "2026-01-02T12:00:00Z"}),
        ({"encryption": {"proposed": "tls-psk"}}, {"encryption": {"proposed": "tls_psk"}}),
        ({"remote": {"ip_addresses": ["b", "a", "b"]}}, {"remote": {"ip_addresses": ["a", "b"]}}),
        ({"peer_applications": ["snapmirror", "flexcache"]}, {"peer_applications": ["flexcache", "snapmirror"]}),
    ],
)
def test_inputs_of_one_meaning_have_one_spelling(written: dict[str, Any], normal: dict[str, Any]) -> None:
    assert normalised(written).items() >= normal.items()


def test_the_name_is_the_programs_else_the_old_one_else_the_key() -> None:
    assert normalised({})["name"] == "offer-1234567"
    assert normalised({}, olds={"name": "west", "key": "offer-1234567"})["name"] == "west"
    assert normalised({"name": "mine"}, olds={"name": "west", "key": "offer-1234567"})["name"] == "mine"


def test_a_renamed_resource_keeps_the_key_it_was_made_with() -> None:
    assert normalised({"key": "renamed-7654321"}, olds={"key": "offer-1234567", "name": "n"})["key"] == "offer-1234567"


@pytest.mark.parametrize(
    "inputs",
    [
        {"name": "hunter2 in the wrong place"},
        {"expiry_time": "hunter2"},
        {"in_use": "hunter2"},
        {"encryption": {"proposed": "hunter2"}},
        {"peer_applications": ["hunter2"]},
        {"remote": {"ip_addresses": ["hunter2 "]}},
        {"remote": "hunter2"},
        {"ipspace": {"name": "a", "uuid": ["hunter2"]}},
        {"timeout": "hunter2"},
        {"adopt": "hunter2"},
    ],
)
def test_a_secret_in_the_wrong_input_is_not_shown(inputs: dict[str, Any]) -> None:
    failures = check(inputs)
    assert failures
    assert "hunter2" not in str(failures)


@pytest.mark.parametrize("field", [field for field in FIELDS if field.name != "key"], ids=lambda field: field.name)
def test_an_empty_mapping_may_be_a_secret_that_was_not_decrypted(field: InputField) -> None:
    assert check({field.name: {}})[0] == messages.not_decrypted(field.name)


def test_an_empty_mapping_within_an_input_is_named_by_its_place() -> None:
    inputs = {"remote": {"ip_addresses": ["10.2.0.11", {}]}, "encryption": {"proposed": {}}}
    assert check(inputs) == [
        messages.not_decrypted("remote.ip_addresses.1"),
        messages.not_decrypted("encryption.proposed"),
    ]
