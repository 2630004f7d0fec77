"""The commands of `ontap-peering` and their parameters, as typer has them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from typer.main import get_command

from ontap_peering.cli import app


def commands(within: Any = None, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each command by all of its words, `fleet up`, and none that only has others."""
    group: Any = within or get_command(app)
    for word, each in group.commands.items():
        path = f"{name} {word}".strip()
        if hasattr(each, "commands"):
            yield from commands(each, path)
        else:
            yield path, each


def choices(parameter: Any) -> list[str]:
    kind = parameter.type_descriptor.annotation
    return [str(each.value) for each in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
