"""Which live peer an open offer became."""

from dataclasses import replace

import pytest

from ontap_peering.errors import AmbiguousError
from ontap_peering.peer.identity import accepted_offer
from support.observed import OPEN, PEERED, state


def test_without_expected_remote_the_one_new_peer_of_default_name_is_the_accepted_offer() -> None:
    before = replace(state(), peers_before=frozenset({"north-uuid"}))
    west = replace(PEERED, name="west")
    north = replace(PEERED, uuid="north-uuid", name="north", remote_name="north")
    named = replace(PEERED, uuid="south-uuid", name="somebody-elses", remote_name="south")
    assert accepted_offer(before, [north, west, named]) == west
    assert accepted_offer(before, [north, named]) is None


def test_an_accepted_offer_is_looked_for_in_its_ipspace_only() -> None:
    west = replace(PEERED, name="west")
    elsewhere = replace(PEERED, uuid="south-uuid", name="south", remote_name="south", ipspace_uuid="other")
    untold = replace(elsewhere, ipspace_uuid=None)
    assert accepted_offer(state(), [west, elsewhere]) == west
    assert accepted_offer(state(), [elsewhere]) is None
    assert accepted_offer(state(), [untold]) == untold
    assert accepted_offer(state(replace(OPEN, ipspace_uuid=None)), [elsewhere]) == elsewhere
    assert accepted_offer(state(PEERED), [west]) is None


def test_more_than_one_candidate_is_refused_and_all_are_named() -> None:
    west = replace(PEERED, name="west")
    south = replace(PEERED, uuid="south-uuid", name="south", remote_name="south")
    with pytest.raises(
        AmbiguousError,
        match=r"^east: the offer 'offer-1' .* unclear: west \(uuid west-uuid\), south \(uuid south-uuid\)",
    ):
        accepted_offer(state(), [west, south])
    assert accepted_offer(state(expected_remote="south"), [west, south]) == south
    assert accepted_offer(state(expected_remote="north"), [west, south]) is None
    assert accepted_offer(state(expected_remote="north"), [west]) == west
