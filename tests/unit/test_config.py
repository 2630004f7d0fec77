"""Connection settings as stack config and the environment have them, and the one line for each mistake."""

import json
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.config import Profile, Profiles
from ontap_peering.errors import ConfigurationError

LOGIN = {"username": "admin", "password": "made-up-secret"}
EAST = {"host": "east.example.com", **LOGIN}


def profiles(**clusters: Any) -> Profiles:
    return Profiles.from_config(json.dumps(clusters))


def found(**settings: Any) -> Profile:
    return profiles(east={**EAST, **settings}).find("east")


def problem(configured: Profiles, alias: str = "east") -> str:
    with pytest.raises(ConfigurationError) as raised:
        configured.find(alias)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def refused(setting: str, problem: str, command: str) -> str:
    how = messages.in_stack_config(command, f"ONTAP_EAST_{setting}".upper())
    return messages.bad_setting(f"ontap:clusters.east.{setting}", problem, how)


def secret(profile: Profile, name: str) -> str:
    value: str = getattr(profile, name).get_secret_value()
    return value


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("east", "east"),
        ("east.example.com.", "east.example.com."),
        (" east:8443\n", "east:8443"),
        ("10.1.0.5", "10.1.0.5"),
        ("10.1.0.5:443", "10.1.0.5:443"),
        ("2001:db8::11", "[2001:db8::11]"),
        ("[2001:db8::11]", "[2001:db8::11]"),
        ("[2001:db8::11]:8443", "[2001:db8::11]:8443"),
        ("https://east:8443/", "east:8443"),
        ("HTTPS://2001:db8::11", "[2001:db8::11]"),
        ("bücher.example", "bücher.example"),
        (10, "10"),
    ],
)
def test_a_host_has_one_form(written: object, host: str) -> None:
    assert found(host=written).host == host


@pytest.mark.parametrize(
    "host",
    [
        "http://east",
        "https://",
        "east/api",
        "admin@east",
        "east:",
        "east:0",
        "east:65536",
        "east:https",
        ":443",
        "ea st",
        "[east]",
        "[2001:db8::11",
        "[fe80::1%eth0]",
        "2001:db8::11::1",
        "east..example",
        "h" * 64,
        ".".join(["host"] * 60),
        "east?x",
        "east#x",
    ],
)
def test_a_host_of_another_form_is_refused(host: str) -> None:
    command = "pulumi config set --path ontap:clusters.east.host <host>"
    assert problem(profiles(east={**EAST, "host": host})) == refused("host", messages.bad_host(), command)


@pytest.mark.parametrize(("written", "text"), [(42, "42"), (9007199254740993, "9007199254740993"), ("007", "007")])
def test_a_number_is_text_with_all_its_digits(written: object, text: str) -> None:
    profile = found(username=written, password=written, token=written)
    assert (profile.username, secret(profile, "password"), secret(profile, "token")) == (text, text, text)


@pytest.mark.parametrize("written", [42.1, 1.2e23, True, ["admin"]], ids=str)
@pytest.mark.parametrize(
    ("setting", "command"),
    [
        ("username", "pulumi config set {kind}--path ontap:clusters.east.username <username>"),
        ("password", "pulumi config set --secret --path ontap:clusters.east.password"),
        ("token", "pulumi config set --secret --path ontap:clusters.east.token"),
        ("client_key", "pulumi config set --secret --path ontap:clusters.east.client_key"),
    ],
)
def test_what_may_have_been_written_otherwise_is_refused(setting: str, command: str, written: object) -> None:
    command = command.format(kind="--type string " if written is True else "")
    assert problem(profiles(east={**EAST, setting: written})) == refused(setting, messages.not_text(), command)


def test_blanks_around_a_setting_are_left_out_except_in_a_password() -> None:
    profile = found(username=" admin ", password=" made up ", token=" made-up-token\r\n", ca_file=" ca.pem ")
    assert (profile.username, profile.ca_file) == ("admin", "ca.pem")
    assert (secret(profile, "password"), secret(profile, "token")) == (" made up ", "made-up-token")


