"""The team of east offers a peering to the cluster west, which is another team's."""

import pulumi

import ontap_peering as ontap

rotation = pulumi.Config().get("rotation")
offer = ontap.ClusterPeer("to-west", cluster="east", expiry_time="P1D", expected_remote="west", rotation=rotation)

pulumi.export("uuid", offer.uuid)
pulumi.export("status", offer.status["state"])
pulumi.export("token", offer.token)
