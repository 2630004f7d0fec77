"""Answers of a cluster that many operations need at the same time: one of them asks, and all have the answer."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

from ontap_peering.errors import ConnectionFailedError

SHARED_SECONDS: Final = 5.0

_Answer = TypeVar("_Answer")


@dataclass(eq=False)
class _Question(Generic[_Answer]):
    answer: Future[_Answer] = field(default_factory=Future)
    asked: float = field(default_factory=time.monotonic)
    failed: float = 0.0
    """When the cluster turned out not to answer."""


class Shared(Generic[_Answer]):
    """
    What `ask` returns, for those who want it meanwhile and for `seconds` from when it was asked.

    So is its failure for those who wait. That a cluster does not answer, which takes long to find out, also counts for
    `failure_seconds` after that: each of its peers would otherwise wait as long, one after the other.
    """

    def __init__(self, ask: Callable[[], _Answer], seconds: float, failure_seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._failure_seconds = failure_seconds
        self._lock = Lock()
        self._question: _Question[_Answer] | None = None

    def get(self) -> _Answer:
        with self._lock:
            question = self._question
            is_mine = question is None or self._is_over(question)
            if question is None or is_mine:
                question = self._question = _Question()
        if is_mine:
            self._answer(question)
        return question.answer.result()

    def _answer(self, question: _Question[_Answer]) -> None:
        try:
            question.answer.set_result(self._ask())
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            if isinstance(error, ConnectionFailedError):
                question.failed = time.monotonic()
            question.answer.set_exception(error)

    def _is_over(self, question: _Question[_Answer]) -> bool:
        if not question.answer.done():
            return False
        if question.answer.exception() is None:
            return time.monotonic() - question.asked > self._seconds
        return time.monotonic() - question.failed > self._failure_seconds
