"""
What can go wrong, one class per meaning.

    PeerError                       one line: which cluster, which operation, what, what to do next
    ├── ConfigurationError          the connection settings of a cluster are missing or wrong
    │   └── OfflineError            the settings say that the cluster is not to be contacted
    ├── FleetError                  a fleet file is not as it must be; a line for each mistake
    ├── PlanError                   the program asks for something that cannot be done to this peer
    ├── ApiError                    ONTAP answered with an error; carries its code
    │   ├── BusyError               the cluster is busy; carries how long to wait
    │   ├── CredentialsError        the cluster rejected the credentials, or the user lacks a permission
    │   └── NotFoundError           ONTAP has no such object
    ├── ConnectionFailedError       the cluster did not answer a request that changes nothing, or none reached it
    │   ├── CertificateError        the cluster's certificate is not signed by a trusted CA
    │   ├── UnreachableError        nobody is there to answer; in `ontap_peering.client.exchange`
    │   └── UnreachedError          the same of one side of a peering; in `ontap_peering.pairing.looking`
    ├── ReplyLostError              a request was sent and no reply came: it may or may not have taken effect
    ├── AlreadyExistsError          a peer that is not ours is in the place of this resource
    ├── AmbiguousError              several peers could be this resource; the provider does not guess
    ├── WrongClusterError           another cluster answers than the one that has the peer
    ├── NotReadyError               a wait ended before the peer was ready; in `ontap_peering.peer.waiting`
    ├── UnfinishedError             a peering exists and is not as it should be; in `ontap_peering.pairing.reconcile`
    ├── ResourceInitFailedError     either of these two for the engine; in `ontap_peering.engine.boundary`
    ├── DisappearedError            the peer disappeared while the provider waited for it
    └── RunCancelledError           the run was cancelled (Ctrl-C) before this was done

The text of an exception is the user interface: the engine prints it. It never holds a passphrase or a password.
"""

from collections.abc import Iterable
from datetime import timedelta


class PeerError(Exception):
    """Any failure that this package explains in one line."""


class ConfigurationError(PeerError):
    pass


class OfflineError(ConfigurationError):
    pass


class FleetError(PeerError):
    """Several lines, if there are several mistakes."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__("\n".join(problems))


class PlanError(PeerError):
    pass


class ApiError(PeerError):
    """ONTAP answered with an error; `code` is its error code, or the HTTP status if it gave none."""

    def __init__(self, line: str, *, code: str) -> None:
        super().__init__(line)
        self.code = code


class BusyError(ApiError):
    """`retry_after` is how long to wait before the next attempt."""

    def __init__(self, line: str, *, code: str, retry_after: timedelta) -> None:
        super().__init__(line, code=code)
        self.retry_after = retry_after


class CredentialsError(ApiError):
    pass


class NotFoundError(ApiError):
    pass


class ConnectionFailedError(PeerError):
    pass


class CertificateError(ConnectionFailedError):
    pass


class ReplyLostError(PeerError):
    """`seen` is what came in place of a reply, in a few words."""

    def __init__(self, line: str, *, seen: str = "") -> None:
        super().__init__(line)
        self.seen = seen


class AlreadyExistsError(PeerError):
    pass


class AmbiguousError(PeerError):
    pass


class WrongClusterError(PeerError):
    pass


class DisappearedError(PeerError):
    pass


class RunCancelledError(PeerError):
    pass
