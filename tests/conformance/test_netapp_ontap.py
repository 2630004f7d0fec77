"""Peers as NetApp's `netapp-ontap` client handles them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from marshmallow import RAISE
from netapp_ontap.error import NetAppRestError
from netapp_ontap.host_connection import HostConnection
from netapp_ontap.resources.cluster import Cluster
from netapp_ontap.resources.cluster_peer import ClusterPeer
from netapp_ontap.resources.ip_interface import IpInterface

from support.world import World

Connect = Callable[[str], AbstractContextManager[HostConnection]]

CLIENT = "netapp-ontap"
DOCUMENT = "Manage cluster peers, "


def without_links(value: Any) -> Any:
    """The client's schema names links otherwise than the wire does."""
    if isinstance(value, dict):
        return {key: without_links(each) for key, each in value.items() if key != "_links"}
    return [without_links(each) for each in value] if isinstance(value, list) else value


def posted(peer: ClusterPeer) -> dict[str, Any]:
    """The record of a POST reply, which the client does not merge into its object."""
    record: dict[str, Any] = peer.post(hydrate=False).http_response.json()["records"][0]
    return record


def code_of(error: NetAppRestError) -> str:
    assert error.http_err_response is not None
    code: str = error.http_err_response.http_response.json()["error"]["code"]
    return code


def only_peer(**query: str) -> Any:
    """The one record of the collection; the client gives it its attributes at run time."""
    options: dict[str, Any] = {**query}
    (peer,) = ClusterPeer.get_collection(**options)
    return peer


def offer_and_accept(world: World, connect: Connect, **accepting: Any) -> tuple[str, str]:
    """An anonymous offer of east, accepted by west; the offer's first uuid and its passphrase."""
    with connect("east"):
        record = posted(ClusterPeer())
    secret = record["authentication"]["passphrase"]
    with connect("west"):
        ClusterPeer(
            remote={"ip_addresses": world.addresses("east")}, authentication={"passphrase": secret}, **accepting
        ).post(hydrate=True)
    return record["uuid"], secret


@pytest.mark.client(CLIENT)
def test_the_location_of_a_post_holds_the_uuid(connect: Connect) -> None:
    with connect("east"):
        peer = ClusterPeer(name="to-west")
        record = posted(peer)
        assert peer.uuid == record["uuid"]
        peer.get()
        assert peer.name == "to-west"


@pytest.mark.documented(DOCUMENT + "Creating a cluster peer request with an empty request")
def test_an_empty_post_makes_an_offer_with_a_generated_passphrase(connect: Connect) -> None:
    with connect("east"):
        record = posted(ClusterPeer())
    assert record["name"] == f"Clus_{record['authentication']['passphrase'][-4:]}"


@pytest.mark.client(CLIENT)
def test_find_and_count_and_get_collection_with_paging(connect: Connect) -> None:
    with connect("east"):
        for number in range(5):
            ClusterPeer(name=f"offer-{number}").post()
        assert ClusterPeer.count_collection() == 5
        found = ClusterPeer.find(name="offer-3")
        assert found is not None
        assert found.name == "offer-3"
        assert ClusterPeer.find(name="offer-9") is None
        names = [peer.name for peer in ClusterPeer.get_collection(max_records=2, fields="name")]
        assert sorted(names) == [f"offer-{number}" for number in range(5)]


