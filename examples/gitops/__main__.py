"""One stack a region: each has a file of its own in `fleets`."""

import pulumi

import ontap_peering as ontap

mesh = ontap.PeeringMesh("fleet", fleet=ontap.Fleet.load(f"fleets/{pulumi.get_stack()}.yaml"))
pulumi.export("sync", mesh.sync)
