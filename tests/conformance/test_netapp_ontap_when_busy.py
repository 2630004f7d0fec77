"""A busy cluster, as NetApp's `netapp-ontap` client treats it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from netapp_ontap.error import NetAppRestError
from netapp_ontap.host_connection import HostConnection
from netapp_ontap.resources.cluster_peer import ClusterPeer

from support.world import World

Connect = Callable[[str], AbstractContextManager[HostConnection]]

CLIENT = "netapp-ontap"


@pytest.mark.client(CLIENT)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_cluster_gets_the_request_again_after_the_time_it_names(
    world: World, connect: Connect, status: int
) -> None:
    world.steer(
        "/faults",
        {
            "match": {"cluster": "east", "method": "GET"},
            "phase": "before",
            "effect": {"kind": "status", "status": status, "retry_after": 0},
            "when": {"times": 2},
        },
    )
    with connect("east"):
        assert ClusterPeer.count_collection() == 0
    assert [entry["status"] for entry in world.journal()] == [status, status, 200]


@pytest.mark.client(CLIENT)
def test_a_busy_cluster_is_not_sent_a_post_twice(world: World, connect: Connect) -> None:
    busy = {"kind": "status", "status": 503, "retry_after": 0}
    world.steer("/faults", {"match": {"method": "POST"}, "phase": "after", "effect": busy, "when": {"times": 1}})
    with connect("east"):
        with pytest.raises(NetAppRestError) as refused:
            ClusterPeer(name="once").post()
        assert refused.value.status_code == 503
        assert ClusterPeer.count_collection() == 1
