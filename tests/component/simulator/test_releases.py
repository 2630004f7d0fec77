"""A cluster knows the fields of its own release, from 9.6 to 9.17."""

from collections.abc import Iterator

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import ClusterSpec
from support.world import Client, started

MINORS = range(6, 18)
OFFER = {"peer_applications": ["snapmirror"]}

pytestmark = pytest.mark.covers("fields by version")


@pytest.fixture(scope="module")
def releases() -> Iterator[dict[int, Client]]:
    specs = [ClusterSpec(f"release{minor}", version=Version(9, minor, 1)) for minor in MINORS]
    with started(OntapSimulator(specs, tls=False)) as world:
        yield {minor: world.client(f"release{minor}") for minor in MINORS}


@pytest.mark.parametrize("minor", MINORS)
def test_peer_applications_came_with_9_7(releases: dict[int, Client], minor: int) -> None:
    client = releases[minor]
    if minor < 7:
        assert client.refused("POST", json=OFFER) == (400, "262179")
        assert client.refused("GET", "cluster/peers?fields=peer_applications") == (400, "262197")
        uuid = client.post({})["uuid"]
        assert client.refused("PATCH", f"cluster/peers/{uuid}", json=OFFER) == (400, "262179")
    else:
        uuid = client.post(OFFER)["uuid"]
    for fields in ("*", "**"):
        record = client.get(f"cluster/peers/{uuid}?fields={fields}")
        assert ("peer_applications" in record) == (minor >= 7)


@pytest.mark.parametrize(("field", "since"), [("version", 7), ("ip_address", 13)])
@pytest.mark.parametrize("minor", MINORS)
def test_a_field_of_a_peer_came_with_its_release(
    releases: dict[int, Client], minor: int, field: str, since: int
) -> None:
    client = releases[minor]
    if minor < since:
        assert client.refused("GET", f"cluster/peers?fields={field}") == (400, "262197")
        assert client.refused("GET", f"cluster/peers?{field}=*") == (400, "262179")
        assert all(field not in record for record in client.get("cluster/peers?fields=**")["records"])
    else:
        assert client.get(f"cluster/peers?fields={field}")["num_records"] >= 0
    assert "version" in client.get("cluster")


@pytest.mark.parametrize("minor", MINORS)
def test_the_reply_to_a_post_has_always_had_the_address(releases: dict[int, Client], minor: int) -> None:
    offer = releases[minor].post({})
    assert offer["ip_address"] == releases[minor].addresses[0]
    shown = releases[minor].get(f"cluster/peers/{offer['uuid']}?fields=*")
    assert ("ip_address" in shown) == (minor >= 13)


@pytest.mark.parametrize("minor", MINORS)
def test_the_version_of_a_peer_is_shown_from_9_7(releases: dict[int, Client], minor: int) -> None:
    here, there = releases[minor], releases[17 if minor < 17 else 16]
    secret = {"authentication": {"passphrase": "made up for this test"}}
    for one, other in ((here, there), (there, here)):
        one.post({"remote": {"ip_addresses": other.addresses}, **secret})
    shown = here.get(f"cluster/peers/{there.uuid}?fields=*")
    assert ("version" in shown) == (minor >= 7)
    assert shown["authentication"]["state"] == "ok"
    for one, other in ((here, there), (there, here)):
        assert one.call("DELETE", f"cluster/peers/{other.uuid}").status_code == 200


@pytest.mark.parametrize("minor", MINORS)
def test_unknown_fields_can_be_ignored_from_9_11(releases: dict[int, Client], minor: int) -> None:
    query = "cluster/peers?fields=colour&ignore_unknown_fields=true"
    if minor < 11:
        assert releases[minor].refused("GET", query) == (400, "262179")
    else:
        assert releases[minor].call("GET", query).status_code == 200


@pytest.mark.parametrize("minor", MINORS)
def test_the_peering_policy_came_with_9_10(releases: dict[int, Client], minor: int) -> None:
    client = releases[minor]
    assert ("peering_policy" in client.get("cluster?fields=*")) == (minor >= 10)
    if minor < 10:
        assert client.refused("GET", "cluster?fields=peering_policy") == (400, "262197")


@pytest.mark.parametrize("minor", MINORS)
def test_tokens_came_with_9_14(releases: dict[int, Client], minor: int) -> None:
    client = releases[minor]
    token = client.simulator.endpoints[client.name].token
    headers = {"Authorization": f"Bearer {token}"}
    reply = client.call("GET", "cluster", headers=headers, auth=lambda request: request)
    assert reply.status_code == (200 if minor >= 14 else 401)


@pytest.mark.parametrize("minor", MINORS)
def test_a_cluster_shows_its_version(releases: dict[int, Client], minor: int) -> None:
    version = releases[minor].get("cluster")["version"]
    assert (version["generation"], version["major"], version["minor"]) == (9, minor, 1)
    assert version["full"].startswith(f"NetApp Release 9.{minor}.1: ")
