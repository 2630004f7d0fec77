"""A running simulator: a fabric whose clusters listen, in-process or behind the command line."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ontap_simulator.api import openapi
from ontap_simulator.api.app import cluster_app
from ontap_simulator.api.logins import ADMIN, READER, Logins
from ontap_simulator.clock import Clock
from ontap_simulator.control.app import control_app
from ontap_simulator.control.faults import FaultRules
from ontap_simulator.control.journal import MemoryJournal
from ontap_simulator.control.snapshot import restore
from ontap_simulator.control.state_file import read_state, saved_in
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.spec import ClusterSpec, FabricSpec
from ontap_simulator.ids import IdSource
from ontap_simulator.protocol import ClusterProtocol, ControlProtocol
from ontap_simulator.server import LOOPBACK, Listener, ServerThread, bind
from ontap_simulator.tls import CertificateAuthority

CLIENT_CERTIFICATE, CLIENT_KEY = "admin.pem", "admin.key"
DEFAULT_CLUSTERS = ("east", "west")
START_TIMEOUT_SECONDS = 15.0
STOP_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    How to reach and log in to one cluster.

    Administrators log in by password, bearer token or client certificate; the reader may only read. Without TLS there
    are no files.
    """

    url: str
    host: str
    port: int
    username: str
    password: str = field(repr=False)
    reader_username: str
    reader_password: str = field(repr=False)
    token: str = field(repr=False)
    ca_file: str | None
    client_cert: str | None
    client_key: str | None
    uuid: str
    name: str
    intercluster_addresses: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The entry of the endpoints file."""
        return {
            "url": self.url,
            "host": self.host,
            "port": self.port,
            "username": self.username,
            "password": self.password,
            "reader_username": self.reader_username,
            "reader_password": self.reader_password,
            "token": self.token,
            "ca_file": self.ca_file,
            "client_cert": self.client_cert,
            "client_key": self.client_key,
            "uuid": self.uuid,
            "name": self.name,
            "intercluster_addresses": list(self.intercluster_addresses),
        }


class OntapSimulator:
    """
    Clusters that really peer with each other, each on an HTTPS port of the loopback; a context manager.

    `fabric` is a `FabricSpec`, or just its clusters by name or as `ClusterSpec`s, by default `east` and `west`.
    Without a `clock` time stands still until it is advanced. With a `seed` every UUID, passphrase and password is
    reproducible. `port` is the first cluster's, the next ones follow; 0 means free ones. `listen` is the IPv4 address
    to listen on; the endpoints still name the loopback's, where a container's ports are published.

    `state` is a file that keeps the world: if it holds one, the simulator continues with its fabric and seed. Raises
    ValueError if the file holds another fabric or seed than the given one, or is not a state file.
    """

    def __init__(  # noqa: PLR0913 - the simulator's settings, each with a default
        self,
        fabric: FabricSpec | Sequence[str | ClusterSpec] | None = None,
        *,
        seed: int | None = None,
        clock: Clock | None = None,
        port: int = 0,
        control_port: int = 0,
        tls: bool = True,
        listen: str = LOOPBACK,
        state: Path | None = None,
    ) -> None:
        spec = fabric if isinstance(fabric, FabricSpec) or fabric is None else FabricSpec.of(fabric)
        self.fabric = _fabric(spec, seed, clock, state)
        self._state = state
        self.journal = MemoryJournal()
        self.faults = FaultRules(self.fabric.seed)
        self._port, self._control_port, self._tls, self._listen = port, control_port, tls, listen
        ids = IdSource(f"{self.fabric.seed}/passwords")
        self._logins = {name: Logins(ids.password(), ids.password(), ids.password()) for name in self.fabric.clusters}
        self._ports: dict[str, int] = {}
        self._control_url = ""
        self._ca_file: Path | None = None
        self._running = ExitStack()

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """By cluster name; empty unless running."""
        return {name: self._endpoint(name, port) for name, port in self._ports.items()}

    @property
    def control_url(self) -> str:
        return self._control_url

    @property
    def ca_file(self) -> Path | None:
        """The certificate to verify the clusters by; it exists while the simulator runs with TLS."""
        return self._ca_file

    def endpoints_document(self) -> dict[str, Any]:
        """The content of the endpoints file; it holds passwords."""
        return {
            "control": self.control_url,
            "clusters": {name: endpoint.as_dict() for name, endpoint in self.endpoints.items()},
        }

    def start(self, timeout: float = START_TIMEOUT_SECONDS) -> None:
        """Return once everything listens; raises PortInUseError, TimeoutError (after `timeout` seconds)."""
        if self._ports:
            raise RuntimeError("the simulator is already running")
        with ExitStack() as opened:
            authority, ca_file = None, None
            if self._tls:
                authority = CertificateAuthority()
                folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="ontap-sim-")))
                ca_file = folder / "ca.pem"
                authority.write_certificate(ca_file)
                authority.write_client_certificate(ADMIN, folder / CLIENT_CERTIFICATE, folder / CLIENT_KEY)
            listeners = []
            for number, cluster in enumerate(self.fabric.clusters.values()):
                app = cluster_app(self.fabric, cluster, self._logins[cluster.name], self.journal, self.faults)
                bound = opened.enter_context(bind(self._port + number if self._port else 0, self._listen))
                context = authority.server_context(cluster.name) if authority is not None else None
                listeners.append(Listener(app, bound, ClusterProtocol, context))
            control_socket = opened.enter_context(bind(self._control_port, self._listen))
            steering = control_app(self.fabric, self.journal, self.faults, openapi.document())
            control = Listener(steering, control_socket, ControlProtocol)
            ports = [listener.port for listener in listeners]
            thread = ServerThread([*listeners, control])
            if self._state is not None:
                opened.enter_context(saved_in(self._state, self.fabric))
            opened.callback(thread.stop, STOP_TIMEOUT_SECONDS)
            thread.start(timeout)
            self._ca_file = ca_file
            self._control_url = f"http://{LOOPBACK}:{control.port}"
            self._ports = dict(zip(self.fabric.clusters, ports, strict=True))
            self._running = opened.pop_all()

    def stop(self) -> None:
        """End all servers and remove the CA file; does nothing when not running."""
        self._ports = {}
        self._control_url = ""
        self._ca_file = None
        self._running.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _endpoint(self, name: str, port: int) -> Endpoint:
        cluster = self.fabric.clusters[name]
        logins, folder = self._logins[name], self._ca_file.parent if self._ca_file is not None else None
        return Endpoint(
            url=f"{'https' if self._tls else 'http'}://{LOOPBACK}:{port}",
            host=LOOPBACK,
            port=port,
            username=ADMIN,
            password=logins.password,
            reader_username=READER,
            reader_password=logins.reader_password,
            token=logins.token,
            ca_file=str(self._ca_file) if self._ca_file is not None else None,
            client_cert=str(folder / CLIENT_CERTIFICATE) if folder is not None else None,
            client_key=str(folder / CLIENT_KEY) if folder is not None else None,
            uuid=cluster.uuid,
            name=name,
            intercluster_addresses=cluster.intercluster_addresses(),
        )


def _fabric(spec: FabricSpec | None, seed: int | None, clock: Clock | None, state: Path | None) -> Fabric:
    """A new fabric, or the one in the state file, which must match `spec` and `seed` if they are given."""
    stored = read_state(state) if state is not None else None
    if stored is None:
        return Fabric(spec or FabricSpec.of(DEFAULT_CLUSTERS), seed=seed, clock=clock)
    if seed not in (None, stored.seed):
        raise ValueError(f"{state}: holds a fabric of seed {stored.seed}; leave the seed out to continue with it")
    if spec not in (None, stored.fabric):
        names = ", ".join(cluster.name for cluster in stored.fabric.clusters)
        raise ValueError(f"{state}: holds another fabric, of {names}; leave its description out to continue with it")
    fabric = Fabric(stored.fabric, seed=stored.seed, clock=clock)
    try:
        restore(fabric, stored)
    except ValueError as error:
        raise ValueError(f"{state}: damaged: {error}") from None
    fabric.changes.clear()
    return fabric
