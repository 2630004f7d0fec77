"""What the exit codes of `ontap-peering` mean. No command gives one of them another meaning."""

from enum import IntEnum


class ExitCode(IntEnum):
    """If several apply, the highest one is returned: what could not be looked at may hide everything else."""

    AS_IT_SHOULD_BE = 0
    ERROR = 1
    """The command could not do its work; one line on stderr says why."""
    WRONG_USAGE = 2
    """The command line itself is wrong."""
    DRIFT = 7
    """The clusters are not as they were declared; the code that `pulumi preview --expect-no-changes` returns too."""
    SAFETY_RULE = 8
    """A safety rule does not allow the change."""
    UNHEALTHY = 9
    """Something does not work."""
    NOT_SEEN = 10
    """Something could not be looked at, so that nobody knows whether it is as it should be."""
