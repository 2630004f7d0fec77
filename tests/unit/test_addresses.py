"""Every spelling of an address becomes one; what is no address is refused with the reason."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontap_peering import messages
from ontap_peering.peer.addresses import as_reported, canonical, canonical_ip


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2001:DB8:2::11", "2001:db8:2::11"),
        ("2001:0db8:0002:0000:0000:0000:0000:0011", "2001:db8:2::11"),
        ("10.1.0.11", "10.1.0.11"),
        ("East.Example.COM", "east.example.com"),
        ("east.example.com.", "east.example.com"),
        ("node_1", "node_1"),
    ],
)
def test_one_spelling(text: str, same: str) -> None:
    assert canonical(text) == same
    assert as_reported([text]) == (same,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", messages.no_address()),
        (" 10.1.0.11", messages.address_with_blanks()),
        ("10.1.0.11\n", messages.address_with_blanks()),
        ("[2001:db8::1]", messages.address_in_brackets()),
        ("10.1.0.11/24", messages.address_with_prefix()),
        ("2001:db8::1/64", messages.address_with_prefix()),
        ("fe80::1%e0a", messages.address_with_zone()),
        ("0.0.0.0", messages.unspecified_address()),  # noqa: S104 - what is refused
        ("::", messages.unspecified_address()),
        ("::ffff:10.1.0.11", messages.mapped_address("10.1.0.11")),
        ("10.1.0", messages.bad_address()),
        ("010.1.0.11", messages.bad_address()),
        ("10.1.0.256", messages.bad_address()),
        ("east example", messages.bad_address()),
        ("https://east", messages.address_with_prefix()),
        ("east:443", messages.bad_address()),
        ("-east", messages.bad_address()),
        ("a" * 64, messages.bad_address()),
        (f"{'a.' * 130}a", messages.bad_address()),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        canonical(text)
    assert str(refused.value) == reason


def test_an_interface_needs_an_ip_address() -> None:
    assert canonical_ip("10.1.0.11") == "10.1.0.11"
    with pytest.raises(ValueError, match=messages.not_an_ip_address()):
        canonical_ip("east.example.com")


@given(address=st.ip_addresses())
def test_every_spelling_of_an_ip_address_is_the_same(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    spellings = {str(address), address.exploded, str(address).upper()}
    if address.is_unspecified or getattr(address, "ipv4_mapped", None):
        return
    assert {canonical(each) for each in spellings} == {str(address)}


def test_what_a_cluster_reports_is_kept_if_it_is_no_address() -> None:
    assert as_reported(["[odd]", "10.1.0.12", "10.1.0.11"]) == ("10.1.0.11", "10.1.0.12", "[odd]")
