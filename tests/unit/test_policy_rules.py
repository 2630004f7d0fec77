"""What each policy has against the inputs of a resource."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, RelationshipFacts
from ontap_peering.checks.of_inputs import RULES
from ontap_peering.checks.of_relationships import RotationAge
from ontap_peering.pairing.fields import FIELDS as PEERING_FIELDS
from ontap_peering.peer.fields import FIELDS as PEER_FIELDS
from ontap_peering.peer.model import ObservedPeer

TODAY = date(2026, 11, 28)
ONE, BOTH = {"cluster": "east"}, {"clusters": ["east", "west"]}
CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "both sides as they should be": ({**BOTH, "rotation": "2026-11"}, []),
    "encryption refused": (
        {**BOTH, "encryption": {"proposed": "none"}},
        [("no-unencrypted", messages.declared_unencrypted())],
    ),
    "encryption asked for": ({**BOTH, "encryption": {"proposed": "tls_psk"}}, []),
    "encryption that is not known yet": ({**BOTH, "encryption": None}, []),
    "no authentication": (
        {**ONE, "remote": {"ip_addresses": ["10.0.0.1"]}, "in_use": "absent"},
        [("authentication", messages.declared_unauthenticated())],
    ),
    "an offer to anyone": (ONE, [("expected-remote", messages.anyone_may_accept())]),
    "an offer to one": ({**ONE, "expected_remote": "west"}, []),
    "the acceptance of a token": ({**ONE, "token": "made up"}, []),
    "a rotation of a year ago": ({**BOTH, "rotation": "2025-11"}, []),
    "a rotation of more than a year ago": (
        {**BOTH, "rotation": "2025-10"},
        [("rotation-age", messages.rotated_long_ago("2025-10", 13))],
    ),
    "a rotation by another word": ({**BOTH, "rotation": "after the audit"}, []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_rule_judges_are_inputs_that_a_program_can_give(case: str) -> None:
    inputs, _ = CASES[case]
    assert inputs.keys() <= {field.name for field in (PEERING_FIELDS if "clusters" in inputs else PEER_FIELDS)}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_speaks_only_of_what_it_is_about(case: str) -> None:
    inputs, expected = CASES[case]
    assert [(rule.id, line) for rule in RULES for line in rule.judge(inputs, TODAY)] == expected


@pytest.mark.parametrize(
    "rotation",
    ["2025-10", "2025-10-31", "2025-11", "2025-11-01", "2025-12", "2025-10 after the audit", "2025-13", "blue"],
)
def test_a_passphrase_is_old_for_the_policy_when_it_is_for_the_check(rotation: str) -> None:
    rule = next(each for each in RULES if each.id == RotationAge.id)
    east = ClusterFacts("east", now=datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
    peers = {"east": ObservedPeer("uuid-of-west", "west")}
    facts = RelationshipFacts("east--west", peers, {"east": east}, rotation=rotation)
    (verdict,) = RotationAge().judge(facts)
    assert bool([*rule.judge({"rotation": rotation}, TODAY)]) == (verdict.outcome == "wrong")
