"""`/api/cluster/peers` over real HTTPS: shapes, orders and rules of the vendor document's examples."""

from typing import Any

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.spec import ClusterSpec, FabricSpec, IPspaceSpec
from support.world import World, started

PEERS = "cluster/peers"
SECRET = "xyz12345"


def shape(value: Any) -> Any:
    """Keys in their order, without values."""
    if isinstance(value, dict):
        return [(key, shape(each)) if isinstance(each, dict) else key for key, each in value.items()]
    return None


GENERATED = ("authentication", ["passphrase", "expiry_time"])
OWN = ("authentication", ["expiry_time"])
SELF = ("_links", [("self", ["href"])])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["uuid", "name", GENERATED, "ip_address", SELF]),
        (
            {"authentication": {"expiry_time": "PT2H", "generate_passphrase": True}},
            ["uuid", "name", GENERATED, "ip_address", SELF],
        ),
        ({"remote": {"ip_addresses": ["10.2.0.11"]}}, ["uuid", "name", GENERATED, SELF]),
        (
            {"name": "cp_xyz123", "authentication": {"generate_passphrase": True}},
            ["uuid", "name", GENERATED, "ip_address", SELF],
        ),
        (
            {
                "name": "cp_xyz123",
                "remote": {"ip_addresses": ["10.2.0.11"]},
                "authentication": {"passphrase": SECRET},
            },
            ["uuid", OWN, SELF],
        ),
        ({"encryption": {"proposed": "tls-psk"}}, ["uuid", "name", GENERATED, "ip_address", SELF]),
        (
            {
                "local_network": {
                    "interfaces": [{"ip_address": "10.1.9.4"}, {"ip_address": "10.1.9.5"}],
                    "netmask": "255.255.0.0",
                    "broadcast_domain": "Default",
                    "gateway": "10.1.0.1",
                },
                "remote": {"ip_addresses": ["10.2.0.11"]},
                "authentication": {"passphrase": SECRET},
            },
            ["uuid", ("local_network", ["interfaces"]), OWN, SELF],
        ),
    ],
)
@pytest.mark.covers("POST /cluster/peers", "`Location` of a 201")
def test_a_post_discloses_what_the_document_shows(world: World, body: dict[str, Any], expected: list[Any]) -> None:
    reply = world.east.call("POST", PEERS, json=body)
    assert reply.status_code == 201
    assert list(reply.json()) == ["num_records", "records"]
    [record] = reply.json()["records"]
    assert shape(record) == expected
    assert reply.headers["Location"] == f"/api/cluster/peers/{record['uuid']}" == record["_links"]["self"]["href"]


def test_a_directed_offer_without_a_name_is_posted_with_an_empty_one(world: World) -> None:
    assert world.east.post({"remote": {"ip_addresses": world.west.addresses}})["name"] == ""
    assert world.east.get()["records"][0]["name"] == "west"


@pytest.mark.covers("bodies of any content type")
def test_a_post_needs_neither_body_nor_content_type(world: World) -> None:
    assert world.east.call("POST", PEERS).status_code == 201
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = world.east.call("POST", PEERS, data='{"name": "by_form"}', headers=form)
    assert reply.json()["records"][0]["name"] == "by_form"


@pytest.mark.covers("dotted keys in bodies")
def test_dotted_keys_are_nested_keys(world: World) -> None:
    world.east.post(
        {"remote.ip_addresses": world.west.addresses, "authentication.passphrase": SECRET, "ipspace.name": "Default"}
    )
    assert world.east.get()["records"][0]["name"] == "west"


@pytest.mark.covers("`hal+json` or `json` by `Accept`")
def test_the_layout_is_that_of_ontap(world: World) -> None:
    reply = world.east.call("GET", PEERS)
    assert reply.headers["Content-Type"] == "application/hal+json"
    assert reply.text.startswith('{\n  "records": [],\n  "num_records": 0,\n  "_links": {')
    plain = world.east.call("GET", PEERS, headers={"Accept": "application/json"})
    assert plain.headers["Content-Type"] == "application/json"
    assert "_links" not in plain.json()


