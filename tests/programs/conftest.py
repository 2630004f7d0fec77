"""
Programs as processes: `ontap-sim`, the project's tools, the wheel in an environment of its own, the benchmark.

These tests are slow, and part of `make test` only.
"""
