"""What the processes of a run cost: CPU seconds and peak memory of a process and all that it starts, out of /proc."""

import os
import signal
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.1
KILOBYTES_PER_MEGABYTE = 1024


class Role(StrEnum):
    """What a process is to a run; the language host is part of the engine."""

    ENGINE = "engine"
    PROGRAM = "program"
    PLUGIN = "plugin"
    SIMULATOR = "simulator"


@dataclass
class Usage:
    """CPU seconds, and the peak of resident memory of the largest process, in MB; both by role."""

    cpu: dict[Role, float] = field(default_factory=lambda: dict.fromkeys(Role, 0.0))
    megabytes: dict[Role, float] = field(default_factory=dict)


class Sampler:
    """
    Looks at a process and its descendants while the context lasts, 10 times a second.

    What a process uses after the last look at it is lost, at most a tenth of a second.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ticks: dict[int, int] = {}
        self._kilobytes: dict[int, int] = {}
        self._roles: dict[int, Role] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def usage(self) -> Usage:
        found = Usage()
        peaks: defaultdict[Role, list[int]] = defaultdict(list)
        for pid, role in self._roles.items():
            found.cpu[role] += self._ticks[pid] / TICKS_PER_SECOND
            peaks[role].append(self._kilobytes[pid])
        found.megabytes = {role: max(peak) / KILOBYTES_PER_MEGABYTE for role, peak in peaks.items()}
        return found

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            for pid in {self._pid, *self._roles, *_descendants(self._pid)}:
                self._look_at(pid)

    def _look_at(self, pid: int) -> None:
        try:
            ticks, kilobytes = _ticks(pid), _peak_kilobytes(pid)
            role = _role((PROC / str(pid) / "cmdline").read_bytes())
        except OSError:
            return
        if kilobytes:  # a zombie has none
            self._ticks[pid], self._kilobytes[pid], self._roles[pid] = ticks, kilobytes, role


def cpu_seconds(pid: int) -> float:
    """Of this process alone. Raises OSError if it is gone."""
    return _ticks(pid) / TICKS_PER_SECOND


def end_session(leader: int) -> None:
    """Kill what still runs of the session: the engine, the program and the plugins of a command that was cut short."""
    for folder in PROC.glob("[0-9]*"):
        pid = int(folder.name)
        with suppress(OSError):
            if os.getsid(pid) == leader:
                os.kill(pid, signal.SIGKILL)


def _role(command_line: bytes) -> Role:
    if b"pulumi.dynamic" in command_line:
        return Role.PLUGIN
    return Role.PROGRAM if b"pulumi-language-python-exec" in command_line else Role.ENGINE


def _ticks(pid: int) -> int:
    """User and system time."""
    after_name = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


def _peak_kilobytes(pid: int) -> int:
    lines = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _descendants(pid: int) -> Iterator[int]:
    for children in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found = [int(child) for child in children.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _descendants(child)
