"""The key is in every state and in the name of every peer without one: it can never change."""

import pytest

from ontap_peering.peer.key import resource_key
from ontap_peering.peer.model import MAX_NAME_LENGTH


@pytest.mark.parametrize(
    ("resource", "key"),
    [
        ("offer", "offer-@@"),
        ("East-West_1", "East-West_1-@@"),
        ("a/b c.d", "a-b-c-d-@@"),
        ("1st", "peer-1st-@@"),
        ("é", "peer---@@"),
        ("-x", "peer--x-@@"),
        ("b1", "b1-@@"),
        ("n" * 60, f"{'n' * 36}-@@"),
    ],
)
def test_a_key_is_readable_and_ends_with_a_digest(resource: str, key: str) -> None:
    readable, _, digest = resource_key("project", "stack", resource).rpartition("-")
    assert f"{readable}-@@" == key
    assert len(digest) == 7
    assert len(readable) + 8 <= MAX_NAME_LENGTH


def test_a_key_is_that_of_every_earlier_version() -> None:
    assert resource_key("project", "stack", "offer") == "offer-2edf4ad"


def test_project_stack_and_name_all_count() -> None:
    keys = [resource_key(*names) for names in (("a", "b", "x"), ("b", "a", "x"), ("ab", "", "x"), ("a", "b", "y"))]
    assert len(set(keys)) == len(keys)
