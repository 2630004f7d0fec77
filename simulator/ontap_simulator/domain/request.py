"""What a request sets of a peer, in the domain's terms; None means that it was not given."""

from dataclasses import dataclass, field

from ontap_simulator.domain.peer import Application, Encryption, InUse


@dataclass(frozen=True, slots=True)
class SvmChoice:
    """An SVM by name or UUID; the name `*` means all SVMs of the cluster."""

    name: str | None = None
    uuid: str | None = None


@dataclass(frozen=True, slots=True)
class LocalNetwork:
    """Intercluster interfaces to be made before the peer (section Creating local intercluster LIFs)."""

    addresses: tuple[str, ...] | None = None
    netmask: str | None = None
    broadcast_domain: str | None = None
    gateway: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRequest:
    """The body of a POST or PATCH; `expiry` is still text, since its meaning depends on clock and time zone."""

    name: str | None = None
    addresses: tuple[str, ...] | None = None
    passphrase: str | None = field(default=None, repr=False)
    generate: bool | None = None
    expiry: str | None = None
    in_use: InUse | None = None
    encryption: Encryption | None = None
    ipspace_name: str | None = None
    ipspace_uuid: str | None = None
    allowed_svms: tuple[SvmChoice, ...] | None = None
    applications: tuple[Application, ...] | None = None
    local_network: LocalNetwork | None = None

    @property
    def refreshes_passphrase(self) -> bool:
        return self.passphrase is not None or self.generate is True
