"""The table of fault effects in the simulator's manual, out of the classes of the effects."""

import re
from pathlib import Path
from typing import Final

from ontap_simulator.api.effects import EFFECTS, FaultEffect

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "simulator.md"
HEAD: Final = "| Effect | What happens | Phases | Options |\n|---|---|---|---|\n"
_TABLE = re.compile(r"(?s)(<!-- effects: written by `make generate` -->\n).*(<!-- end of effects -->\n)")


def document() -> str:
    """The manual with the table of the effects as they are now; the rest is written by hand."""
    text, replaced = _TABLE.subn(lambda found: found[1] + table() + found[2], DOCUMENT.read_text(encoding="utf-8"))
    if replaced != 1:
        raise ValueError(f"{DOCUMENT.name} must have the markers of the table of effects once")
    return text


def table() -> str:
    return HEAD + "".join(f"| {' | '.join(_cells(effect))} |\n" for effect in EFFECTS)


def _cells(effect: type[FaultEffect]) -> tuple[str, str, str, str]:
    options = [
        f"`{name}`: {field.description}{'' if field.is_required() else ' Optional.'}"
        for name, field in effect.options().items()
    ]
    return (
        f"`{effect.name()}`",
        effect.summary(),
        ", ".join(f"`{phase}`" for phase in effect.phases),
        " ".join(options) or "-",
    )
