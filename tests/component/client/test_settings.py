"""Settings that cannot be used are named in one line, without their values, before anything is sent."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontap_peering import messages
from ontap_peering.client.connection import Connection
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.transport import Transport
from ontap_peering.errors import CertificateError, ConfigurationError, PeerError
from support.hostile_replies import Asked, Kind, raw
from support.siege import QUICK, Siege

HOST = "127.0.0.1:1"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQ-a-made-up-key\n-----END PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files: of two certificates with keys, of a key with a password, and of text."""
    folder = tmp_path_factory.mktemp("pem")
    paths: dict[str, str] = {}

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        paths[name] = str(folder / name)

    for name in ("one", "two"):
        issued = trustme.CA().issue_cert("client.example.com")
        write(f"{name}.cert", issued.cert_chain_pems[0].bytes())
        write(f"{name}.key", issued.private_key_pem.bytes())
    key = load_pem_private_key(Path(paths["one.key"]).read_bytes(), None)
    write(
        "locked.key",
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a-made-up-password")),
    )
    write("text", b"no certificate")
    return paths


def problem(connection: Connection) -> str:
    with pytest.raises(ConfigurationError) as refused:
        Transport(connection, QUICK)
    return str(refused.value)


def line(setting: str, why: str) -> str:
    return messages.unusable_setting("east", setting, why)


@pytest.mark.parametrize("token", ["a-token\r\n", "a-token\n", "a token", "tökèn", "", "\r\nX-Injected: yes", "t\x00"])
def test_a_token_that_no_header_can_hold(token: str) -> None:
    assert problem(Connection("east", HOST, token=token)) == line("token", messages.bad_token())


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        (("admin", "pass€word"), line("password", messages.not_latin_1())),
        (("ádmin\u0141", "password"), line("username", messages.not_latin_1())),
        (("admin", "password\n"), line("password", messages.has_control_character())),
        (("admin\x00", "password"), line("username", messages.has_control_character())),
        (("admin:x", "password"), line("username", messages.has_colon())),
    ],
)
def test_a_login_that_cannot_be_sent(login: tuple[str, str], expected: str) -> None:
    assert problem(Connection("east", HOST, basic=login)) == expected


@pytest.mark.parametrize(
    "host",
    [
        *(
            "x" * 300,
            "a" * 64 + ".example.com",
            ".".join(["a" * 60] * 5),
            "",
            "east:port",
            "east:99999",
            "east:0",
            "a..b",
        ),
        *(
            "user:secret@east",
            "east/api",
            "east?x",
            "east#x",
            "east\\x",
            "east x",
            "east\r\nX: y",
            "[::1",
            "\ud800",
            "e%41",
        ),
    ],
)
def test_a_host_that_is_none(host: str) -> None:
    assert problem(Connection("east", host, token="t")) == line("host", messages.bad_host())


@pytest.mark.parametrize(
    "host", ["east", "east.example.com:8443", "10.0.0.1", "[2001:db8::1]", "[::1]:443", "ost.münchen.de"]
)
def test_a_host_that_is_one(host: str) -> None:
    Transport(Connection("east", host, token="t"), QUICK)


@pytest.mark.parametrize("setting", ["ca_file", "client_cert", "client_key"])
@pytest.mark.parametrize(
    ("value", "why"),
    [
        (PEM, messages.text_for_path()),
        ("two\nlines", messages.text_for_path()),
        ("/no/such/file", messages.no_such_file()),
        ("/", messages.file_unreadable()),
        ("a\x00b", messages.file_unreadable()),
        ("x" * 5000, messages.file_unreadable()),
    ],
    ids=["PEM text", "two lines", "missing", "a folder", "NUL", "too long"],
)
def test_a_file_that_cannot_be_read(pem: dict[str, str], setting: str, value: str, why: str) -> None:
    if setting == "ca_file" and value == "/":
        Transport(Connection("east", HOST, token="t", ca_file=value), QUICK)
        return
    pair = (value, pem["one.key"]) if setting == "client_cert" else (pem["one.cert"], value)
    connection = Connection("east", HOST, certificate=None if setting == "ca_file" else pair)
    assert problem(replace(connection, ca_file=value) if setting == "ca_file" else connection) == line(setting, why)


def test_files_that_are_not_what_they_should_be(pem: dict[str, str]) -> None:
    assert problem(Connection("east", HOST, token="t", ca_file=pem["text"])) == line(
        "ca_file", messages.no_certificate()
    )
    for certificate, key in (
        ("one.cert", "two.key"),
        ("text", "one.key"),
        ("one.cert", "text"),
        ("one.cert", "locked.key"),
    ):
        pair = (pem[certificate], pem[key])
        assert problem(Connection("east", HOST, certificate=pair)) == line("client_key", messages.key_unusable())


def test_a_certificate_with_its_key_is_fine(pem: dict[str, str]) -> None:
    Transport(Connection("east", HOST, certificate=(pem["one.cert"], pem["one.key"]), ca_file=pem["two.cert"]), QUICK)


