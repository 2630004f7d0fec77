"""What a client looks up besides peers."""

import pytest

from ontap_simulator.domain.spec import IPspaceSpec
from support.world import World, running_world


@pytest.mark.covers("GET /cluster")
def test_a_cluster_shows_its_identity(world: World) -> None:
    cluster = world.east.get("cluster")
    assert list(cluster) == ["name", "uuid", "version", "_links"]
    assert (cluster["name"], cluster["uuid"]) == ("east", world.east.uuid)
    assert world.east.get("cluster?fields=peering_policy")["peering_policy"] == {
        "authentication_required": True,
        "encryption_required": False,
        "minimum_passphrase_length": 8,
    }


@pytest.mark.covers("GET /network/ip/interfaces")
def test_intercluster_addresses_can_be_looked_up(world: World) -> None:
    found = world.west.get("network/ip/interfaces?services=intercluster_core&fields=ip.address&ipspace.name=Default")
    assert [record["ip"]["address"] for record in found["records"]] == world.west.addresses
    everything = world.west.get("network/ip/interfaces")
    assert everything["num_records"] == 1 + len(world.west.addresses)


@pytest.mark.covers("GET /network/ip/interfaces/{uuid}")
def test_an_interface_can_be_read_by_its_uuid(world: World) -> None:
    for listed in world.west.get("network/ip/interfaces?fields=*")["records"]:
        assert world.west.get(f"network/ip/interfaces/{listed['uuid']}") == listed
    assert world.west.refused("GET", f"network/ip/interfaces/{world.west.uuid}") == (404, "4")


@pytest.mark.covers("GET /cluster/nodes")
@pytest.mark.covers("GET /cluster/nodes/{uuid}")
def test_the_nodes_of_a_cluster_can_be_listed_and_read(world: World) -> None:
    listed = world.east.get("cluster/nodes?fields=*")["records"]
    assert [node["name"] for node in listed] == ["east-01", "east-02"]
    assert [world.east.get(f"cluster/nodes/{node['uuid']}") for node in listed] == listed


@pytest.mark.covers("GET /network/ip/routes")
@pytest.mark.covers("GET /network/ip/routes/{uuid}")
def test_an_ipspace_has_a_default_route_unless_the_fabric_says_otherwise() -> None:
    with running_world(ipspaces=("lab", IPspaceSpec("island", default_route=False))) as world:
        listed = world.east.get("network/ip/routes?fields=*")["records"]
        assert {each["ipspace"]["name"]: each["destination"]["netmask"] for each in listed} == {
            "Default": "0",
            "lab": "0",
        }
        assert [world.east.get(f"network/ip/routes/{each['uuid']}") for each in listed] == listed


@pytest.mark.covers("GET /network/ipspaces")
def test_the_ipspaces_of_a_cluster_can_be_listed(world: World) -> None:
    assert {record["name"] for record in world.east.get("network/ipspaces")["records"]} == {"Default", "Cluster"}


@pytest.mark.covers("GET /network/ipspaces/{uuid}")
def test_the_links_of_a_peer_lead_somewhere(world: World) -> None:
    uuid = world.east.post({})["uuid"]
    peer = world.east.get(f"cluster/peers/{uuid}")
    interfaces = world.east.get(peer["_links"]["interfaces"]["href"].removeprefix("/api/"))
    assert interfaces["num_records"] == len(world.east.addresses)
    ipspace = world.east.get(peer["ipspace"]["_links"]["self"]["href"].removeprefix("/api/"))
    assert ipspace["name"] == "Default"