@pytest.mark.covers("GET /cluster/peers")
def test_a_collection_shows_keys_links_and_filtered_fields(world: World) -> None:
    world.east.post({})
    found = world.east.get(f"{PEERS}?status.state=!available")
    assert found["_links"]["self"]["href"] == "/api/cluster/peers?status.state=!available"
    [record] = found["records"]
    assert shape(record) == [
        "uuid",
        "name",
        ("status", ["state"]),
        ("_links", [("self", ["href"]), ("interfaces", ["href"])]),
    ]
    assert record["status"] == {"state": "unidentified"}


@pytest.mark.covers("GET /cluster/peers/{uuid}")
def test_an_instance_shows_the_common_set_of_the_document(world: World) -> None:
    world.peer_by_offer()
    world.advance("PT1M")
    record = world.east.get(f"{PEERS}/{world.west.uuid}")
    assert shape(record) == [
        "uuid",
        "name",
        ("version", ["full", "generation", "major", "minor"]),
        ("status", ["state", "update_time"]),
        ("ipspace", ["uuid", "name", ("_links", [("self", ["href"])])]),
        ("remote", ["name", "serial_number", "ip_addresses"]),
        ("authentication", ["in_use", "state"]),
        ("encryption", ["state"]),
        ("_links", [("self", ["href"]), ("interfaces", ["href"])]),
    ]


def test_an_open_offer_shows_its_expiry_only_when_asked(world: World) -> None:
    uuid = world.east.post({"initial_allowed_svms": [{"name": "svm1"}], "peer_applications": ["flexcache"]})["uuid"]
    assert "expiry_time" not in world.east.get(f"{PEERS}/{uuid}")["authentication"]
    full = world.east.get(f"{PEERS}/{uuid}?fields=*")
    assert full["authentication"]["expiry_time"] == "2026-01-01T01:00:00+00:00"
    assert full["encryption"] == {"state": "none", "proposed": "tls_psk"}
    assert [svm["name"] for svm in full["initial_allowed_svms"]] == ["svm1"]
    assert full["peer_applications"] == ["flexcache"]
    picked = world.east.get(f"{PEERS}/{uuid}?fields=authentication.expiry_time,initial_allowed_svms.name")
    assert picked["authentication"] == {"expiry_time": "2026-01-01T01:00:00+00:00"}
    assert [list(svm) for svm in picked["initial_allowed_svms"]] == [["name", "_links"]]


def test_acceptance_moves_the_offer_to_the_acceptor_and_becomes_available(world: World) -> None:
    offer = world.east.post({})
    body = {
        "remote": {"ip_addresses": world.east.addresses},
        "authentication": {"passphrase": offer["authentication"]["passphrase"]},
    }
    assert world.west.post(body)["uuid"] == world.east.uuid
    assert world.east.refused("GET", f"{PEERS}/{offer['uuid']}") == (404, "4")
    peer = world.east.get(f"{PEERS}/{world.west.uuid}")
    assert (peer["name"], peer["remote"]["name"]) == ("west", "west")
    assert peer["remote"]["ip_addresses"] == world.west.addresses
    assert (peer["authentication"]["state"], peer["status"]["state"]) == ("ok", "pending")
    world.advance("PT5S")
    assert [
        client.get(f"{PEERS}?fields=status.state,encryption.state")["records"][0]["status"]["state"]
        for client in (world.east, world.west)
    ] == ["available", "available"]


def test_no_get_ever_shows_the_passphrase(world: World) -> None:
    passphrase = world.east.post({})["authentication"]["passphrase"]
    assert passphrase not in world.east.call("GET", f"{PEERS}?fields=**").text
    assert world.east.refused("GET", f"{PEERS}?fields=authentication.passphrase") == (400, "262249")
    assert world.east.refused("GET", f"{PEERS}?authentication.passphrase=x") == (400, "262202")


@pytest.mark.covers("DELETE /cluster/peers/{uuid}", "a deletion is local, the far side becomes unavailable")
def test_one_deleted_side_leaves_the_other_unavailable(world: World) -> None:
    world.peer_by_offer()
    for body in ("", "{}"):
        reply = world.west.call("DELETE", f"{PEERS}/{world.east.uuid}", data=body)
        if body:
            assert reply.json()["error"] == {"message": "entry doesn't exist", "code": "4", "target": "uuid"}
        else:
            assert (reply.status_code, reply.text) == (200, "{\n}")
    peer = world.east.get(f"{PEERS}/{world.west.uuid}")
    assert (peer["status"]["state"], peer["authentication"]["state"]) == ("unavailable", "problem")


