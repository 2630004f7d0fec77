"""
Programs as processes: `ontap-sim`, the project's tools, the wheel in an environment of its own, the benchmarks.

These tests are slow, and part of `make test` only.
"""
