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
