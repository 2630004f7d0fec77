"""The program that `ontap-peering import` writes."""

from dataclasses import replace

from ontap_peering.cli.program_text import HEAD, program
from ontap_peering.peer.importing import ImportedPeer

PEER = ImportedPeer("east-partner", {"cluster": "east", "name": 'part"ner', "ipspace": {"name": "lab"}}, {}, {})
PEERING = replace(PEER, resource="east--west", arguments={"clusters": ["east", "west"]}, kind="ClusterPeering")
OF_PEER = """
ontap.ClusterPeer(
    "east-partner",
    cluster="east",
    name="part\\"ner",
    ipspace={"name": "lab"},
    opts=PROTECTED,
)
"""
OF_PEERING = """
ontap.ClusterPeering(
    "east--west",
    clusters=["east", "west"],
    opts=PROTECTED,
)
"""
OF_MESH = """
ontap.PeeringMesh(
    "emea",
    fleet=ontap.Fleet.load("fleets/emea.yaml"),
    opts=PROTECTED,
)
"""


def test_each_resource_is_declared_with_its_arguments_and_protected() -> None:
    text = program([PEERING, PEER])
    assert text == HEAD + OF_PEERING + OF_PEER
    compile(text, "peers.py", "exec")


def test_the_peerings_of_a_fleet_are_those_of_a_mesh_that_has_the_name_of_the_file() -> None:
    assert program([PEERING, PEER], "fleets/emea.yaml") == HEAD + OF_MESH + OF_PEER
