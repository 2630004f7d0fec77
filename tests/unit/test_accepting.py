"""What a token says takes its place among the inputs; one that cannot work is refused offline."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.peer.accepting import accepted
from ontap_peering.peer.token import OfferingCluster, Token, encode

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
UUID = "657d4a87-8f45-11ef-b882-005056bbe608"
PASSPHRASE = "canary-of-accepting-12cd"
OPEN, LATE, USED = NOW + HOUR, NOW - HOUR, None
SAID = {"remote": {"ip_addresses": ["10.1.0.11"]}, "passphrase": PASSPHRASE, "expected_remote": UUID}
PEER = {"cluster": "west", **SAID}
"""The inputs of a peer that has accepted already."""


def token(expiry_time: datetime | None = OPEN, passphrase: str = PASSPHRASE, **more: Any) -> str:
    east = OfferingCluster(name="east", uuid=UUID)
    made = Token(ip_addresses=("10.1.0.11",), passphrase=SecretStr(passphrase), expiry_time=expiry_time, **more)
    return encode(made.model_copy(update={"cluster": more.get("cluster", east)}))


def lines(given: Any, olds: Mapping[str, Any] = MappingProxyType({}), **inputs: Any) -> list[str]:
    return accepted({"cluster": "west", "token": given, **inputs}, (), olds, NOW)[1]


def test_inputs_without_a_token_stay_as_they_are() -> None:
    assert accepted({"cluster": "west", "token": None}, (), {}, NOW) == ({"cluster": "west", "token": None}, [])


def test_a_token_stands_for_addresses_passphrase_and_expected_cluster() -> None:
    assert accepted({"cluster": "west", "token": token()}, (), {}, NOW) == ({"cluster": "west", **SAID}, [])


def test_a_token_that_does_not_know_its_cluster_says_nothing_of_it() -> None:
    found, problems = accepted({"token": token(cluster=None)}, (), {}, NOW)
    assert found == {name: value for name, value in SAID.items() if name != "expected_remote"}
    assert problems == []


def test_a_token_that_is_not_known_yet_leaves_unknown_what_it_says() -> None:
    unknown = object()
    found, problems = accepted({"cluster": "west", "token": unknown}, {"token"}, {}, NOW)
    assert found == {"cluster": "west", **dict.fromkeys(SAID, unknown)}
    assert problems == []


@pytest.mark.parametrize("name", ["remote", "passphrase", "expected_remote"])
def test_what_the_token_says_must_not_be_given_as_well(name: str) -> None:
    assert lines(token(), {}, **{name: SAID[name]}) == [messages.token_says(name)]


@pytest.mark.parametrize("name", ["rotation", "generate_passphrase"])
def test_what_the_offering_side_decides_must_not_be_given(name: str) -> None:
    assert lines(token(), {}, **{name: "2"}) == [messages.token_follows(name)]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, messages.not_decrypted("token")),
        (7, messages.not_a_token()),
        ("", messages.token_empty()),
        (PASSPHRASE, messages.not_a_token()),
    ],
    ids=["not decrypted", "a number", "empty", "a passphrase"],
)
def test_what_is_no_token_is_one_line(given: Any, line: str) -> None:
    assert lines(given) == [line]


@pytest.mark.parametrize(
    ("expiry", "passphrase", "olds", "line"),
    [
        (OPEN, PASSPHRASE, {}, None),
        (LATE, PASSPHRASE, {}, messages.token_expired("east", "2026-01-01T11:00:00Z")),
        (NOW, PASSPHRASE, {}, messages.token_expired("east", "2026-01-01T12:00:00Z")),
        (USED, PASSPHRASE, {}, messages.token_used("east")),
        (LATE, PASSPHRASE, PEER, None),
        (USED, PASSPHRASE, PEER, None),
        (OPEN, "another", PEER, None),
        (USED, "another", PEER, None),
        (LATE, "another", PEER, messages.new_token_expired("east", "2026-01-01T11:00:00Z")),
        (LATE, PASSPHRASE, {**PEER, "cluster": "south"}, messages.token_expired("east", "2026-01-01T11:00:00Z")),
        (USED, PASSPHRASE, {**PEER, "cluster": "south"}, messages.token_used("east")),
    ],
)
def test_a_token_is_too_late_only_for_a_peer_that_still_needs_it(
    expiry: datetime | None, passphrase: str, olds: dict[str, Any], line: str | None
) -> None:
    assert lines(token(expiry, passphrase), olds) == ([line] if line else [])


@pytest.mark.parametrize("expiry", [LATE, USED])
def test_a_peer_that_exists_can_be_taken_over_with_an_old_token(expiry: datetime | None) -> None:
    assert lines(token(expiry), adopt="existing") == []


def test_two_sides_that_propose_different_encryption_are_refused_before_they_meet() -> None:
    line = messages.token_encryption("east", "tls_psk", "none")
    assert lines(token(encryption="tls_psk"), encryption={"proposed": "none"}) == [line]
    assert lines(token(encryption="tls_psk"), PEER, encryption={"proposed": "none"}) == []
    assert lines(token(encryption="tls_psk"), encryption={"proposed": "tls-psk"}) == []
    assert lines(token(encryption="tls_psk"), encryption="of another form") == []
    assert lines(token(), encryption={"proposed": "none"}) == []


def test_no_line_about_a_token_has_any_part_of_it() -> None:
    given = token(LATE)
    for line in (*lines(given), *lines(given[:-3]), *lines(given, remote={})):
        assert PASSPHRASE not in line
        assert given[:12] not in line
