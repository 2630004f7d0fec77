"""
The checks that need no cluster as Pulumi policies, for reviews before anything happens.

`rules` judges the inputs of a resource, purely. `pack` hands them to Pulumi, in an environment of its own: its SDK for
policies wants another protobuf than Pulumi's newest.
"""
