"""Two clusters, peered by two lines of program."""

import pulumi

import ontap_peering as ontap

peering = ontap.ClusterPeering("east-west", clusters=["east", "west"])
pulumi.export("sync", peering.sync)
pulumi.export("west", peering.sides["west"]["uuid"])
