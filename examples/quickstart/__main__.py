"""
Two clusters, peered by two lines of program.

`pulumi config set offer true` adds the story of an offer, see `offer.py`.
"""

import pulumi

import ontap_peering as ontap

peering = ontap.ClusterPeering("east-west", clusters=["east", "west"])
pulumi.export("sync", peering.sync)

if pulumi.Config().get_bool("offer"):
    import offer  # noqa: F401 - declares its resources
