"""The real plugin process, `python -m pulumi.dynamic`, driven over gRPC as the engine does it, without the CLI."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from ontap_peering.provider import ClusterPeeringProvider, ClusterPeerProvider

RPC_SECONDS = 60
LINE_SECONDS = 10
URN = "urn:pulumi:test::project::pulumi-python:dynamic/ontap:ClusterPeer::peer"
PICKLED = serialize_provider(ClusterPeerProvider())
PICKLED_PEERING = serialize_provider(ClusterPeeringProvider())


class PluginError(Exception):
    """The error text of a call, as the engine shows it; `kept` is a resource that the engine keeps all the same."""

    def __init__(self, line: str, kept: tuple[str, dict[str, Any]] | None = None) -> None:
        super().__init__(line)
        self.kept = kept


class Plugin:
    """
    A plugin process with its configuration. A context manager: the process ends with it.

    `impatient` is the same with short waits; see `impatient_plugin`.
    """

    def __init__(
        self,
        clusters: Mapping[str, Any] | str,
        environment: Mapping[str, str] | None = None,
        *,
        impatient: bool = False,
    ) -> None:
        self._program = (
            (str(Path(__file__).with_name("impatient_plugin.py")),) if impatient else ("-m", "pulumi.dynamic")
        )
        self._config = {"ontap:clusters": json.dumps(clusters)}
        self._environment = {**os.environ, **(environment or {})}
        self._stderr: list[str] = []
        self._more_stderr = threading.Condition()

    def __enter__(self) -> Self:
        command = [sys.executable, "-u", *self._program, "127.0.0.1:1"]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment,
            cwd=Path(__file__).parent,
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self._reader = threading.Thread(target=self._collect_stderr, daemon=True)
        self._reader.start()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._stub.Configure(
            provider_pb2.ConfigureRequest(args=_struct(self._config), variables=self._config), timeout=RPC_SECONDS
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait(timeout=10)
        self._reader.join(timeout=10)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    @property
    def printed(self) -> str:
        """All diagnostics so far."""
        with self._more_stderr:
            return "\n".join(self._stderr)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self, seconds: float) -> None:
        """Until the process has ended by itself. Raises TimeoutExpired."""
        self._process.wait(timeout=seconds)

    def told(self, text: str) -> str:
        """The line on stderr that holds the text, as the engine would show it; waits some seconds for it."""

        def found() -> str | None:
            return next((line for line in self._stderr if text in line), None)

        with self._more_stderr:
            line = self._more_stderr.wait_for(found, timeout=LINE_SECONDS)
        assert line is not None, self._stderr
        return line

    def check(
        self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, provider: str | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """The checked inputs and the failures, each as `property: reason`."""
        request = provider_pb2.CheckRequest(urn=URN, news=_bag(news, provider), olds=_struct(olds or {}))
        reply = self._call(self._stub.Check, request)
        return _plain(reply.inputs), [f"{failure.property}: {failure.reason}" for failure in reply.failures]

    def diff(
        self, olds: Mapping[str, Any], news: Mapping[str, Any], provider: str | None = None
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(id="id", urn=URN, olds=_bag(olds, provider), news=_bag(news, provider))
        reply: provider_pb2.DiffResponse = self._call(self._stub.Diff, request)
        return reply

    def create(self, inputs: Mapping[str, Any], provider: str | None = None) -> tuple[str, dict[str, Any]]:
        """`provider` may be another one, serialised: a neighbour in the same process."""
        reply = self._call(self._stub.Create, provider_pb2.CreateRequest(urn=URN, properties=_bag(inputs, provider)))
        return reply.id, _plain(reply.properties)

    def read(self, id_: str, outputs: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The id (empty if the peer is gone), the outputs, the inputs."""
        reply = self._call(self._stub.Read, provider_pb2.ReadRequest(id=id_, urn=URN, properties=_bag(outputs)))
        return reply.id, _plain(reply.properties), _plain(reply.inputs)

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, urn=URN, olds=_bag(olds), news=_bag(news))
        return _plain(self._call(self._stub.Update, request).properties)

    def delete(self, id_: str, outputs: Mapping[str, Any]) -> None:
        self._call(self._stub.Delete, provider_pb2.DeleteRequest(id=id_, urn=URN, properties=_bag(outputs)))

    def cancel(self) -> None:
        """What the engine calls at the first Ctrl-C."""
        self._call(self._stub.Cancel, empty_pb2.Empty())

    def lose_engine(self) -> None:
        """The engine was killed: its connection ends, with all calls in flight."""
        self._channel.close()

    def apply(self, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Check and create, as one `up` does; the id, the outputs, the checked inputs."""
        checked, failures = self.check(inputs)
        if failures:
            raise PluginError("; ".join(failures))
        id_, outputs = self.create(checked)
        return id_, outputs, checked

    def _call(self, method: Any, request: Any) -> Any:
        try:
            return method(request, timeout=RPC_SECONDS)
        except grpc.RpcError as error:
            raise _as_the_engine_takes_it(error) from None

    def _collect_stderr(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._more_stderr:
                self._stderr.append(line.rstrip())
                self._more_stderr.notify_all()


def _as_the_engine_takes_it(error: Any) -> PluginError:
    details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
    if details is None:
        return PluginError(str(error.details()).strip())
    status = status_pb2.Status.FromString(details)
    assert status.code == error.code().value[0], "gRPC drops details of another code"
    failed = provider_pb2.ErrorResourceInitFailed()
    for detail in status.details:
        if detail.Unpack(failed):
            return PluginError("; ".join(failed.reasons), (failed.id, _plain(failed.properties)))
    return PluginError(status.message)


def _bag(properties: Mapping[str, Any], provider: str | None = None) -> struct_pb2.Struct:
    """`provider` is that of the properties, unless another one is given."""
    own = PICKLED_PEERING if "clusters" in properties else PICKLED
    return _struct({**properties, "__provider": provider or own})


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    return asyncio.run(rpc.serialize_properties(dict(properties), {}))


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The properties as the engine takes them; the marks of secrets are left out."""
    properties = rpc.deserialize_properties(struct, keep_unknowns=True)
    return {name: rpc.unwrap_rpc_secret(value) for name, value in properties.items() if name != "__provider"}
