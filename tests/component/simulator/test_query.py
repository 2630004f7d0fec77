"""The query string of GET: which records, which fields, in which order."""

from typing import Any
from urllib.parse import quote

import pytest

from support.world import World

PEERS = "cluster/peers"
covers = pytest.mark.covers


def asked(feature: str, query: str, names: str) -> Any:
    return pytest.param(query, names.split(), marks=covers(feature), id=f"{feature}: {query}")


def offers(world: World) -> None:
    """Four offers of east that end after 1, 2, 3 and 4 hours; the last two have applications and an SVM."""
    for number, name in enumerate(("alpha", "beta", "gamma", "null"), start=1):
        more = {"peer_applications": ["snapmirror"], "initial_allowed_svms": [{"name": "svm1"}]} if number > 2 else {}
        world.east.post({"name": name, "authentication": {"expiry_time": f"PT{number}H"}, **more})


@pytest.mark.parametrize(
    ("query", "names"),
    [
        asked("filter: exact", "name=beta", "beta"),
        asked("filter: exact", "name=Beta", ""),
        asked("filter: `*` wildcard", "name=*a", "alpha beta gamma"),
        asked("filter: `*` wildcard", "name=*m*a", "gamma"),
        asked("filter: `!`", "name=!beta", "alpha gamma null"),
        asked("filter: `!`", "name=!*a", "null"),
        asked("filter: `|`", "name=alpha|gamma", "alpha gamma"),
        asked("filter: `|`", "name=!beta|beta", "alpha beta gamma null"),
        asked("filter: `<`, `>`, `<=`, `>=`", "name=>beta", "gamma null"),
        asked("filter: `<`, `>`, `<=`, `>=`", "name=<=beta", "alpha beta"),
        asked("filter: `<`, `>`, `<=`, `>=`", "authentication.expiry_time=>=2026-01-01T04:00:00%2B01:00", "gamma null"),
        asked("filter: `<`, `>`, `<=`, `>=`", "authentication.expiry_time=<2026-01-01T02:00:00Z", "alpha"),
        asked("filter: range `a..b`", "name=b..h", "beta gamma"),
        asked(
            "filter: range `a..b`",
            "authentication.expiry_time=2026-01-01T02:00:00Z..2026-01-01T03:00:00Z",
            "beta gamma",
        ),
        asked("filter: range `a..b`", "name=alpha|m..z", "alpha null"),
        asked("filter: `null`", "peer_applications=null", "alpha beta"),
        asked("filter: `null`", "peer_applications=!null", "gamma null"),
        asked("filter: `null`", "initial_allowed_svms.name=svm1", "gamma null"),
        asked("filter: `null`", "peer_applications=!flexcache", "gamma null"),
        asked("filter: `null`", "peer_applications=!flexcache|null", "alpha beta gamma null"),
        asked("filter: quotes and braces", 'name="null"', "null"),
        asked("filter: quotes and braces", "name={null}", "null"),
        asked("filter: quotes and braces", 'name="*a"', ""),
        asked("filter: quotes and braces", 'name={al}*|"x|y"', "alpha"),
        asked("filter: quotes and braces", "name={a{l}pha}", ""),
        asked("`query` and `query_fields`", "query=beta&query_fields=name,uuid", "beta"),
        asked("`query` and `query_fields`", "query=al* svm*&query_fields=name,initial_allowed_svms.name", ""),
        asked("`query` and `query_fields`", "query=g* svm*&query_fields=name,initial_allowed_svms.name", "gamma"),
        asked("`query` and `query_fields`", "query=alpha|beta&query_fields=name", "alpha beta"),
        asked("`query` and `query_fields`", "query=am&query_fields=name", "gamma"),
        asked("`query` and `query_fields`", "query=*a&query_fields=name", "alpha beta gamma"),
        asked("`query` and `query_fields`", "query=a svm|shot&query_fields=name,initial_allowed_svms.name", "gamma"),
        asked("`query` and `query_fields`", "query=et pend&query_fields=*", "beta"),
        asked("`query` and `query_fields`", "query=pending&query_fields=*,!authentication.state", ""),
        asked("`query` and `query_fields`", "query=pending&query_fields=authentication,name", "alpha beta gamma null"),
        asked("`query` and `query_fields`", "query=href&query_fields=*", ""),
        asked("`query` and `query_fields`", 'query="mirr"&query_fields=peer_applications', "gamma null"),
        asked("`order_by`", "order_by=name desc", "null gamma beta alpha"),
        asked("`order_by`", "$orderBy=name desc", "null gamma beta alpha"),
        asked("`order_by`", "order_by=peer_applications desc,name desc", "null gamma beta alpha"),
    ],
)
def test_a_query_finds(world: World, query: str, names: list[str]) -> None:
    offers(world)
    found = [record["name"] for record in world.east.get(f"{PEERS}?{quote(query, safe='=&%')}")["records"]]
    assert (found if "rder" in query else sorted(found)) == names


