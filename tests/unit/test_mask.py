"""What a cluster says is shown without the secrets of the client, however it writes them, and without control."""

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ontap_peering import messages
from ontap_peering.client.mask import LEAST_LENGTH, MASKED, MAX_LENGTH, Mask
from support.hostile_replies import ESCAPES, encoded

SECRETS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=["C", "Z"]), min_size=8)
PASSWORD = "p@ss <&>\"'\\wörd%"


def hides(shown: str, text: str, secret: str) -> bool:
    return secret not in shown and (text not in shown or shown == messages.withheld())


@given(SECRETS, st.data())
@example(PASSWORD, None)
def test_a_secret_is_hidden_in_whatever_encoding(secret: str, data: st.DataObject | None) -> None:
    mask = Mask(secret)
    for text in encoded(secret):
        around = data.draw(st.sampled_from(["{}", "cannot use {}, sorry", '{{"key": "{}"}}'])) if data else "{}"
        assert hides(mask.shown(around.format(text)), text, secret), text


@given(SECRETS)
def test_a_login_is_hidden_as_the_header_has_it(password: str) -> None:
    header = base64.b64encode(f"admin:{password}".encode()).decode()
    assert Mask(password, f"admin:{password}").shown(f"Basic {header}") == messages.withheld()


@given(SECRETS)
def test_encodings_within_encodings_are_read_too(secret: str) -> None:
    twice = base64.b64encode(base64.b64encode(secret.encode())).decode()
    assert Mask(secret).shown(twice) == messages.withheld()


def test_a_secret_is_replaced_where_it_stands_and_the_longer_one_first() -> None:
    mask = Mask("secret-one", "secret-one-and-more")
    assert mask.shown("not secret-one, secret-one-and-more") == f"not {MASKED}, {MASKED}"


def test_a_secret_across_the_end_of_the_line_does_not_show_in_part() -> None:
    text = "x" * (MAX_LENGTH - 4) + "-a-secret-in-the-end"
    assert Mask("a-secret-in-the-end").shown(text) == "x" * (MAX_LENGTH - 4) + f"-{MASKED}"[:4]


def test_what_is_learnt_later_is_hidden_too() -> None:
    mask = Mask()
    assert mask.shown("passphrase-9") == "passphrase-9"
    mask.learn("passphrase-9", "")
    assert mask.shown("passphrase-9") == MASKED


@given(st.text())
@example(ESCAPES)
@example(f"a{ESCAPES}b")
def test_what_is_shown_is_one_bounded_line_that_a_terminal_only_prints(text: str) -> None:
    shown = Mask("a-secret").shown(text)
    assert shown.isprintable()
    assert len(shown) <= MAX_LENGTH


def test_terminal_sequences_go_as_a_whole() -> None:
    assert Mask().shown("\x1b[31mred\x1b[0m \x1b]0;title\x07text \x9b2Jend") == "red text end"


@pytest.mark.parametrize("text", ["entry doesn't exist", 'Field "remote.ip_addresses" is 100% wrong', "10.1.0.11 \\ 2"])
def test_what_holds_no_secret_stays(text: str) -> None:
    assert Mask("a-secret", "admin:a-secret").shown(text) == text


def test_in_a_record_only_long_secrets_are_looked_for() -> None:
    short, long = "s" * (LEAST_LENGTH - 1), "a-secret-of-some-length"
    mask = Mask(short, long)
    assert not mask.is_in(f"an address of {short}")
    assert mask.is_in(f"an address of {long}")
    assert all(mask.is_in(text) for text in encoded(long)[:2])


def test_of_many_secrets_each_is_found_even_if_they_begin_alike() -> None:
    secrets = [f"passphrase-{number:04}" for number in range(2000)]
    mask = Mask(*secrets)
    assert all(mask.is_in(f"a text with {secret} in it") for secret in secrets)
    assert not mask.is_in("a text with passphrase-200 in it")
    assert Mask("a b c d e f").is_in("in pieces: ab cd ef")


def test_texts_are_searched_together_and_each_by_itself() -> None:
    mask = Mask("a-secret-of-some-length")
    assert mask.is_in("harmless", "an address of a-secret-of-some-length")
    assert not mask.is_in("a-secret-of-", "some-length")
    assert not mask.is_in()