@pytest.mark.covers("PATCH /cluster/peers/{uuid}")
def test_a_patch_of_the_passphrase_echoes_the_body(world: World) -> None:
    world.peer_by_offer()
    body = {"authentication": {"passphrase": SECRET, "in_use": "ok"}, "encryption": {"proposed": "tls-psk"}}
    reply = world.east.call("PATCH", f"{PEERS}/{world.west.uuid}", json=body)
    assert reply.json() == {
        "num_records": 1,
        "records": [{**body, "encryption": {"proposed": "tls_psk"}}],
    }


def test_a_patch_that_generates_returns_the_new_passphrase(world: World) -> None:
    world.peer_by_offer()
    reply = world.east.call(
        "PATCH", f"{PEERS}/{world.west.uuid}", json={"authentication": {"generate_passphrase": True, "in_use": "ok"}}
    )
    [record] = reply.json()["records"]
    assert list(record["authentication"]) == ["passphrase", "expiry_time", "in_use"]


@pytest.mark.parametrize("body", [{"remote": {"ip_addresses": ["10.2.0.12"]}}, {"name": "renamed"}])
def test_other_patches_answer_with_an_empty_object(world: World, body: dict[str, Any]) -> None:
    world.peer_by_offer()
    reply = world.east.call("PATCH", f"{PEERS}/{world.west.uuid}", json=body)
    assert (reply.status_code, reply.json()) == (200, {})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"colour": "red"}, "262179"),
        ({"remote": {"colour": "red"}}, "262179"),
        ({"uuid": "x"}, "262196"),
        ({"remote": {"name": "x"}}, "262196"),
        ({"status": {"state": "available"}}, "262196"),
        ({"encryption": {"proposed": "rot13"}}, "262197"),
        ({"name": 5}, "262197"),
        ({"remote": {"ip_addresses": "10.2.0.11"}}, "262254"),
        ({"name": ["x"]}, "262255"),
        ({"remote.ip_addresses": [], "remote": {"ip_addresses": []}}, "262282"),
        ({"authentication": {"passphrase": SECRET}}, "4656069"),
    ],
)
def test_a_post_names_what_is_wrong_with_its_body(world: World, body: dict[str, Any], code: str) -> None:
    assert world.east.refused("POST", json=body) == (400, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "262199"),
        ("nonsense", "262199"),
        ("[]", "262201"),
        ('{"name": NaN}', "262201"),
        ('{"name": "a", "name": "b"}', "262282"),
        ('{"remote": {"ip_addresses": [], "ip_addresses": []}}', "262282"),
        pytest.param("[" * 5000, "262201", id="5000 levels"),
        pytest.param('{"name": ' * 101 + "1" + "}" * 101, "262201", id="101 levels"),
    ],
)
def test_a_body_that_is_no_sound_json_object_is_refused(world: World, text: str, code: str) -> None:
    assert world.east.refused("POST", data=text) == (400, code)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"nonsense": ' * 100 + "1" + "}" * 100, id="100 levels"),
        pytest.param('{"nonsense": "' + "[" * 101 + '\\"["}', id="brackets in a string"),
    ],
)
def test_a_body_may_nest_a_hundred_levels(world: World, text: str) -> None:
    assert world.east.refused("POST", data=text) == (400, "262179")


@pytest.mark.parametrize(
    ("body", "code"),
    [({"uuid": "x"}, "262203"), ({"local_network": {"netmask": "16"}}, "262203")],
)
def test_a_patch_names_what_cannot_be_changed(world: World, body: dict[str, Any], code: str) -> None:
    uuid = world.east.post({})["uuid"]
    assert world.east.refused("PATCH", f"{PEERS}/{uuid}", json=body) == (400, code)


def test_a_refusal_never_repeats_a_passphrase(world: World) -> None:
    reply = world.east.call("POST", PEERS, json={"authentication": {"passphrase": [SECRET]}})
    assert reply.status_code == 400
    assert SECRET not in reply.text


