"""
What can go wrong, one class per meaning.

    PeerError                       one line: which cluster, which operation, what, what to do next
    ├── ConfigurationError          the connection settings of a cluster are missing or wrong
    ├── PlanError                   the program asks for something that cannot be done to this peer
    ├── RefusedError                ONTAP answered with an error; carries its code
    │   ├── BusyError               ONTAP has too much to do at present; says when to come again
    │   ├── CredentialsError        ONTAP does not accept the user, or the user may not do this
    │   └── NotFoundError           ONTAP has no such object (any more)
    ├── ConnectionFailedError       no request reached the cluster
    │   └── UntrustedError          the cluster's certificate is not signed by a CA we were told to trust
    ├── ReplyLostError              a request was sent and no reply came: it may or may not have happened
    ├── TakenError                  a peer that is not ours stands where this resource would go
    ├── AmbiguousError              several peers could be this resource: nothing was guessed
    ├── UnfinishedError             a wait ended, by its deadline or by Ctrl-C, before the peer was as asked for
    ├── VanishedError               the peer went away while it was waited for
    └── RunCancelledError           the run was cancelled (Ctrl-C) before this was done

The text of an exception is the user interface: the engine prints it. It never holds a passphrase or a password.
"""

from datetime import timedelta

from ontap_peering.model import PeerState


class PeerError(Exception):
    """Any failure that this package explains in one line."""

    __module__ = "ontap_peering"


class ConfigurationError(PeerError):
    __module__ = "ontap_peering"


class PlanError(PeerError):
    __module__ = "ontap_peering"


class RefusedError(PeerError):
    """ONTAP refused an operation; `code` is its error code, or the HTTP status where it gave none."""

    __module__ = "ontap_peering"

    def __init__(self, line: str, *, code: str) -> None:
        super().__init__(line)
        self.code = code


class BusyError(RefusedError):
    """`retry_after` is the span to wait before the request may be sent again."""

    __module__ = "ontap_peering"

    def __init__(self, line: str, *, code: str, retry_after: timedelta) -> None:
        super().__init__(line, code=code)
        self.retry_after = retry_after


class CredentialsError(RefusedError):
    __module__ = "ontap_peering"


class NotFoundError(RefusedError):
    __module__ = "ontap_peering"


class ConnectionFailedError(PeerError):
    __module__ = "ontap_peering"


class UntrustedError(ConnectionFailedError):
    __module__ = "ontap_peering"


class ReplyLostError(PeerError):
    __module__ = "ontap_peering"


class TakenError(PeerError):
    __module__ = "ontap_peering"


class AmbiguousError(PeerError):
    __module__ = "ontap_peering"


class UnfinishedError(PeerError):
    """The peer is there all the same; `state` is how it is now."""

    __module__ = "ontap_peering"

    def __init__(self, line: str, state: PeerState) -> None:
        super().__init__(line)
        self.state = state


class VanishedError(PeerError):
    __module__ = "ontap_peering"


class RunCancelledError(PeerError):
    __module__ = "ontap_peering"
