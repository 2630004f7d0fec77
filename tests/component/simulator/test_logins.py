"""Who may do what: passwords, bearer tokens and client certificates, and the reader who may only read."""

from typing import Any

import pytest

from support.world import World

COVERED = "basic, bearer and certificate login"


def bearer(token: str) -> dict[str, Any]:
    """Only this header; without it the session would add a password."""
    return {"headers": {"Authorization": f"Bearer {token}"}, "auth": lambda request: request}


@pytest.mark.covers(COVERED)
def test_an_administrator_logs_in_by_token_or_certificate(world: World) -> None:
    end = world.simulator.endpoints["east"]
    assert end.client_cert is not None
    assert end.client_key is not None
    by_certificate: dict[str, Any] = {"auth": lambda request: request, "cert": (end.client_cert, end.client_key)}
    for login in (bearer(end.token), by_certificate):
        assert world.east.call("POST", "cluster/peers", **login).status_code == 201
        assert world.east.call("GET", "cluster/peers", **login).status_code == 200


@pytest.mark.covers("code 6691623")
@pytest.mark.parametrize(
    "login",
    [
        bearer("wrong"),
        bearer(""),
        {"auth": ("admin", "wrong")},
        {"auth": ("reader", "wrong")},
        {"auth": ("root", "")},
        {"headers": {"Authorization": "Basic ="}, "auth": lambda request: request},
        {"headers": {"Authorization": "Digest x"}, "auth": lambda request: request},
        {"auth": lambda request: request},
    ],
)
def test_any_other_login_is_refused_with_a_challenge(world: World, login: dict[str, Any]) -> None:
    reply = world.east.call("GET", "cluster/peers", **login)
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "6691623")
    assert reply.headers["WWW-Authenticate"] == 'Basic realm="ONTAP"'


def test_a_token_of_another_cluster_is_none(world: World) -> None:
    token = world.simulator.endpoints["west"].token
    assert world.east.call("GET", "cluster/peers", **bearer(token)).status_code == 401


@pytest.mark.covers("code 6")
def test_the_reader_reads_and_changes_nothing(world: World) -> None:
    world.peer_by_offer()
    end = world.simulator.endpoints["east"]
    reader = {"auth": (end.reader_username, end.reader_password)}
    peer = f"cluster/peers/{world.west.uuid}"
    for method, path in (("GET", peer), ("GET", "cluster"), ("HEAD", "cluster/peers"), ("OPTIONS", "cluster/peers")):
        assert world.east.call(method, path, **reader).status_code == 200
    for method, path in (("POST", "cluster/peers"), ("PATCH", peer), ("DELETE", peer)):
        assert world.east.refused(method, path, json={}, **reader) == (403, "6")
    assert world.east.get()["num_records"] == 1


def test_logins_are_in_no_repr(world: World) -> None:
    end = world.simulator.endpoints["east"]
    for secret in (end.password, end.reader_password, end.token):
        assert secret not in repr(end)