@pytest.mark.parametrize(
    "change",
    [
        {"interfaces": [{"ip_address": "0.0.0.0"}]},  # noqa: S104
        {"interfaces": [{"ip_address": "127.0.0.1"}]},
        {"interfaces": [{"ip_address": "224.0.0.1"}]},
        {"interfaces": [{"ip_address": "fe80::1%e0a"}]},
        {"netmask": "0.0.255.255"},
        {"netmask": "33"},
    ],
)
def test_new_interfaces_need_addresses_and_a_mask_that_can_be_theirs(world: World, change: dict[str, Any]) -> None:
    network = {
        "interfaces": [{"ip_address": "10.1.9.4"}],
        "netmask": "255.255.0.0",
        "broadcast_domain": "Default",
        "gateway": "10.1.0.1",
    }
    before = world.control("GET", "interfaces").json()
    assert world.east.refused("POST", json={"local_network": network | change}) == (400, "262197")
    assert world.control("GET", "interfaces").json() == before


def test_a_post_takes_its_own_parameters_but_no_filter(world: World) -> None:
    assert world.east.call("POST", f"{PEERS}?return_records=true&return_timeout=60").status_code == 201
    assert world.east.refused("POST", f"{PEERS}?name=x") == (400, "262211")


@pytest.mark.parametrize("auth", [None, ("admin", "wrong"), ("nobody", "")])
def test_wrong_credentials_get_401(world: World, auth: tuple[str, str] | None) -> None:
    session_auth = auth or (lambda request: request)
    reply = world.east.call("GET", PEERS, auth=session_auth)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Basic ")
    assert reply.json()["error"]["code"] == "6691623"


@pytest.mark.covers("error envelope")
def test_unknown_paths_and_unsupported_methods_have_their_codes(world: World) -> None:
    assert world.east.refused("GET", "cluster/nothing") == (404, "3")
    assert world.east.refused("PUT", PEERS) == (405, "3")
    assert world.east.call("HEAD", PEERS).status_code == 200
    assert world.east.call("OPTIONS", PEERS).headers["Allow"] == "GET, POST, PATCH, DELETE, HEAD, OPTIONS"


@pytest.mark.covers("HEAD and OPTIONS")
def test_head_is_get_without_a_body_and_options_lists_the_methods(world: World) -> None:
    uuid = world.east.post({})["uuid"]
    for path, methods in (
        (PEERS, "GET, POST, PATCH, DELETE, HEAD, OPTIONS"),
        (f"{PEERS}/{uuid}", "GET, PATCH, DELETE, HEAD, OPTIONS"),
    ):
        head, get = (world.east.call(method, path) for method in ("HEAD", "GET"))
        assert (head.status_code, head.text) == (200, "")
        assert head.headers["Content-Length"] == str(len(get.content))
        assert world.east.call("OPTIONS", path).headers["Allow"] == methods
    assert world.east.call("HEAD", f"{PEERS}/unknown").status_code == 404


@pytest.mark.covers("IPv6 addresses and host names")
def test_a_peer_is_reached_by_ipv6_address_or_host_name() -> None:
    east = ClusterSpec("east", ipspaces=(IPspaceSpec("Default", interfaces=("fd00:1::11",)),))  # type: ignore[arg-type]
    west = ClusterSpec("west", ipspaces=(IPspaceSpec("Default", interfaces=("fd00:2::11",)),))  # type: ignore[arg-type]
    hosts: dict[str, Any] = {"east.example": ("fd00:1::11",)}
    with started(OntapSimulator(FabricSpec((east, west), hosts), tls=False)) as world:
        here, there = world.east, world.west
        secret = {"authentication": {"passphrase": SECRET}}
        here.post({"remote": {"ip_addresses": ["fd00:2:0::11"]}, **secret})
        there.post({"remote": {"ip_addresses": ["East.example"]}, **secret})
        sides = [
            client.get(f"{PEERS}?fields=remote.ip_addresses,authentication.state")["records"][0]
            for client in (here, there)
        ]
    assert [side["authentication"]["state"] for side in sides] == ["ok", "ok"]
    assert [side["remote"]["ip_addresses"] for side in sides] == [["fd00:2::11"], ["East.example"]]


@pytest.mark.covers("`return_timeout`")
@pytest.mark.parametrize(("value", "status"), [("0", 200), ("120", 200), ("121", 400), ("-1", 400), ("soon", 400)])
def test_a_return_timeout_is_up_to_two_minutes(world: World, value: str, status: int) -> None:
    assert world.east.call("GET", f"{PEERS}?return_timeout={value}").status_code == status
