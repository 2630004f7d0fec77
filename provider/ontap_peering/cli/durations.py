"""Durations as people type them on a command line."""

import re
from datetime import timedelta
from typing import Final

import typer

from ontap_peering import messages

_TYPED: Final = re.compile(r"([0-9]{1,6})([smh])")
_UNITS: Final = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def typed_duration(text: str | timedelta) -> timedelta:
    """90s, 10m, 1h, or the default of an option, which typer passes, too. Raises BadParameter for anything else."""
    if isinstance(text, timedelta):
        return text
    parts = _TYPED.fullmatch(text.strip().lower())
    if parts is None:
        raise typer.BadParameter(messages.bad_typed_duration())
    return int(parts[1]) * _UNITS[parts[2]]
