"""Addresses in one spelling, whichever of its spellings a program or a cluster uses."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ontap_peering import messages

_LABEL: Final = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)"
_HOST_NAME: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_MAX_HOST_NAME: Final = 253
KEPT_ADDRESSES: Final = 2048
"""A cluster has few, and each of its peers and every plan names them again."""
UNSPECIFIED: Final = ("0.0.0.0", "::")  # noqa: S104 - what ONTAP reports for no intercluster interface (inferred)


@lru_cache(KEPT_ADDRESSES)
def canonical(text: str) -> str:
    """
    An IPv4 or IPv6 address, or a host name, in lower case and as short as it gets.

    Raises ValueError with the reason if it is none of them, or an address that nobody can connect to.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return _host_name(text)
    if address.is_unspecified:
        raise ValueError(messages.unspecified_address())
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            raise ValueError(messages.address_with_zone())
        if address.ipv4_mapped is not None:
            raise ValueError(messages.mapped_address(str(address.ipv4_mapped)))
    return str(address)


def canonical_ip(text: str) -> str:
    """Raises ValueError for a host name, too."""
    found = canonical(text)
    if family(found) is None:
        raise ValueError(messages.not_an_ip_address())
    return found


def as_reported(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses of a cluster's reply in one spelling and order; what is no address stays as it is."""
    return tuple(sorted({_spelled(text) for text in texts}))


def as_dialled(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of a cluster's addresses that can be dialled, in one spelling and order."""
    return tuple(sorted({found for text in texts if (found := _dialled(text)) is not None}))


def _dialled(text: str) -> str | None:
    try:
        return canonical_ip(text)
    except ValueError:
        return None


@lru_cache(KEPT_ADDRESSES)
def family(text: str) -> int | None:
    """4 or 6, None for a host name."""
    try:
        return ipaddress.ip_address(text).version
    except ValueError:
        return None


def families(texts: Iterable[str]) -> set[int]:
    """Of the addresses; a host name may be of either."""
    return {version for text in texts if (version := family(text)) is not None}


def _spelled(text: str) -> str:
    try:
        return canonical(text)
    except ValueError:
        return text


def _host_name(text: str) -> str:
    if not text:
        raise ValueError(messages.no_address())
    if text != text.strip():
        raise ValueError(messages.address_with_blanks())
    if text.startswith("[") or text.endswith("]"):
        raise ValueError(messages.address_in_brackets())
    if "/" in text:
        raise ValueError(messages.address_with_prefix())
    last_label = text.rstrip(".").rpartition(".")[2]
    if len(text) > _MAX_HOST_NAME or not _HOST_NAME.fullmatch(text) or last_label.isdigit():
        raise ValueError(messages.bad_address())
    return text.rstrip(".").lower()
