"""What came into the API after its first release, 9.6; a cluster of an older version does not know it."""

from ontap_simulator.domain.network import Version

_FIELDS = {
    "peer_applications": Version(9, 7, 0),  # vendor's API reference
    "peering_policy": Version(9, 10, 1),  # the vendor's Python client has it from this release on
}
BEARER_TOKENS = Version(9, 14, 1)  # vendor's automation guide


def has_field(version: Version, path: str) -> bool:
    """Whether a cluster of `version` knows the field or the object that it is part of."""
    return version >= _FIELDS.get(path.partition(".")[0], version)
