"""
What a check is: a small class whose docstring is its documentation, and a judgement that only looks at facts.

There are four outcomes: it is ok, it is wrong, nobody could look, it does not apply here.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, TypeVar

from ontap_peering import messages

Outcome = Literal["ok", "wrong", "could not look", "does not apply"]
Severity = Literal["warning", "alarm"]
Kind = Literal["settings", "offline", "network", "tls", "login", "rights", "identity", "reply"]


@dataclass(frozen=True)
class Unseen:
    """Why something could not be looked at: one line, the kind of obstacle, and ONTAP's own code if it gave one."""

    line: str
    kind: Kind = "reply"
    code: str | None = None


@dataclass(frozen=True)
class Verdict:
    """`seen` is what was seen, in words; `side` the alias of the cluster that it is about; `code` is ONTAP's own."""

    outcome: Outcome
    seen: str
    side: str | None = None
    code: str | None = None


def ok(seen: str, side: str | None = None) -> Verdict:
    return Verdict("ok", seen, side)


def wrong(seen: str, side: str | None = None, code: str | None = None) -> Verdict:
    return Verdict("wrong", seen, side, code)


def could_not_look(unseen: Unseen, side: str | None = None) -> Verdict:
    return Verdict("could not look", unseen.line, side, unseen.code)


def does_not_apply(why: str, side: str | None = None) -> Verdict:
    return Verdict("does not apply", why, side)


Facts = TypeVar("Facts")


class Check(ABC, Generic[Facts]):
    """
    `needs` names the facts of a cluster that the check looks at: without one of them, nobody could look.

    A subclass's docstring says in its first line what is checked, and then what is wrong and why that matters.
    """

    id: ClassVar[str]
    severity: ClassVar[Severity]
    remedy: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, is_complete: bool = True) -> None:
        """`is_complete` is false for what several checks have in common."""
        super().__init_subclass__()
        missing = [name for name in ("id", "severity", "remedy") if not hasattr(cls, name)]
        if is_complete and (missing or not cls.__doc__):
            raise TypeError(messages.incomplete_check(cls.__name__, ", ".join(missing) or "a docstring"))

    @abstractmethod
    def judge(self, facts: Facts) -> Iterator[Verdict]:
        """At least one verdict."""

    @classmethod
    def documentation(cls) -> str:
        return inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def title(cls) -> str:
        return cls.documentation().partition("\n")[0].removesuffix(".")


@dataclass(frozen=True)
class Judgement:
    """
    One verdict of one check about one subject: a cluster, two clusters or a relationship.

    `remedy` is what to do about what is wrong, empty for anything else.
    """

    check: str
    subject: str
    outcome: Outcome
    severity: Severity
    seen: str
    side: str | None = None
    code: str | None = None
    remedy: str = ""

    @property
    def link(self) -> str:
        """Into the documentation."""
        return f"docs/checks.md#{self.check}"