def test_versions_compare_as_numbers(world: World) -> None:
    world.peer_by_offer()
    assert world.east.get(f"{PEERS}?version.major=>=9")["num_records"] == 1
    assert world.east.get(f"{PEERS}?version.major=3|5..9|>100")["num_records"] == 0
    assert world.east.get(f"{PEERS}?version.major=3|10..20")["num_records"] == 1


def fields(feature: str, query: str, expected: str) -> Any:
    return pytest.param(query, expected.split(), marks=covers(feature), id=f"{feature}: {query}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        fields("`fields`: a list", "fields=status.state,encryption.proposed", "status.state encryption.proposed"),
        fields("`fields`: objects and braces", "fields=authentication", "in_use state expiry_time"),
        fields("`fields`: objects and braces", "fields=authentication.{state,in_use}", "in_use state"),
        fields("`fields`: objects and braces", "fields={status.{state},ip_address}", "status.state ip_address"),
        fields("`fields`: negated", "fields=authentication,!authentication.state", "in_use expiry_time"),
        fields("`ignore_unknown_fields`", "fields=ip_address,colour&ignore_unknown_fields=true", "ip_address"),
    ],
)
def test_a_record_has_the_requested_fields(world: World, query: str, expected: list[str]) -> None:
    world.east.post({"name": "offer"})
    (record,) = world.east.get(f"{PEERS}?{query}")["records"]
    inside = {key: value for key, value in record.items() if key not in ("uuid", "name", "_links")}
    paths = [
        f"{key}.{inner}" if isinstance(value, dict) else key
        for key, value in inside.items()
        for inner in (value if isinstance(value, dict) else [""])
    ]
    assert [path.removeprefix("authentication.") for path in paths] == expected


@covers("`fields=*` and `**`")
def test_a_star_stands_for_all_fields(world: World) -> None:
    world.east.post({"name": "offer"})
    (one,) = world.east.get(f"{PEERS}?fields=*")["records"]
    (all_,) = world.east.get(f"{PEERS}?fields=**")["records"]
    assert one == all_
    assert {"status", "authentication", "encryption", "ip_address"} <= one.keys()
    (less,) = world.east.get(f"{PEERS}?fields=*,!status")["records"]
    assert one.keys() - less.keys() == {"status"}


@covers("`pretty`")
def test_pretty_json_is_the_default(world: World) -> None:
    assert "\n  " in world.east.call("GET", PEERS).text
    assert "\n" not in world.east.call("GET", f"{PEERS}?pretty=false").text.strip()


@covers("`pretty`")
def test_every_method_takes_pretty(world: World) -> None:
    peer = f"{PEERS}/{world.east.post({})['uuid']}"
    body = {"authentication": {"generate_passphrase": True}}
    for method, path, sent in (
        ("POST", PEERS, {}),
        ("POST", PEERS, {"records": [{}]}),
        ("PATCH", peer, body),
        ("PATCH", f"{PEERS}?name=*", body),
        ("DELETE", peer, None),
        ("DELETE", f"{PEERS}?name=*", None),
    ):
        separator = "&" if "?" in path else "?"
        reply = world.east.call(method, f"{path}{separator}pretty=false", json=sent)
        assert reply.ok, reply.text
        assert "\n" not in reply.text


def test_a_refusal_is_pretty_only_if_that_is_asked_for(world: World) -> None:
    assert "\n" in world.east.call("GET", f"{PEERS}?colour=red").text
    assert "\n" not in world.east.call("GET", f"{PEERS}?colour=red&pretty=false").text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("fields=authentication.{state", "262286"),
        ("fields=authentication.state}", "262286"),
        ("fields=a}{b", "262286"),
        ("fields=colour", "262197"),
        ("fields=authentication.passphrase", "262249"),
        ("fields=local_network.netmask", "262249"),
        ("authentication.passphrase=x", "262202"),
        ("authentication.generate_passphrase=true", "262250"),
        ("local_network.netmask=24", "262250"),
        ("name=>", "262194"),
        ("name=a|", "262194"),
        ("name=!", "262194"),
        ('name="a', "262197"),
        ("name", "262248"),
        ("fields=name&fields=uuid", "262188"),
        ("max_records=1&max_records=2", "262188"),
        ("order_by=name&%24orderBy=uuid", "262188"),
        ("order_by=colour", "262268"),
        ("query=x", "262273"),
        ("query_fields=name", "262273"),
        ("query=&query_fields=name", "262274"),
        ("query=x&query_fields=", "262275"),
        ("query=x&query_fields=name,name", "262276"),
        ('query="x&query_fields=name', "262272"),
        ("query=x&query_fields=authentication.passphrase", "262250"),
        ("query=x&query_fields=colour", "262197"),
        ("query=x|&query_fields=name", "262194"),
        ("pretty=maybe", "262197"),
        ("pretty=true&pretty=true", "262188"),
        ("return_timeout=121", "262197"),
        ("max_records=0", "262197"),
        ("colour=red", "262179"),
    ],
)
def test_a_malformed_query_is_refused(world: World, query: str, code: str) -> None:
    assert world.east.refused("GET", f"{PEERS}?{query}") == (400, code)


