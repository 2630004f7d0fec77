"""What came into the API after its first release, 9.6; a cluster of an older version does not know it."""

from collections.abc import Mapping

from ontap_simulator.domain.network import Version

Since = Mapping[str, Version]
"""Fields, or objects of them, with the first release that has them."""

PEER: Since = {
    "peer_applications": Version(9, 7, 0),  # vendor's API reference
    "version": Version(9, 7, 0),  # the vendor's Python client has it from this release on
    "ip_address": Version(9, 13, 0),  # vendor's API reference; the reply to a POST has had it before
}
CLUSTER: Since = {"peering_policy": Version(9, 10, 1)}  # the vendor's Python client has it from this release on
BEARER_TOKENS = Version(9, 14, 1)  # vendor's automation guide
IGNORE_UNKNOWN_FIELDS = Version(9, 11, 0)  # vendor's API reference, release by release


def has_field(since: Since, version: Version, path: str) -> bool:
    """Whether a cluster of `version` knows the field or the object that it is part of."""
    return version >= since.get(path.partition(".")[0], version)
