"""Collections at once, as NetApp's `netapp-ontap` client handles them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from netapp_ontap.error import NetAppRestError
from netapp_ontap.host_connection import HostConnection
from netapp_ontap.resources.cluster_peer import ClusterPeer

Connect = Callable[[str], AbstractContextManager[HostConnection]]

CLIENT = "netapp-ontap"


@pytest.mark.client(CLIENT)
def test_post_collection_creates_the_records_of_one_job(connect: Connect) -> None:
    with connect("east"):
        ClusterPeer.post_collection([ClusterPeer(name="first"), ClusterPeer(name="second")], poll_interval=0)
        assert sorted(peer.name for peer in ClusterPeer.get_collection()) == ["first", "second"]


@pytest.mark.client(CLIENT)
def test_post_collection_returns_what_the_job_created(connect: Connect) -> None:
    with connect("east"):
        made = ClusterPeer.post_collection([ClusterPeer(name="first")], poll_interval=0)
        assert isinstance(made, list)
        assert [peer.uuid for peer in made] == [ClusterPeer.find(name="first").uuid]


@pytest.mark.client(CLIENT)
def test_post_collection_raises_the_errors_of_the_records(connect: Connect) -> None:
    with connect("east"):
        with pytest.raises(NetAppRestError, match="4656072"):
            ClusterPeer.post_collection([ClusterPeer(name="good"), ClusterPeer(name="9 of them")], poll_interval=0)
        assert list(ClusterPeer.get_collection()) == []


@pytest.mark.client(CLIENT)
def test_patch_collection_changes_what_the_filter_finds(connect: Connect) -> None:
    with connect("east"):
        for number in range(3):
            ClusterPeer(name=f"offer-{number}").post()
        changed = {"peer_applications": ["flexcache"]}
        ClusterPeer.patch_collection(changed, name="offer-0|offer-2")
        found = {peer.name for peer in ClusterPeer.get_collection(peer_applications="flexcache")}
        assert found == {"offer-0", "offer-2"}


@pytest.mark.client(CLIENT)
def test_delete_collection_removes_what_the_filter_finds(connect: Connect) -> None:
    with connect("east"):
        for number in range(3):
            ClusterPeer(name=f"offer-{number}").post()
        ClusterPeer.delete_collection(name="offer-0|offer-2")
        assert [peer.name for peer in ClusterPeer.get_collection()] == ["offer-1"]
