"""
The checks that need no cluster as Pulumi policies, for reviews before anything happens.

`ontap_peering.checks.of_inputs` has the rules. `pack` hands them to Pulumi, and `launch` starts it, in an environment
of its own: Pulumi's SDK for policies wants another protobuf than its newest one.
"""
