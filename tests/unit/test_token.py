"""One string that carries an offer: it survives a mail, and nothing of a spoilt one is shown."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.peer.token import OfferingCluster, Token, decode, encode

PASSPHRASE = "canary-of-the-codec-77ab"
EAST = OfferingCluster(name="east", uuid="657d4a87-8f45-11ef-b882-005056bbe608")
TOKEN = Token(
    cluster=EAST,
    ip_addresses=("10.1.0.11", "10.1.0.12"),
    passphrase=SecretStr(PASSPHRASE),
    expiry_time=datetime(2026, 1, 1, 12, tzinfo=UTC),
    encryption="tls_psk",
)
TEXT = encode(TOKEN)


def made(content: dict[str, Any]) -> str:
    """A token of any content, with the right sum."""
    packed = json.dumps(content, separators=(",", ":"))
    content["sum"] = hashlib.sha256(packed.encode()).hexdigest()[:8]
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode()


def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(TEXT + "=" * (-len(TEXT) % 4)))
    del found["sum"]
    return found


def test_it_is_the_base64url_of_a_json_object_as_the_guide_describes_it() -> None:
    assert content() == {
        "version": 1,
        "cluster": {"name": "east", "uuid": EAST.uuid},
        "ip_addresses": ["10.1.0.11", "10.1.0.12"],
        "passphrase": PASSPHRASE,
        "expiry_time": "2026-01-01T12:00:00Z",
        "encryption": "tls_psk",
    }


@given(
    passphrase=st.text(min_size=1, max_size=60),
    expiry_time=st.none() | st.datetimes(timezones=st.just(UTC)),
    cluster=st.none() | st.just(EAST),
)
def test_what_is_packed_comes_out_again(
    passphrase: str, expiry_time: datetime | None, cluster: OfferingCluster | None
) -> None:
    token = Token(cluster=cluster, ip_addresses=("fd00::1",), passphrase=SecretStr(passphrase), expiry_time=expiry_time)
    assert decode(encode(token)) == token


@given(st.lists(st.integers(0, len(TEXT)), max_size=5), st.sampled_from(["\n", " ", "\r\n", "\t"]))
def test_blanks_and_line_breaks_anywhere_do_no_harm(places: list[int], blank: str) -> None:
    text = TEXT
    for place in sorted(places, reverse=True):
        text = text[:place] + blank + text[place:]
    assert decode(text) == TOKEN


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["", "A", "z", "-", "%"]))
def test_one_missing_or_changed_character_is_noticed(place: int, other: str) -> None:
    spoilt = TEXT[:place] + other + TEXT[place + 1 :]
    if spoilt != TEXT:
        found = found_in(spoilt)
        assert found == TOKEN or str(found).startswith("token: is ")


def found_in(text: str) -> Token | str:
    """The token, which the bits of the last character that do not count may leave as it is, or what is wrong."""
    try:
        return decode(text)
    except ValueError as error:
        return str(error)


@given(st.integers(1, len(TEXT) - 1))
def test_a_token_that_was_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(ValueError, match=r"token: is (incomplete|not a token)"):
        decode(TEXT[:length])


@pytest.mark.parametrize("text", ["my-own-passphrase-1", PASSPHRASE, "https://east.example.com", "e30", "W10"])
def test_anything_else_is_no_token(text: str) -> None:
    with pytest.raises(ValueError, match="is not a token") as caught:
        decode(text)
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_text_is_named_so(text: str) -> None:
    with pytest.raises(ValueError, match="is empty"):
        decode(text)


def test_a_token_of_a_later_version_asks_for_an_update() -> None:
    with pytest.raises(ValueError, match="version 2") as caught:
        decode(made({"version": 2, "offers": []}))
    assert str(caught.value) == messages.token_of_newer_version(2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"version": "1"},
        {"ip_addresses": []},
        {"ip_addresses": ["0.0.0.0"]},  # noqa: S104 - what ONTAP reports for none
        {"passphrase": ""},
        {"passphrase": None},
        {"expiry_time": "2026-01-01T12:00:00"},
        {"encryption": "rot13"},
        {"cluster": {"name": "east"}},
    ],
    ids=str,
)
def test_a_token_with_other_content_than_it_must_have_is_damaged(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="damaged"):
        decode(made(content() | wrong))


def test_what_a_later_release_adds_to_this_version_is_ignored() -> None:
    assert decode(made(content() | {"more": 1})) == TOKEN


def test_no_representation_of_a_token_shows_the_passphrase() -> None:
    assert PASSPHRASE not in f"{TOKEN!r} {TOKEN}"