def test_a_search_is_for_reading_only(world: World) -> None:
    assert world.east.refused("POST", f"{PEERS}?query=x&query_fields=name", json={}) == (400, "262277")


def test_filters_take_alternatives_negations_and_wildcards(world: World) -> None:
    for name in ("alpha", "beta", "gamma"):
        world.east.post({"name": name})

    def names(query: str) -> list[str]:
        return sorted(record["name"] for record in world.east.get(f"{PEERS}?{query}")["records"])

    assert names("name=beta") == ["beta"]
    assert names("name=alpha|gamma") == ["alpha", "gamma"]
    assert names("name=%2A%6Da") == ["gamma"]
    assert names("name=!beta") == ["alpha", "gamma"]
    assert names("remote.name=null") == ["alpha", "beta", "gamma"]
    assert names("remote.name=!x") == []
    assert names("name=alpha&status.state=available") == []


def test_many_wildcards_take_no_more_time_than_one(world: World) -> None:
    name = "a" * 44
    world.east.post({"name": name})
    assert world.east.get(f"{PEERS}?name={'a*' * 20}b")["num_records"] == 0
    assert world.east.get(f"{PEERS}?name={'a*' * 20}a")["num_records"] == 1


def test_quoted_text_is_taken_as_it_is(world: World) -> None:
    world.east.post({"name": "alpha"})
    assert world.east.get(f'{PEERS}?name="alpha"')["num_records"] == 1
    assert world.east.get(f'{PEERS}?name="al*"')["num_records"] == 0
    assert world.east.get(f'{PEERS}?name="al"*|"x|y"')["num_records"] == 1


@pytest.mark.covers("`max_records` and the next link")
def test_a_page_links_to_the_next_until_none_is_left(world: World) -> None:
    for number in range(5):
        world.east.post({"name": f"peer{number}"})
    path, seen, pages = f"{PEERS}?max_records=2&name=peer*", [], 0
    while path:
        reply = world.east.call("GET", path)
        page = reply.json()
        pages += 1
        seen += [record["name"] for record in page["records"]]
        path = page["_links"].get("next", {}).get("href", "").removeprefix("/api/")
        assert ('rel="next"' in reply.headers.get("Link", "")) is bool(path)
    assert (pages, sorted(seen)) == (3, [f"peer{number}" for number in range(5)])


@pytest.mark.covers("`return_records`")
def test_records_can_be_ordered_and_counted(world: World) -> None:
    for name in ("beta", "alpha", "gamma"):
        world.east.post({"name": name})
    ordered = world.east.get(f"{PEERS}?order_by=name%20desc&max_records=2")
    assert [record["name"] for record in ordered["records"]] == ["gamma", "beta"]
    rest = world.east.get(ordered["_links"]["next"]["href"].removeprefix("/api/"))
    assert [record["name"] for record in rest["records"]] == ["alpha"]
    counted = world.east.get(f"{PEERS}?return_records=False")
    assert (counted["num_records"], "records" in counted) == (3, False)


@pytest.mark.covers("`return_records`")
def test_a_count_has_pages_too(world: World) -> None:
    for _ in range(3):
        world.east.post({})
    first = world.east.get(f"{PEERS}?return_records=false&max_records=2")
    assert (first["num_records"], "records" in first) == (2, False)
    second = world.east.get(first["_links"]["next"]["href"].removeprefix("/api/"))
    assert (second["num_records"], "records" in second, "next" in second["_links"]) == (1, False, False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("fields=size", "262197"),
        ("colour=red", "262179"),
        ("max_records=0", "262197"),
        ("order_by=colour", "262268"),
        ("return_records=maybe", "262197"),
        ("return_timeout=121", "262197"),
    ],
)
def test_an_invalid_query_is_refused(world: World, query: str, code: str) -> None:
    assert world.east.refused("GET", f"{PEERS}?{query}") == (400, code)
