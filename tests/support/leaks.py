"""Secrets in clear: in what was printed, in any file of a folder, in the simulator's journal."""

import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from support.engine import EngineStack
from support.world import World


def places_of(stack: EngineStack, world: World) -> dict[str, str]:
    """The text of every place that a stack's commands write to."""
    return {"printed": "\n".join(stack.printed), "journal": world.journal_text(), **files_of(stack.folder)}


def files_of(root: Path) -> dict[str, str]:
    """The text of every file of a folder, by its path."""
    return {
        str(path): _text_of(path) for folder, _, names in os.walk(root) for path in map(Path(folder).joinpath, names)
    }


def secrets_of(stack: EngineStack, world: World) -> dict[str, str]:
    """The clusters' passwords, and the passphrases that the stack remembers."""
    passwords = {f"password of {alias}": end["password"] for alias, end in world.endpoints.items()}
    return passwords | {f"passphrase {number}": each for number, each in enumerate(stack.passphrases)}


def leaks(secrets: Mapping[str, str], places: Mapping[str, str]) -> list[str]:
    return [
        f"{what} in {where}" for where, text in places.items() for what, secret in secrets.items() if secret in text
    ]


def _text_of(path: Path) -> str:
    """The content, unpacked if it is packed; a log that was cut off or encrypted is read as far as it goes."""
    raw = path.read_bytes()
    unpacked = b""
    with suppress(zlib.error):
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(raw)
    return (raw + unpacked).decode(errors="replace")
