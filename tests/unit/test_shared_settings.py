"""What clusters have in common is said once, and what one has of its own wins."""

import json
from itertools import product
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.config import SETTINGS, SHARED, Profile, Profiles, shared_variable, variable
from ontap_peering.errors import ConfigurationError

HOST = {"host": "east.example.com"}
LOGIN = {"username": "admin", "password": "made-up-shared"}


def found(own: dict[str, Any], shared: Any) -> Profile:
    return Profiles.from_config(json.dumps({"east": {**HOST, **own}}), json.dumps(shared)).find("east")


def problem(own: dict[str, Any], shared: Any) -> str:
    with pytest.raises(ConfigurationError) as raised:
        found(own, shared)
    assert "\n" not in str(raised.value)
    assert "made-up" not in str(raised.value)
    return str(raised.value)


def password(profile: Profile) -> str | None:
    return profile.password.get_secret_value() if profile.password else None


def test_a_cluster_has_what_it_shares() -> None:
    profile = found({}, {**LOGIN, "ca_file": "ca.pem", "verify_tls": False})
    assert (profile.username, password(profile), profile.ca_file) == ("admin", "made-up-shared", "ca.pem")
    assert not profile.verify_tls
    assert "made-up" not in repr(profile)


def test_the_own_wins_over_the_shared_and_the_environment_over_the_config(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = []
    own: dict[str, Any] = {}
    shared = {**LOGIN, "password": "made-up-1"}
    order.append(password(found(own, shared)))
    monkeypatch.setenv("ONTAP_PASSWORD", "made-up-2")
    order.append(password(found(own, shared)))
    own = {"password": "made-up-3"}
    order.append(password(found(own, shared)))
    monkeypatch.setenv("ONTAP_EAST_PASSWORD", "made-up-4")
    order.append(password(found(own, shared)))
    assert order == ["made-up-1", "made-up-2", "made-up-3", "made-up-4"]


def test_another_kind_of_credentials_replaces_the_shared_kind_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = found({"token": "made-up-token"}, LOGIN)
    assert (profile.username, profile.password) == (None, None)
    profile = found(
        {"client_cert": "cert.pem", "client_key": "key.pem"}, {**LOGIN, "token": "made-up", "ca_file": "ca.pem"}
    )
    assert (profile.username, profile.password, profile.token, profile.ca_file) == (None, None, None, "ca.pem")
    monkeypatch.setenv("ONTAP_EAST_TOKEN", "made-up-token")
    assert found({}, LOGIN).username is None


def test_a_user_of_its_own_may_have_the_shared_password() -> None:
    profile = found({"username": "peering"}, LOGIN)
    assert (profile.username, password(profile)) == ("peering", "made-up-shared")


def test_a_cluster_may_be_known_by_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONTAP_WEST_HOST", "west.example.com")
    monkeypatch.setenv("ONTAP_USERNAME", "admin")
    monkeypatch.setenv("ONTAP_PASSWORD", "made-up")
    profiles = Profiles.from_config(None)
    assert profiles.aliases() == ["west"]
    assert profiles.find("west").username == "admin"


def test_a_missing_password_names_the_own_and_the_shared_way() -> None:
    assert problem({}, {"username": "admin"}) == messages.no_credentials(
        "ontap:clusters.east",
        messages.credentials_incomplete(),
        messages.in_stack_config(
            "pulumi config set --secret --path ontap:clusters.east.password", "ONTAP_EAST_PASSWORD"
        ),
        messages.in_stack_config("pulumi config set --secret --path ontap:defaults.password", "ONTAP_PASSWORD"),
    )


def test_a_bad_shared_value_is_told_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told = messages.bad_setting(
        "ontap:defaults.verify_tls",
        "must be true or false",
        messages.in_stack_config("pulumi config set --path ontap:defaults.verify_tls <verify_tls>", "ONTAP_VERIFY_TLS"),
    )
    assert problem({}, {**LOGIN, "verify_tls": "perhaps"}) == told
    monkeypatch.setenv("ONTAP_VERIFY_TLS", "perhaps")
    assert problem({}, LOGIN) == messages.bad_variable("ONTAP_VERIFY_TLS", "must be true or false", "the stack config")


@pytest.mark.parametrize("setting", ["host", "uuid", "offline"])
def test_what_belongs_to_one_cluster_cannot_be_shared(setting: str) -> None:
    path = f"ontap:defaults.{setting}"
    assert problem({}, {**LOGIN, setting: "x"}) == messages.not_shared(
        path, f"ontap:clusters.east.{setting}", messages.from_stack_config(path)
    )


def test_a_misspelt_shared_setting_and_one_that_is_no_map_are_one_line() -> None:
    assert problem({}, {"pass_word": "x"}) == messages.no_such_setting(
        "ontap:defaults.pass_word", "password", SHARED, messages.from_stack_config("ontap:defaults.pass_word")
    )
    not_a_map = messages.not_a_map(
        "east", "ontap:defaults", "pulumi config set --path ontap:defaults.username <username>"
    )
    assert problem(LOGIN, "admin") == not_a_map


def test_no_variable_of_a_cluster_is_one_that_clusters_share() -> None:
    """An alias would have to end a shared setting's name where another setting's begins."""
    assert [pair for pair in product(SHARED, SETTINGS) if pair[0].endswith(f"_{pair[1]}")] == []
    assert {variable(alias, setting) for alias in SETTINGS for setting in SETTINGS}.isdisjoint(
        map(shared_variable, SHARED)
    )
