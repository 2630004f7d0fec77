"""Checks judge facts, and nothing else: each case is a row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ontap_peering.checks.facts import ClusterFacts, Interface, PairFacts, RelationshipFacts, Route
from ontap_peering.checks.judging import CATALOGUE, judged
from ontap_peering.checks.verdicts import Check, Unseen
from ontap_peering.peer.model import LocalCluster, ObservedPeer
from ontap_peering.peer.ports import PeeringPolicy

NOW = datetime(2026, 11, 28, tzinfo=UTC)
DOWN = Unseen("east: cannot be reached", "network")


def cluster(alias: str, **facts: Any) -> ClusterFacts:
    number = {"east": 1, "west": 2}[alias]
    usual = ClusterFacts(
        alias,
        LocalCluster(f"uuid-of-{alias}", alias),
        peers=(),
        interfaces=tuple(
            Interface(f"10.{number}.0.1{n}", "Default", f"{alias}-0{n}", prefix_length=24) for n in (1, 2)
        ),
        version="NetApp Release 9.15.1",
        policy=PeeringPolicy(8, encryption_required=False, authentication_required=True),
        ipspaces=("Default",),
        nodes=(f"{alias}-01", f"{alias}-02"),
        routes=(Route("0.0.0.0/0", "Default"),),
        now=NOW,
    )
    return replace(usual, **facts)


def peer(to: str, **values: Any) -> ObservedPeer:
    number = {"east": 1, "west": 2}[to]
    usual = ObservedPeer(
        f"uuid-of-{to}",
        to,
        status="available",
        authentication="ok",
        in_use="ok",
        encryption="tls_psk",
        remote_name=to,
        remote_addresses=(f"10.{number}.0.11", f"10.{number}.0.12"),
    )
    return replace(usual, **values)


def relationship(
    east: Mapping[str, Any] | None = None, west: Mapping[str, Any] | None = None, **facts: Any
) -> RelationshipFacts:
    usual = RelationshipFacts(
        "east--west",
        {"east": peer("west", **(east or {})), "west": peer("east", **(west or {}))},
        {"east": cluster("east"), "west": cluster("west")},
        others=("east", "west", "south"),
    )
    return replace(usual, **facts)


OFFER = RelationshipFacts(
    "east--?",
    {"east": peer("west", status="unidentified", authentication="pending", expiry_time=NOW + timedelta(hours=1))},
    {"east": cluster("east")},
)
HALF = relationship(peers={"east": peer("west", status="unavailable", authentication="problem"), "west": None})
GONE = relationship(peers={"east": None, "west": None}, managers={"east": "pair", "west": "pair"}, rotation="2020-01")
FOREIGN = RelationshipFacts("east--far", {"east": peer("west")}, {"east": cluster("east")}, foreign="far")
V6 = (Interface("fd00::1", "Default", "west-01", prefix_length=64), Interface("fd00::2", "Default", "west-02"))
LAB = (Interface("10.2.1.11", "lab", "west-01", prefix_length=24),)

CASES: Mapping[tuple[str, str], tuple[Any, set[str]]] = {
    ("gone", "it is there"): (relationship(), {"ok"}),
    ("gone", "both sides are not"): (GONE, {"wrong"}),
    ("gone", "its only side is not"): (
        RelationshipFacts("east--?", {"east": None}, {"east": cluster("east")}, managers={"east": "offer"}),
        {"wrong"},
    ),
    ("one-side-missing", "none is there"): (GONE, {"does not apply"}),
    ("rotation-age", "none is there"): (GONE, {"does not apply"}),
    ("one-side-missing", "both are there"): (relationship(), {"ok"}),
    ("one-side-missing", "one is not"): (HALF, {"wrong west"}),
    ("one-side-missing", "an offer"): (OFFER, {"does not apply"}),
    ("one-side-missing", "not configured"): (FOREIGN, {"does not apply"}),
    ("one-side-missing", "perhaps not seen"): (replace(FOREIGN, is_uncertain=True), {"could not look"}),
    ("authentication", "one passphrase"): (relationship(), {"ok east", "ok west"}),
    ("authentication", "revoked"): (relationship({"in_use": "revoked"}), {"wrong east", "ok west"}),
    ("authentication", "half rotated"): (relationship({"expiry_time": NOW}), {"wrong east", "ok west"}),
    ("authentication", "none, on both"): (
        relationship({"authentication": "absent"}, {"authentication": "absent"}),
        {"ok east", "ok west"},
    ),
    ("authentication", "follows"): (HALF, {"does not apply"}),
    ("unavailable", "available"): (relationship(), {"ok east", "ok west"}),
    ("unavailable", "one way"): (relationship({"status": "unavailable"}), {"wrong east", "ok west"}),
    ("unavailable", "follows"): (HALF, {"does not apply east"}),
    ("partial", "partial"): (relationship({"status": "partial"}), {"wrong east", "ok west"}),
    ("undetermined", "not yet"): (relationship({"status": "pending"}), {"wrong east", "ok west"}),
    ("no-unencrypted", "in clear"): (relationship({"encryption": "none"}), {"wrong east", "ok west"}),
    ("no-unencrypted", "an offer"): (OFFER, {"does not apply east"}),
    ("names", "another cluster's"): (relationship({"name": "south"}), {"wrong east", "ok west"}),
    ("address-in-network", "its own"): (relationship(), {"ok east", "ok west"}),
    ("address-in-network", "a stranger's"): (
        relationship({"remote_addresses": ("192.0.2.1",)}),
        {"wrong east", "ok west"},
    ),
    ("address-in-network", "a host name"): (
        relationship({"remote_addresses": ("west.example",)}),
        {"ok east", "ok west"},
    ),
    ("offer-open", "open"): (OFFER, {"wrong east"}),
    ("offer-open", "none"): (FOREIGN, {"does not apply east"}),
    ("unmanaged", "no stack"): (FOREIGN, {"does not apply east"}),
    ("unmanaged", "by nobody"): (replace(FOREIGN, managers={"east": None}), {"wrong east"}),
    ("unmanaged", "by one"): (replace(FOREIGN, managers={"east": "pair"}), {"ok east"}),
    ("rotation-age", "no date"): (relationship(rotation="blue"), {"does not apply"}),
    ("rotation-age", "this year"): (relationship(rotation="2026-01"), {"ok"}),
    ("rotation-age", "long ago"): (relationship(rotation="2025-01-15"), {"wrong"}),
    ("reachable", "answers"): (cluster("east"), {"ok east"}),
    ("reachable", "does not"): (cluster("east", identity=DOWN), {"wrong east"}),
    ("reachable", "is left alone"): (cluster("east", identity=Unseen("offline", "offline")), {"could not look east"}),
    ("tls", "not that far"): (cluster("east", identity=DOWN), {"could not look east"}),
    ("tls", "not verified"): (cluster("east", verifies_tls=False), {"wrong east"}),
    ("login", "rejected"): (cluster("east", identity=Unseen("rejected", "login", "401")), {"wrong east"}),
    ("login", "accepted"): (cluster("east"), {"ok east"}),
    ("rights", "may not"): (cluster("east", nodes=Unseen("refused", "rights", "6")), {"wrong east"}),
    ("rights", "may"): (cluster("east"), {"ok east"}),
    ("version", "old"): (cluster("east", version="NetApp Release 9.5.0"), {"wrong east"}),
    ("version", "unknown"): (cluster("east", version="another name"), {"does not apply east"}),
    ("interfaces-on-every-node", "all"): (cluster("east"), {"ok east"}),
    ("interfaces-on-every-node", "one is missing"): (cluster("east", nodes=("east-01", "east-03")), {"wrong east"}),
    ("interfaces-on-every-node", "not permitted"): (cluster("east", nodes=DOWN), {"could not look east"}),
    ("clock-skew", "ahead"): (cluster("east", skew=timedelta(minutes=3)), {"wrong east"}),
    ("clock-skew", "seconds"): (cluster("east", skew=timedelta(seconds=20)), {"ok east"}),
    ("two-clusters", "one"): (
        PairFacts(cluster("east"), cluster("west", identity=LocalCluster("uuid-of-east", "east"))),
        {"wrong"},
    ),
    ("two-clusters", "two"): (PairFacts(cluster("east"), cluster("west")), {"ok"}),
    ("name-clash", "taken"): (
        PairFacts(cluster("east", peers=(peer("west", uuid="uuid-of-south"),)), cluster("west")),
        {"wrong east", "ok west"},
    ),
    ("existing-relationship", "one"): (
        PairFacts(cluster("east", peers=(peer("west"),)), cluster("west")),
        {"wrong east", "ok west"},
    ),
    ("existing-relationship", "managed"): (
        PairFacts(
            cluster("east", peers=(peer("west"),)),
            cluster("west"),
            {("east", "uuid-of-west"): "pair"},
        ),
        {"ok east", "ok west"},
    ),
    ("address-family", "none in common"): (PairFacts(cluster("east"), cluster("west", interfaces=V6)), {"wrong"}),
    ("address-family", "none at all"): (PairFacts(cluster("east"), cluster("west", interfaces=())), {"wrong west"}),
    ("ipspace", "elsewhere"): (PairFacts(cluster("east"), cluster("west", interfaces=LAB)), {"ok east", "wrong west"}),
    ("policy", "demands"): (
        PairFacts(
            cluster("east", policy=PeeringPolicy(8, encryption_required=True, authentication_required=True)),
            cluster("west"),
        ),
        {"wrong east", "ok west"},
    ),
    ("policy", "not told"): (PairFacts(cluster("east", policy=DOWN), cluster("west")), {"could not look east"}),
    ("routes", "none"): (PairFacts(cluster("east", routes=()), cluster("west")), {"wrong east", "ok west"}),
    ("routes", "its own network"): (
        PairFacts(
            cluster("east", routes=(), interfaces=(Interface("10.2.0.9", "Default", "east-01", prefix_length=24),)),
            cluster("west"),
        ),
        {"ok east", "ok west"},
    ),
}


@pytest.mark.parametrize(("case", "expected"), CASES.items(), ids=[": ".join(case) for case in CASES])
def test_a_check_judges(case: tuple[str, str], expected: tuple[Any, set[str]]) -> None:
    facts, verdicts = expected
    check: Check[Any] = CATALOGUE[case[0]]
    found = list(judged(check, facts, "here"))
    assert {f"{each.outcome} {each.side or ''}".strip() for each in found} == verdicts
    assert all(bool(each.remedy) == (each.outcome == "wrong") for each in found)


def test_every_check_has_a_case() -> None:
    assert {check for check, _ in CASES} == set(CATALOGUE)


@pytest.mark.parametrize("check", CATALOGUE)
def test_a_check_that_is_switched_off_says_why(check: str) -> None:
    (found,) = judged(CATALOGUE[check], relationship(), "here", {check: "CHG-4711"})
    assert (found.outcome, found.seen) == ("does not apply", "switched off: CHG-4711")
