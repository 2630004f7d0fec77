"""Peerings whose passphrases are as old as the word `rotation` of the stack's config."""

import pulumi

import ontap_peering as ontap

rotation = pulumi.Config().require("rotation")

ontap.ClusterPeering("east-west", clusters=["east", "west"], rotation=rotation)

offer = ontap.ClusterPeer("offer", cluster="east", expected_remote="dr", rotation=rotation)
ontap.ClusterPeer(
    "accept",
    cluster="dr",
    remote={"ip_addresses": [offer.ip_address]},
    passphrase=offer.passphrase,
    wait_for="available",
)
