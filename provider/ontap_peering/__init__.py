"""Declarative NetApp ONTAP cluster peering for Pulumi programs."""

from ontap_peering.resources.cluster_peer import ClusterPeer

__all__ = ["ClusterPeer"]
