"""Pulumi states name the provider class by its module; it must stay there, without attributes."""

from ontap_peering.provider import ClusterPeerProvider


def test_the_provider_keeps_the_place_that_states_name() -> None:
    assert (ClusterPeerProvider.__module__, ClusterPeerProvider.__qualname__) == (
        "ontap_peering.provider",
        "ClusterPeerProvider",
    )
    assert vars(ClusterPeerProvider()) == {}
