"""All relationships of the fleet that `fleet.yaml` describes."""

import ontap_peering as ontap

ontap.PeeringMesh("fleet", fleet=ontap.Fleet.load("fleet.yaml"))
