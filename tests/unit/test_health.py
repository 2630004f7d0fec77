"""What is the matter with a peer is told in one line, and is neither drift nor a reason to update."""

from dataclasses import replace
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.peer.plan import Plan, plan
from support.observed import HOUR, NOW, OPEN, PEERED, desired, state

SINCE = "2026-01-01T11:00:00Z"
UNTIL = "2026-01-01T13:00:00Z"
PENDING = replace(PEERED, status="pending", authentication="pending", expiry_time=NOW + HOUR)


@pytest.mark.parametrize(
    ("seen", "inputs", "line"),
    [
        (replace(PEERED, status="unavailable", status_update_time=SINCE), {}, messages.unavailable("west", SINCE)),
        (replace(PEERED, status="partial"), {}, messages.partly_reachable("west", None)),
        (replace(PEERED, status="pending"), {}, messages.connectivity_unknown("west")),
        (PENDING, {}, messages.not_accepted_yet("west", UNTIL)),
        (
            replace(PEERED, expiry_time=NOW + HOUR),
            {},
            messages.passphrase_not_taken("west", UNTIL, has_lapsed=False, is_given=False),
        ),
        (
            replace(PEERED, expiry_time=NOW - HOUR),
            {},
            messages.passphrase_not_taken("west", SINCE, has_lapsed=True, is_given=False),
        ),
        (replace(PEERED, authentication="problem", in_use="revoked"), {}, messages.revoked_here()),
        (
            replace(PEERED, authentication="problem", expiry_time=NOW + HOUR),
            {},
            messages.passphrase_waits("west", UNTIL),
        ),
        (replace(OPEN, ip_address="0.0.0.0"), {}, messages.offer_without_address("Default")),  # noqa: S104 - as reported
        (replace(OPEN, ip_address=None), {}, messages.offer_without_address("Default")),
        (replace(PEERED, encryption="none"), {}, messages.not_encrypted("west")),
        (replace(PEERED, encryption="none"), {"encryption": {"proposed": "none"}}, None),
        (replace(PEERED, authentication="absent", encryption="none", in_use="absent"), {"in_use": "absent"}, None),
        (PEERED, {}, None),
        (OPEN, {}, None),
    ],
)
def test_a_concern_is_one_line_and_changes_nothing(
    seen: ObservedPeer, inputs: dict[str, Any], line: str | None
) -> None:
    planned = plan(state(seen), desired(**inputs), NOW)
    assert planned.warnings == (() if line is None else (line,))
    assert replace(planned, warnings=()) == Plan()


def test_a_replacement_of_an_accepted_peer_says_what_is_interrupted() -> None:
    planned = plan(state(PEERED), desired(ipspace={"name": "lab"}), NOW)
    assert planned.replaces == ("ipspace",)
    assert planned.warnings == (messages.replication_interrupted("east", "west"),)


def test_a_replacement_of_an_open_offer_interrupts_nothing() -> None:
    planned = plan(state(OPEN), desired(ipspace={"name": "lab"}), NOW)
    assert (planned.replaces, planned.warnings) == (("ipspace",), ())


def test_a_peer_that_an_update_is_due_for_has_one_line() -> None:
    planned = plan(state(replace(PEERED, status="pending")), desired(wait_for="available"), NOW)
    assert planned.reasons == (messages.waiting_again("ok", "pending", "available"),)
    assert planned.warnings == ()
