"""
The team of west accepts, with the token from east's stack or, if `token` is in the config, with one given by hand.

`pulumi config set --secret token` enters it.
"""

import pulumi

import ontap_peering as ontap

given = pulumi.Config().get_secret("token")
token = given or pulumi.StackReference("organization/storage-east/prod").get_output("token")
accept = ontap.ClusterPeer("to-east", cluster="west", token=token, wait_for="available")

pulumi.export("status", accept.status["state"])
