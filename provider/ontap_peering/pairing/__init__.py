"""Both sides of a peering as one: on two sides of `ontap_peering.peer`, without Pulumi and HTTP."""
