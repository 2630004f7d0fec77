"""Jobs: what a request over several records did, kept for a while after it ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

KEPT_FOR = timedelta(seconds=300)


class JobState(StrEnum):
    """
    The states in which a job of a fabric is ever seen; it ends with the request that starts it.

    Sources disagree on what a failed job shows: `Settings.failed_job`.
    """

    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Job:
    """
    `code` is 0 for success; `results` are the records that the job made, which may hold a new passphrase.

    `errors` are those of single records, `rollback_errors` those of taking back what was done before them.
    """

    uuid: str
    description: str
    state: JobState
    code: int
    message: str
    ended_at: datetime
    results: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    errors: tuple[dict[str, Any], ...] = ()
    rollback_errors: tuple[dict[str, Any], ...] = ()


class Jobs:
    """The jobs of one cluster by UUID; they are gone 300 seconds after their end (vendor's API reference)."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def add(self, job: Job) -> None:
        self._forget(job.ended_at)
        self._jobs[job.uuid] = job

    def get(self, uuid: str, now: datetime) -> Job | None:
        self._forget(now)
        return self._jobs.get(uuid)

    def _forget(self, now: datetime) -> None:
        """Jobs are in the order of their ends, so the ones to forget come first."""
        while self._jobs:
            oldest = next(iter(self._jobs.values()))
            if now < oldest.ended_at + KEPT_FOR:
                return
            del self._jobs[oldest.uuid]
