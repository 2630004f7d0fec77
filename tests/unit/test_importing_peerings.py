"""Live peers that belong together as one `ClusterPeering`: what Pulumi is to remember and what a program says of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.pairing.importing import imported_peering
from ontap_peering.pairing.model import DesiredPeering, SideState
from ontap_peering.pairing.plan import plan_peering
from ontap_peering.pairing.properties import from_outputs, refreshed_inputs
from ontap_peering.peer.model import LocalCluster, ObservedPeer

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ADDRESSES = {"east": ("10.1.0.11", "10.1.0.12"), "west": ("10.2.0.11",)}
BOTH = ("east", "west")
PROPOSED = {"proposed": "tls_psk"}


def peer(remote: str, **changes: Any) -> ObservedPeer:
    usual = ObservedPeer(
        uuid=f"{remote}-uuid",
        name=f"to-{remote}",
        status="available",
        authentication="ok",
        in_use="ok",
        encryption="tls_psk",
        encryption_proposed="tls_psk",
        ipspace_name="Default",
        remote_name=remote,
        remote_addresses=ADDRESSES[remote],
    )
    return replace(usual, **changes)


def sides(east: ObservedPeer, west: ObservedPeer) -> dict[str, SideState]:
    peers = {"east": east, "west": west}
    return {
        alias: SideState(each, ADDRESSES[alias], LocalCluster(f"{alias}-uuid", alias)) for alias, each in peers.items()
    }


@pytest.mark.parametrize(
    ("east", "west", "arguments", "left_out"),
    [
        ({}, {}, {"encryption": {"proposed": "tls_psk"}}, ()),
        (
            {"ipspace_name": "lab"},
            {"remote_addresses": ("10.1.0.12",)},
            {
                "sides": {"east": {"ipspace": {"name": "lab"}, "ip_addresses": ["10.1.0.12"]}},
                "encryption": {"proposed": "tls_psk"},
            },
            (),
        ),
        (
            {"encryption": "none"},
            {"encryption": "none", "encryption_proposed": "none"},
            {},
            (messages.not_the_same_on_both(BOTH, "encryption", [PROPOSED, {"proposed": "none"}]),),
        ),
        (
            {"encryption": "none", "encryption_proposed": "none"},
            {"encryption": "none", "encryption_proposed": "none"},
            {"encryption": {"proposed": "none"}},
            (),
        ),
        (
            {"encryption": "none"},
            {"encryption": "none"},
            {},
            (messages.proposed_in_vain(BOTH),),
        ),
    ],
    ids=["usual", "other IPspace and addresses", "one proposes", "unencrypted", "proposed but not in effect"],
)
def test_what_is_declared_needs_no_change(
    east: dict[str, Any], west: dict[str, Any], arguments: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    made = imported_peering("pair-1234567", "east-west", sides(peer("west", **east), peer("east", **west)))
    assert made.arguments == {"clusters": list(BOTH), **arguments}
    assert made.left_out == left_out
    state = from_outputs(made.outputs)
    planned = plan_peering(state, DesiredPeering.model_validate(made.inputs), NOW)
    assert (planned.replaces, planned.reasons, planned.stranger, planned.renews) == ((), (), None, False)
    assert [each.changes for each in planned.sides.values()] == [(), ()]
    assert refreshed_inputs(state) == made.inputs


def test_a_peering_that_is_not_agreed_is_refused_by_the_clusters_where_it_is_not() -> None:
    with pytest.raises(PlanError) as refused:
        imported_peering("pair-1234567", "east-west", sides(peer("west"), peer("east", authentication="pending")))
    assert str(refused.value) == messages.peering_not_agreed(BOTH, ["west"])


def test_a_peering_of_which_one_side_has_a_name_that_no_program_could_give_is_refused() -> None:
    with pytest.raises(PlanError, match=r"cannot declare it: west: peer '1st': name: must follow ONTAP's rules"):
        imported_peering("pair-1234567", "east--west", sides(peer("west"), peer("east", name="1st")))


FOUR, SIX, OTHER_SIX = "10.1.0.11", "2001:db8:1::1a", "2001:db8:2::1a"
HOST = "lif.west.example.com"


@pytest.mark.parametrize("alias", ["münchen", "2nd", "data center"])
def test_an_alias_need_not_be_a_name_that_a_peer_could_have(alias: str) -> None:
    found = sides(peer("west"), peer("east"))
    made = imported_peering("pair-1234567", "pair", {"east": found["east"], alias: found["west"]})
    assert made.arguments["clusters"] == sorted(["east", alias])


def imported_by_addresses(
    own: dict[str, tuple[str, ...]], dialled: dict[str, tuple[str, ...]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the program says of the sides, and the addresses that Pulumi remembers; all by the alias."""
    peers = {
        "east": peer("west", remote_addresses=dialled["west"]),
        "west": peer("east", remote_addresses=dialled["east"]),
    }
    found = {alias: SideState(each, own[alias], LocalCluster(f"{alias}-uuid", alias)) for alias, each in peers.items()}
    made = imported_peering("pair-1234567", "east--west", found)
    remembered = {alias: each["ip_addresses"] for alias, each in made.outputs["sides"].items()}
    return made.arguments.get("sides", {}), remembered


@pytest.mark.parametrize(
    ("own", "dialled", "declared"),
    [
        ({"east": (FOUR, SIX), "west": ("10.2.0.11", OTHER_SIX)}, {"east": (FOUR,), "west": ("10.2.0.11",)}, []),
        ({"east": (FOUR, SIX), "west": (OTHER_SIX,)}, {"east": (SIX,), "west": (OTHER_SIX,)}, []),
        ({"east": (FOUR, SIX), "west": ("10.2.0.11",)}, {"east": (FOUR,), "west": (HOST,)}, ["west"]),
        (
            {"east": (FOUR, SIX), "west": ("10.2.0.11", OTHER_SIX)},
            {"east": (SIX,), "west": (OTHER_SIX,)},
            ["east", "west"],
        ),
    ],
    ids=["two families", "the one in common", "a host name", "the other family"],
)
def test_addresses_are_declared_only_where_a_program_would_not_find_them(
    own: dict[str, tuple[str, ...]], dialled: dict[str, tuple[str, ...]], declared: list[str]
) -> None:
    said, remembered = imported_by_addresses(own, dialled)
    assert said == {alias: {"ip_addresses": list(dialled[alias])} for alias in declared}
    assert remembered == {alias: list(each) for alias, each in dialled.items()}


def test_clusters_that_dial_each_other_by_different_families_are_refused() -> None:
    with pytest.raises(PlanError, match="the ip_addresses of one cluster are IPv4, those of the other IPv6"):
        imported_by_addresses({"east": (FOUR, SIX), "west": (OTHER_SIX,)}, {"east": (SIX,), "west": ("192.0.2.77",)})
