"""Live peers as what Pulumi is to remember and what a program says of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.errors import PlanError
from ontap_peering.peer import properties
from ontap_peering.peer.check import as_known
from ontap_peering.peer.importing import imported, resource_names
from ontap_peering.peer.model import DesiredPeer, ObservedPeer
from ontap_peering.peer.plan import Plan, plan

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PEER = ObservedPeer(
    uuid="west-uuid",
    name="west",
    status="available",
    authentication="ok",
    in_use="ok",
    encryption="tls_psk",
    encryption_proposed="tls_psk",
    ipspace_name="Default",
    ipspace_uuid="space",
    remote_name="west",
    remote_addresses=("10.2.0.12", "10.2.0.11"),
)
USUAL = {
    "cluster": "east",
    "name": "west",
    "remote": {"ip_addresses": ["10.2.0.11", "10.2.0.12"]},
    "encryption": {"proposed": "tls_psk"},
}


@pytest.mark.parametrize(
    ("seen", "declared"),
    [
        ({}, USUAL),
        ({"in_use": None, "ipspace_name": None}, USUAL),
        ({"in_use": "revoked", "authentication": "problem"}, {**USUAL, "in_use": "revoked"}),
        ({"ipspace_name": "lab"}, {**USUAL, "ipspace": {"name": "lab"}}),
        ({"reported": {"peer_applications": []}}, USUAL),
        (
            {"reported": {"peer_applications": ["snapmirror", "flexcache"]}},
            {**USUAL, "peer_applications": ["flexcache", "snapmirror"]},
        ),
        (
            {"encryption_proposed": None, "encryption": None, "remote_addresses": ()},
            {"cluster": "east", "name": "west"},
        ),
    ],
)
def test_a_peer_is_declared_by_what_differs_from_ontaps_defaults(
    seen: dict[str, Any], declared: dict[str, Any]
) -> None:
    found = imported("east", "west-1234567", "west", replace(PEER, **seen), NOW)
    assert found.resource == "west"
    assert found.arguments == declared
    assert found.inputs == {**declared, "key": "west-1234567", "generate_passphrase": True}


def test_an_imported_peer_is_as_if_this_package_had_created_it() -> None:
    found = imported("east", "west-1234567", "west", PEER, NOW)
    state = properties.from_outputs(found.outputs)
    assert state.observed == replace(PEER, remote_addresses=("10.2.0.11", "10.2.0.12"))
    assert state.passphrase is None
    assert properties.refreshed_inputs(state) == found.inputs
    planned = plan(state, as_known(found.inputs, (), DesiredPeer), NOW)
    assert planned == Plan()
    assert found.outputs["observed_at"] == "2026-01-01T12:00:00Z"


@pytest.mark.parametrize("authentication", ["ok", "pending", "problem"])
def test_encryption_that_the_other_cluster_does_not_propose_is_left_out_and_said(authentication: str) -> None:
    found = imported("east", "west-1", "west", replace(PEER, encryption="none", authentication=authentication), NOW)
    is_off = authentication == "ok"
    assert ("encryption" in found.arguments) == ("encryption" in found.inputs) == (not is_off)
    assert found.left_out == ((messages.encryption_not_declared("east", "west"),) if is_off else ())


def test_inputs_that_ontap_would_not_take_together_are_refused() -> None:
    with pytest.raises(PlanError, match="needs authentication, but in_use is 'absent'"):
        imported("east", "west-1", "west", replace(PEER, in_use="absent", authentication="absent"), NOW)


def test_a_peer_that_no_program_could_declare_is_refused() -> None:
    odd = replace(PEER, name="1st", reported={"peer_applications": ["nfs"]})
    with pytest.raises(
        PlanError,
        match=r"^east: skipped '1st': a program cannot declare it: name: [^;]*; peer_applications\.0: ",
    ):
        imported("east", "first-1234567", "first", odd, NOW)


def test_resources_have_the_names_of_their_clusters_and_peers_and_none_twice() -> None:
    names = ["West", "we.st", "we/st", "we st", "we-st-2"]
    peers = [replace(PEER, uuid=str(number), name=name) for number, name in enumerate(names)]
    assert resource_names("east", peers) == {
        "0": "east-West",
        "1": "east-we-st",
        "2": "east-we-st-2",
        "3": "east-we-st-3",
        "4": "east-we-st-2-2",
    }
    assert resource_names("a.b", peers[:1]) == {"0": "a-b-West"}
    assert resource_names("a.b", peers[:1], ["a-b-West"]) == {"0": "a-b-West-2"}
