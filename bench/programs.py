"""The programs that are measured, as text: relationships as one resource or as two, and the floor."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pprint import pformat

PAIRING = """\
import ontap_peering as ontap

PAIRS = {pairs}

for number, (one, other) in enumerate(PAIRS):
    ontap.ClusterPeering(f"r{{number:04}}", clusters=[one, other])
"""
SIDES = """\
import ontap_peering as ontap
import pulumi

ADDRESSES = {addresses}
PAIRS = {pairs}

for number, (one, other) in enumerate(PAIRS):
    passphrase = f"made up for relationship {{number:04}}"
    first = ontap.ClusterPeer(
        f"r{{number:04}}-{{one}}", cluster=one, remote={{"ip_addresses": ADDRESSES[other]}}, passphrase=passphrase
    )
    ontap.ClusterPeer(
        f"r{{number:04}}-{{other}}",
        cluster=other,
        remote={{"ip_addresses": ADDRESSES[one]}},
        passphrase=passphrase,
        wait_for="available",
        opts=pulumi.ResourceOptions(depends_on=[first]),
    )
"""
FLOOR = """\
from bench.floor import Floor, shapes

for number in range({relationships}):
    for shape in range(len(shapes())):
        Floor(f"r{{number:04}}-{{shape}}", shape)
"""


class Kind(StrEnum):
    """What a relationship is in the program."""

    PAIRING = "ClusterPeering"
    SIDES = "two ClusterPeers"


def program(kind: Kind, pairs: Sequence[tuple[str, str]], addresses: Mapping[str, Sequence[str]]) -> str:
    if kind is Kind.PAIRING:
        return PAIRING.format(pairs=pformat(pairs))
    return SIDES.format(pairs=pformat(pairs), addresses=pformat(dict(addresses)))


def floor(relationships: int) -> str:
    return FLOOR.format(relationships=relationships)
