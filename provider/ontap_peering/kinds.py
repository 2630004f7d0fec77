"""The types by which states, previews and policies know what this package declares. Frozen: states hold them."""

from typing import Final

PEER: Final = "pulumi-python:dynamic/ontap:ClusterPeer"
PEERING: Final = "pulumi-python:dynamic/ontap:ClusterPeering"
MESH: Final = "ontap:index:PeeringMesh"
RESOURCES: Final = (PEER, PEERING)
"""Those of which a cluster knows."""