@pytest.mark.documented(DOCUMENT + "Retrieving all cluster peer relationships which are not in an available state")
def test_a_filter_adds_its_field_to_the_records(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    with connect("east"):
        ClusterPeer(name="open").post()
        unaccepted = only_peer(**{"status.state": "!available"})
        assert (unaccepted.name, unaccepted.status.state) == ("open", "unidentified")


@pytest.mark.documented(DOCUMENT + "Definitions, cluster_peer.uuid")
@pytest.mark.covers("an accepted anonymous offer changes its UUID")
def test_the_uuid_of_an_anonymous_offer_changes_when_it_is_accepted(world: World, connect: Connect) -> None:
    offered, _ = offer_and_accept(world, connect)
    with connect("east"):
        with pytest.raises(NetAppRestError) as gone:
            ClusterPeer(uuid=offered).get()
        peer = only_peer(fields="*")
        assert peer.uuid != offered
        assert (peer.authentication.state, peer.status.state, peer.remote.name) == ("ok", "available", "west")
    assert (gone.value.status_code, code_of(gone.value)) == (404, "4")


@pytest.mark.inferred("cluster UUIDs of peer records in the vendor document's examples")
@pytest.mark.covers("the new UUID is the other cluster's")
def test_the_accepted_peer_has_the_other_clusters_uuid(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    for alias, other in (("east", "west"), ("west", "east")):
        with connect(other):
            far = Cluster()
            far.get()
        with connect(alias):
            peer = only_peer()
            assert peer.uuid == far.uuid


@pytest.mark.client("NetApp's Terraform provider and Ansible module")
@pytest.mark.covers("directed offers of one passphrase join in any order")
def test_two_directed_sides_with_one_passphrase_peer_in_either_order(world: World, connect: Connect) -> None:
    states = []
    for alias, other in (("west", "east"), ("east", "west")):
        with connect(alias):
            peer = ClusterPeer(
                remote={"ip_addresses": world.addresses(other)}, authentication={"passphrase": "made-for-a-test"}
            )
            peer.post(hydrate=True)
            states.append(peer.authentication.state)
    assert states == ["pending", "ok"]


@pytest.mark.documented("EMS reference, cpeer.recv.pp.mismatch")
@pytest.mark.covers("a wrong passphrase destroys a generated offer")
def test_a_wrong_passphrase_of_the_same_index_destroys_the_offer(world: World, connect: Connect) -> None:
    with connect("east"):
        record = posted(ClusterPeer())
    wrong = "wrong" + record["authentication"]["passphrase"][-4:]
    with connect("west"):
        peer = ClusterPeer(remote={"ip_addresses": world.addresses("east")}, authentication={"passphrase": wrong})
        peer.post(hydrate=True)
        assert peer.authentication.state == "pending"
    with connect("east"):
        assert ClusterPeer.count_collection() == 0


@pytest.mark.documented(DOCUMENT + "Updating the passphrase")
def test_a_passphrase_is_rotated_on_both_sides(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    for alias in ("east", "west"):
        with connect(alias):
            peer = only_peer()
            peer.authentication = {"passphrase": "rotated-by-a-test", "in_use": "ok"}
            peer.patch()
    for alias in ("east", "west"):
        with connect(alias):
            peer = only_peer(fields="authentication,status")
            assert (peer.authentication.state, peer.status.state) == ("ok", "available")


@pytest.mark.documented(DOCUMENT + "Updating remote IP addresses")
def test_patch_replaces_the_addresses(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    second = world.addresses("east")[1]
    with connect("west"):
        peer = only_peer(fields="*")
        peer.remote = {"ip_addresses": [second]}
        peer.patch()
        peer.get(fields="remote")
        assert list(peer.remote.ip_addresses) == [second]


@pytest.mark.client(CLIENT)
def test_delete_with_the_clients_empty_body_removes_the_local_side_only(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    with connect("west"):
        peer = only_peer()
        peer.delete()
        with pytest.raises(NetAppRestError) as second:
            peer.delete()
        assert second.value.status_code == 404
    with connect("east"):
        left = only_peer(fields="status,authentication")
        assert (left.status.state, left.authentication.state) == ("unavailable", "problem")


@pytest.mark.documented(DOCUMENT + "ONTAP Error Response Codes")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"authentication": {"passphrase": "without-addresses"}}, "4656069"),
        ({"remote": {"ip_addresses": ["10.2.0.11", "fd00::1"]}}, "4653708"),
        ({"name": "-bad-"}, "4656072"),
        ({"authentication": {"expiry_time": "P8D", "generate_passphrase": True}}, "4655058"),
    ],
)
def test_a_refusal_is_the_clients_error_with_ontaps_code(connect: Connect, body: dict[str, Any], code: str) -> None:
    with connect("east"), pytest.raises(NetAppRestError) as refused:
        ClusterPeer.from_dict(body).post()
    assert code_of(refused.value) == code


@pytest.mark.documented(DOCUMENT + "Retrieving all cluster peer relationships, _links.interfaces")
def test_the_addresses_to_peer_with_are_found_by_the_service(world: World, connect: Connect) -> None:
    with connect("east"):
        found = IpInterface.get_collection(services="intercluster_core", fields="ip.address")
        assert sorted(each.ip.address for each in found) == world.addresses("east")


@pytest.mark.client(CLIENT)
def test_a_patch_without_a_change_sends_an_empty_object_and_changes_nothing(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect)
    with connect("east"):
        peer = only_peer(fields="*")
        assert peer.patch(hydrate=False).http_response.status_code == 200
    (sent,) = world.journal(method="PATCH")
    assert (sent["request"], sent["status"]) == ({}, 200)


@pytest.mark.client(CLIENT)
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"service_policy.name": "default-intercluster"}, 2),
        ({"location.home_node.name": "west-02"}, 1),
        ({"enabled": True, "state": "up", "services": "intercluster_core"}, 2),
        ({"svm.name": "svm1"}, 0),
    ],
)
def test_interfaces_are_found_by_the_filters_of_the_client(connect: Connect, query: dict[str, Any], count: int) -> None:
    fields = "location.home_node.name,service_policy.name,ip.address,enabled"
    with connect("west"):
        assert len(list(IpInterface.get_collection(fields=fields, **query))) == count


@pytest.mark.client(CLIENT)
def test_the_cluster_shows_its_peering_policy(connect: Connect) -> None:
    with connect("east"):
        cluster = Cluster()
        cluster.get(fields="name,uuid,version,peering_policy")
        assert cluster.peering_policy.minimum_passphrase_length == 8
        assert (cluster.peering_policy.authentication_required, cluster.peering_policy.encryption_required) == (
            True,
            False,
        )


@pytest.mark.client(CLIENT)
def test_every_record_fits_the_clients_own_schema(world: World, connect: Connect) -> None:
    offer_and_accept(world, connect, name="to-east", peer_applications=["snapmirror"])
    with connect("west"):
        ClusterPeer(name="open", initial_allowed_svms=[{"name": "svm1"}]).post()
    schema = ClusterPeer._schema(unknown=RAISE)  # noqa: SLF001 - the client has no public way to its schema
    records = world.peers("east") + world.peers("west")
    assert len(records) == 3
    assert [schema.validate(without_links(record)) for record in records] == [{}, {}, {}]


@pytest.mark.documented(DOCUMENT + "Definitions, expiry_time")
@pytest.mark.covers("an anonymous offer is deleted when it expires")
def test_an_offer_that_nobody_accepts_is_gone_after_its_hour(world: World, connect: Connect) -> None:
    with connect("east"):
        peer = ClusterPeer()
        peer.post()
        world.advance("PT59M59S")
        peer.get(fields="authentication.expiry_time")
        world.advance("PT1S")
        with pytest.raises(NetAppRestError) as gone:
            peer.get()
    assert gone.value.status_code == 404
