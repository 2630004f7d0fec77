"""Pulumi states name the provider classes by their module; they must stay there, without attributes."""

import pytest

from ontap_peering.provider import ClusterPeeringProvider, ClusterPeerProvider


@pytest.mark.parametrize(
    ("provider", "name"),
    [(ClusterPeerProvider, "ClusterPeerProvider"), (ClusterPeeringProvider, "ClusterPeeringProvider")],
)
def test_the_provider_keeps_the_place_that_states_name(provider: type, name: str) -> None:
    assert (provider.__module__, provider.__qualname__) == ("ontap_peering.provider", name)
    assert vars(provider()) == {}
