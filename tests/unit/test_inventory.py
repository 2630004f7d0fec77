"""What there is on several clusters, by the identities to which their peers lead."""

from dataclasses import replace

from ontap_peering.pairing.inventory import Inventory, Record, SeenCluster, namesakes, taken_stock
from ontap_peering.peer.model import LocalCluster, ObservedPeer


def peer(remote: str, name: str = "by-hand") -> ObservedPeer:
    return ObservedPeer(uuid=f"{remote}-uuid", name=name, status="available", authentication="ok")


def cluster(name: str, *peers: ObservedPeer) -> SeenCluster:
    return SeenCluster(LocalCluster(f"{name}-uuid", name), peers)


def test_two_peers_that_lead_to_each_others_clusters_are_one_relationship_whatever_their_names() -> None:
    seen = {
        "a": cluster("east", peer("west", "x")),
        "b": cluster("west", peer("east", "y")),
        "c": cluster("south"),
    }
    assert taken_stock(seen) == Inventory(relationships=[{"a": peer("west", "x"), "b": peer("east", "y")}])


def test_what_is_no_relationship_of_two_of_them_is_told_apart() -> None:
    offer = replace(peer("nobody"), status="unidentified")
    seen = {"east": cluster("east", peer("west"), peer("mars"), offer), "west": cluster("west")}
    assert taken_stock(seen) == Inventory(
        foreign=[Record("east", peer("mars"))],
        broken=[Record("east", peer("west"), "west")],
        offers=[Record("east", offer)],
    )


def test_a_peer_may_lead_to_a_cluster_that_could_not_be_looked_at_unless_its_identity_is_another_one() -> None:
    seen = {"east": cluster("east", peer("mars"))}
    uncertain = Inventory(uncertain=[Record("east", peer("mars"))])
    assert taken_stock(seen, [None]) == uncertain
    assert taken_stock(seen, ["mars-uuid"]) == uncertain
    assert taken_stock(seen, ["venus-uuid"]) == Inventory(foreign=[Record("east", peer("mars"))])


def test_the_first_of_the_aliases_of_one_cluster_is_the_one_that_counts() -> None:
    seen = {"z": cluster("east"), "b": cluster("east"), "c": cluster("west"), "a": cluster("east")}
    assert namesakes(seen) == {"z": "a", "b": "a"}
