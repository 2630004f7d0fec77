"""Which of the addresses of two clusters each other dials."""

import pytest

from ontap_peering.pairing.looking import of_one_family
from ontap_peering.pairing.model import SideState

FOUR, SIX = "10.1.0.11", "2001:db8:1::1a"
HOST = "lif.west.example.com"


@pytest.mark.parametrize(
    ("east", "west", "chosen"),
    [
        ((FOUR,), (FOUR,), ((FOUR,), (FOUR,))),
        ((FOUR, SIX), (FOUR, SIX), ((FOUR,), (FOUR,))),
        ((FOUR, SIX), (SIX,), ((SIX,), (SIX,))),
        ((FOUR, SIX), (HOST,), ((FOUR,), (HOST,))),
        ((SIX,), (HOST,), ((SIX,), (HOST,))),
        ((FOUR, SIX), (FOUR, HOST), ((FOUR,), (FOUR, HOST))),
        ((HOST,), (HOST,), ((HOST,), (HOST,))),
        ((FOUR,), (SIX,), ((FOUR,), (SIX,))),
        ((FOUR, SIX), (), ((FOUR, SIX), ())),
    ],
)
def test_both_clusters_dial_addresses_of_one_family(
    east: tuple[str, ...], west: tuple[str, ...], chosen: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    found = of_one_family({"east": SideState(addresses=east), "west": SideState(addresses=west)})
    assert (found["east"].addresses, found["west"].addresses) == chosen
