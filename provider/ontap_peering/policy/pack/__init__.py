"""The folder that Pulumi's SDK for policies runs."""