MARK = "q7-mark"
TEXT = st.text(max_size=40)
VALUE = TEXT.map(lambda text: text + MARK) | TEXT.map(lambda text: MARK + text)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    host=TEXT | st.just(HOST),
    basic=st.none() | st.tuples(VALUE, VALUE),
    token=st.none() | VALUE,
    certificate=st.none() | st.tuples(VALUE, VALUE),
    ca_file=st.none() | VALUE,
)
def test_whatever_the_settings_it_is_one_line_without_their_values(
    host: str,
    basic: tuple[str, str] | None,
    token: str | None,
    certificate: tuple[str, str] | None,
    ca_file: str | None,
) -> None:
    connection = Connection("east", host, basic, token, certificate, ca_file)
    said = ""
    try:
        Transport(connection, QUICK)
    except PeerError as error:
        said = str(error)
    assert said.isprintable()
    assert MARK not in said


def test_the_settings_do_not_show_in_a_repr() -> None:
    shown = repr(Connection("east", HOST, ("admin", "a-password"), "a-token", ("cert", "a-key"), "a-ca"))
    assert not [value for value in ("a-password", "a-token", "a-key", "a-ca") if value in shown]


@pytest.fixture
def login_in_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login netrc-user password netrc-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))


@pytest.mark.usefixtures("login_in_netrc")
def test_a_login_of_netrc_is_never_sent(siege: Siege, pem: dict[str, str]) -> None:
    seen: list[str] = []

    def noted(asked: Asked) -> Iterator[bytes]:
        seen.append(asked.headers.get("Authorization", ""))
        yield raw(200, b'{"records": []}')

    siege.script.answer(Kind(noted), "GET", times=2)
    profile = siege.hostile.profile(siege.world.clusters["east"])
    connection = Connection("east", profile["host"], ca_file=profile["ca_file"])
    for each in (replace(connection, certificate=(pem["one.cert"], pem["one.key"])), replace(connection, token="t-1")):
        PeersClient(Transport(each, QUICK)).list()
    assert seen == ["", "Bearer t-1"]


def test_a_cookie_is_never_sent_back(siege: Siege) -> None:
    seen: list[str] = []

    def noted(asked: Asked) -> Iterator[bytes]:
        seen.append(asked.headers.get("Cookie", ""))
        yield raw(200, b'{"records": []}', Set_Cookie="session=made-up")

    siege.script.answer(Kind(noted), "GET", times=2)
    client = siege.client()
    for _ in range(2):
        client.list()
    assert seen == ["", ""]


PROXY_SECRET = "proxy-secret-77"
PROXIES = [
    f"http://user:{PROXY_SECRET}@127.0.0.1:1",
    f"http://user:{PROXY_SECRET}@",
    f"http://us er:{PROXY_SECRET}@127.0.0.1:port",
    f"socks5://user:{PROXY_SECRET}@127.0.0.1:1",
    f"nonsense://user:{PROXY_SECRET}@127.0.0.1:1",
    f"http://[{PROXY_SECRET}",
    f"{PROXY_SECRET}",
]


@pytest.mark.parametrize("proxy", PROXIES, ids=["dead", "no host", "no port", "SOCKS", "unknown", "bracket", "a word"])
def test_a_proxy_of_the_environment_is_used_and_never_shown(
    siege: Siege, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(PeerError) as refused:
        siege.client().list()
    text = str(refused.value)
    assert text.startswith("east: ")
    assert "proxy" in text
    encoded = base64.b64encode(f"user:{PROXY_SECRET}".encode()).decode()
    assert not [each for each in (PROXY_SECRET, encoded) if each in text]
    assert siege.script.log == []


def test_a_port_that_speaks_no_tls_is_named(siege: Siege) -> None:
    plain = siege.world.simulator.control_url.removeprefix("http://").rstrip("/")
    with pytest.raises(PeerError, match="the TLS connection failed"):
        PeersClient(Transport(Connection("east", plain, token="t"), QUICK)).list()


def test_an_untrusted_certificate_is_no_reason_to_try_again(siege: Siege) -> None:
    host = siege.hostile.address
    with pytest.raises(PeerError) as refused:
        PeersClient(Transport(Connection("east", host, token="t"), QUICK)).list()
    assert str(refused.value) == messages.certificate_not_trusted("east", host)
    assert siege.script.log == []


@pytest.mark.parametrize("mistake", ["another name", "expired"])
def test_a_certificate_that_does_not_fit_says_why(siege: Siege, mistake: str) -> None:
    authority = trustme.CA()
    if mistake == "expired":
        served = authority.issue_cert("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1))
        expected = messages.certificate_out_of_date
    else:
        served = authority.issue_cert("elsewhere.example.com")
        expected = messages.certificate_of_another
    with siege.hostile.serving(served), authority.cert_pem.tempfile() as ca_file:
        connection = Connection("east", siege.hostile.address, token="t", ca_file=ca_file)
        with pytest.raises(CertificateError) as refused:
            PeersClient(Transport(connection, QUICK)).list()
    assert str(refused.value) == expected("east", siege.hostile.address)
