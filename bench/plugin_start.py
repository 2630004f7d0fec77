"""How long a plugin takes from its start to the answer to its first `Check`, with a provider of ours or the floor's."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median
from typing import Any

import grpc
from bench.floor import FloorProvider
from bench.shapes import PROVIDER, Shape
from bench.stacks import ROOT
from bench.worlds import Topology
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

RPC_SECONDS = 60
URN = "urn:pulumi:bench::bench::pulumi-python:dynamic/bench:Any::any"
ROUNDS = 15
PROFILE = {"HOST": "192.0.2.1", "USERNAME": "admin", "PASSWORD": "made up for a plugin that sends nothing"}


def start_seconds(shape: Shape) -> tuple[float, float]:
    """Medians of the bare plugin and of ours, started in turn."""
    floor, ours = {PROVIDER: serialize_provider(FloorProvider())}, shape.resources[0]["inputs"]
    taken = [(_first_answer(floor), _first_answer(ours)) for _ in range(ROUNDS)]
    return median(bare for bare, _ in taken), median(own for _, own in taken)


def _first_answer(inputs: Mapping[str, Any]) -> float:
    profiles = {
        f"ONTAP_{alias}_{name}".upper(): value for alias in Topology(1).clusters for name, value in PROFILE.items()
    }
    command = [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"]
    variables = {**os.environ, **profiles, "PYTHONPATH": str(ROOT)}
    news = json_format.ParseDict(inputs, struct_pb2.Struct())
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=variables, text=True) as process:
        port = process.stdout.readline().strip() if process.stdout else ""
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            plugin = provider_pb2_grpc.ResourceProviderStub(channel)
            plugin.Configure(provider_pb2.ConfigureRequest(), timeout=RPC_SECONDS)
            reply = plugin.Check(provider_pb2.CheckRequest(urn=URN, news=news), timeout=RPC_SECONDS)
        seconds = time.perf_counter() - began
        process.kill()
    if reply.failures:
        raise SystemExit(f"the plugin refuses what it took before: {reply.failures}")
    return seconds
