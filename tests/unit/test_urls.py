"""A link of a reply leads below `/api/` of the same origin, or nowhere."""

from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st

from ontap_peering.client.urls import is_uuid, path_within_api

ORIGIN = "https://east.example.com:8443"
PEERS = "/api/cluster/peers"
PARTS = st.sampled_from(
    [
        *(
            "@",
            ":",
            "/",
            "//",
            "\\",
            "\\\\",
            "?",
            "#",
            ".",
            "..",
            "%2e%2e",
            "%2f",
            "%5c",
            "%40",
            "%00",
            "%0d%0a",
            "%252e",
        ),
        *("\t", "\n", "\r", " ", "\u2028", "\ud800", "\uff0f", "\u2024", "https:", "http:", "file:", "javascript:"),
        *(
            "evil.example.com",
            "east.example.com",
            ":8443",
            ":443",
            "user:pass@",
            "[::1]",
            "[",
            "]",
            "api",
            "/api/",
            "x",
        ),
    ]
)
LINKS = st.lists(PARTS, max_size=8).map("".join) | st.text() | st.text().map(lambda text: f"{PEERS}?{text}")


@given(LINKS)
@example("@evil.example.com/api/cluster/peers")
@example("//east.example.com:8443@evil.example.com/api/")
def test_no_link_leads_elsewhere(href: str) -> None:
    path = path_within_api(ORIGIN, PEERS, href)
    if path is None:
        return
    sent = requests.Request("GET", ORIGIN + path).prepare().url
    assert sent is not None
    assert sent.startswith(f"{ORIGIN}/api/")
    parts = urlsplit(sent)
    assert (parts.hostname, parts.port, parts.username) == ("east.example.com", 8443, None)
    assert ".." not in parts.path.split("/")


@pytest.mark.parametrize(
    "href",
    [
        "",
        "@evil.example.com/api/cluster/peers",
        ":443@evil.example.com/api/",
        "//evil.example.com/api/cluster/peers",
        "///evil.example.com/api/",
        "\\\\evil.example.com/api/",
        "/\\evil.example.com/api/",
        "https://evil.example.com/api/cluster/peers",
        "http://east.example.com:8443/api/cluster/peers",
        "https://east.example.com:8444/api/cluster/peers",
        "https://east.example.com/api/cluster/peers",
        "https://user@east.example.com:8443/api/cluster/peers",
        "https://east.example.com:8443.evil.example.com/api/",
        "https://east.example.com:port/api/",
        "https://[east/api/",
        "/login",
        "/api",
        "/apis/x",
        "/api/../login",
        "/api/%2e%2e/login",
        "/api/%252e%252e/login",
        "/api/x%2f..%2f..%2flogin",
        "/api/cluster//peers",
        "/api/cluster/peers\t",
        "/api/cluster/peers\r\nHost: evil",
        "/api/cluster/peers%0d%0aHost:%20evil",
        "/api/cluster/peers#fragment",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_an_odd_link_leads_nowhere(href: str) -> None:
    assert path_within_api(ORIGIN, PEERS, href) in (None, PEERS if not href else None)


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/api/cluster/peers?start.uuid=1&max_records=2", "/api/cluster/peers?start.uuid=1&max_records=2"),
        ("?start.uuid=1", "/api/cluster/peers?start.uuid=1"),
        ("peers?start.uuid=1", "/api/cluster/peers?start.uuid=1"),
        (f"{ORIGIN}/api/cluster/peers?start.uuid=1", "/api/cluster/peers?start.uuid=1"),
        ("/api/cluster/peers?name=%22a%2Fb..%22", "/api/cluster/peers?name=%22a%2Fb..%22"),
    ],
)
def test_a_link_within_the_api_is_followed(href: str, path: str) -> None:
    assert path_within_api(ORIGIN, PEERS, href) == path


@pytest.mark.parametrize("value", ["", None, 5, "..", "657d4a91-8f45-11ef-8b27-005056bbe704/", "657d4a91\n", "x" * 36])
def test_only_a_uuid_is_one(value: object) -> None:
    assert not is_uuid(value)
    assert is_uuid("657d4a91-8f45-11ef-8b27-005056bbe704")