@pytest.mark.parametrize(
    ("written", "verified"), [(False, False), ("false", False), (" False ", False), ("true", True)]
)
def test_verify_tls_may_be_text(written: object, verified: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert found(verify_tls=written).verify_tls is verified


@pytest.mark.parametrize(
    ("written", "offline"), [(True, True), ("true", True), (" True ", True), ("false", False), (None, False)]
)
def test_offline_may_be_text(written: object, offline: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert profiles(east={**EAST, "offline": written}).is_offline("east") is offline


def test_a_cluster_is_not_offline_unless_its_settings_say_so() -> None:
    assert [profiles(east=EAST).is_offline(alias) for alias in ("east", "unknown")] == [False, False]


@pytest.mark.parametrize("setting", ["verify_tls", "offline"])
@pytest.mark.parametrize("written", ["nope", 2, ["false"]])
def test_a_switch_is_never_guessed(setting: str, written: object) -> None:
    command = f"pulumi config set --path ontap:clusters.east.{setting} <{setting}>"
    expected = refused(setting, "must be true or false", command)
    assert problem(profiles(east={**EAST, setting: written})) == expected


@pytest.mark.parametrize("setting", ["VERIFY_TLS", "OFFLINE"])
def test_a_bad_value_of_the_environment_is_blamed_on_its_variable(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ONTAP_EAST_{setting}", "nope")
    expected = messages.bad_variable(f"ONTAP_EAST_{setting}", "must be true or false", "the stack config")
    assert problem(profiles(east=EAST)) == expected


OFFLINE = messages.cluster_offline("east", "ontap:clusters.east.offline", "ONTAP_EAST_OFFLINE")


@pytest.mark.parametrize(
    "rest",
    [
        {},
        EAST,
        {"host": "https://"},
        {"username": "admin"},
        {"verify_tls": "nope", "colour": "red"},
        {"password": True},
    ],
    ids=["nothing else", "all", "a bad host", "half of credentials", "unknown settings", "a bad password"],
)
def test_of_an_offline_cluster_nothing_else_need_be_set_or_right(rest: dict[str, Any]) -> None:
    configured = profiles(east={**rest, "offline": True}, west={**EAST, "host": "west"})
    assert configured.is_offline("east")
    assert problem(configured) == OFFLINE
    assert configured.find("west").host == "west"


@pytest.mark.parametrize("text", [None, "{}", "[]", '{"east": "east.example.com"}', '{"east": {"offline": false}}'])
def test_the_environment_alone_makes_a_cluster_offline(text: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONTAP_EAST_OFFLINE", "true")
    configured = Profiles.from_config(text)
    assert configured.is_offline("east")
    assert configured.has("east")
    assert problem(configured) == OFFLINE


def test_the_environment_brings_an_offline_cluster_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONTAP_EAST_OFFLINE", "false")
    assert found(offline=True).host == EAST["host"]


def test_an_offline_cluster_that_shares_its_variables_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONTAP_EAST_1_OFFLINE", "true")
    expected = messages.aliases_collide(["east-1", "east_1"], "ONTAP_EAST_1_HOST")
    assert problem(profiles(**{"east-1": EAST, "east_1": EAST}), "east_1") == expected


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_host_is_missing(empty: str | None) -> None:
    command = "pulumi config set --path ontap:clusters.east.host <host>"
    assert problem(profiles(east={**EAST, "host": empty})) == refused("host", "required", command)


def test_an_empty_variable_overrides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PASSWORD", "VERIFY_TLS"):
        monkeypatch.setenv(f"ONTAP_EAST_{name}", " ")
    assert found().host == "east.example.com"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "--secret --path ontap:clusters.east.password"),
        ({"username": "admin"}, "--secret --path ontap:clusters.east.password"),
        ({"username": "admin", "password": ""}, "--secret --path ontap:clusters.east.password"),
        ({"password": "made-up-secret"}, "--path ontap:clusters.east.username <username>"),
        ({"client_cert": "cert.pem"}, "--secret --path ontap:clusters.east.client_key"),
        ({"client_key": "key.pem"}, "--path ontap:clusters.east.client_cert <client_cert>"),
    ],
)
def test_the_missing_half_of_credentials_is_named(given: dict[str, str], missing: str) -> None:
    line = problem(profiles(east={"host": "east", **given}))
    assert line.startswith(f"ontap:clusters.east: {messages.credentials_incomplete()};")
    assert f"`pulumi config set {missing}`" in line


@pytest.mark.parametrize(("misspelled", "meant"), [("passwd", "password"), ("hots", "host"), ("cafile", "ca_file")])
def test_an_unknown_setting_names_the_one_that_is_near(misspelled: str, meant: str) -> None:
    path = f"ontap:clusters.east.{misspelled}"
    configured = profiles(east={"host": "east", "username": "admin", misspelled: "made-up-secret"})
    assert problem(configured) == messages.no_such_setting(
        path, meant, Profile.model_fields, messages.from_stack_config(path)
    )


def test_an_unknown_setting_that_is_near_to_none_names_all() -> None:
    line = problem(profiles(east={**EAST, "colour": "red"}))
    assert all(name in line for name in Profile.model_fields)


def test_a_dot_in_an_alias_may_be_a_level() -> None:
    configured = profiles(
        **{"a": {"b": {"c": {"host": "abc", **LOGIN}, "host": "ab", **LOGIN}}, "a.b": {"ca_file": "ab.pem"}}
    )
    assert configured.find("a.b.c").host == "abc"
    assert (configured.find("a.b").host, configured.find("a.b").ca_file) == ("ab", "ab.pem")
    assert problem(configured, "a") == messages.cluster_not_configured(
        "a",
        ["a.b", "a.b.c"],
        messages.in_stack_config("pulumi config set --path ontap:clusters.a.host <host>", "ONTAP_A_HOST"),
    )


def test_the_command_for_an_alias_of_other_characters_is_quoted() -> None:
    expected = """`pulumi config set --path 'ontap:clusters["my east"].host' <host>`"""
    assert expected in problem(profiles(), "my east")


@pytest.mark.parametrize("namesake", ["east_1", "East-1", "east.1"])
def test_aliases_with_one_name_in_the_environment_are_refused(namesake: str) -> None:
    configured = profiles(**{"east-1": EAST, namesake: EAST, "west": EAST})
    for alias in ("east-1", namesake):
        assert problem(configured, alias) == messages.aliases_collide(["east-1", namesake], "ONTAP_EAST_1_HOST")
    assert configured.find("west").host == EAST["host"]


@pytest.mark.parametrize("text", ["[]", '"east"', "{", '{"east": "east.example.com"}', '{"east": null}'])
def test_a_cluster_whose_settings_are_no_map_is_refused_once_it_is_looked_up(text: str) -> None:
    found = Profiles.from_config(text)
    path = "ontap:clusters.east" if text.startswith('{"') else "ontap:clusters"
    assert problem(found, "east") == messages.not_a_map(
        "east", path, "pulumi config set --path ontap:clusters.east.host <host>"
    )
