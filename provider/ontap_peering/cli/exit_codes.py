"""What the exit codes of `ontap-peering` mean. No command gives one of them another meaning."""

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """If several apply, the highest one is returned: what could not be looked at may hide everything else."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    AS_IT_SHOULD_BE = 0, "everything is as it should be"
    ERROR = 1, "the command could not do its work; one line on stderr says why"
    WRONG_USAGE = 2, "the command line is wrong"
    DRIFT = 7, "drift: the clusters are not as declared; `pulumi preview --expect-no-changes` returns the same"
    SAFETY_RULE = 8, "a safety rule does not allow the change"
    UNHEALTHY = 9, "something is wrong: an alarm or a warning"
    NOT_SEEN = 10, "something could not be looked at, so that nobody knows whether it is as it should be"
