"""The error catalogue: HTTP status and message of each ONTAP code, as data shared with nobody's code."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

ANY_OPERATION = "any"


@dataclass(frozen=True, slots=True)
class Entry:
    """`wire` is the text that clients compare with, where there is one; `{}` in it stands for the detail."""

    http_status: int
    message: str
    wire: str | None

    def text(self, detail: str | None) -> str:
        if self.wire is not None and "{}" in self.wire:
            return self.message if detail is None else self.wire.replace("{}", detail)
        message = self.wire or self.message
        return message if detail is None else f"{message}: {detail}"


class Catalogue:
    """Entries by code and operation; the same code may mean different things in POST and PATCH (4656081)."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._fallback: dict[str, Entry] = {}
        for each in entries:
            entry = Entry(each["http_status"], each["message"], each.get("wire"))
            self._entries[each["code"], each["operation"]] = entry
            self._fallback.setdefault(each["code"], entry)

    def __contains__(self, code: str) -> bool:
        return code in self._fallback

    def entry(self, code: str, operation: str) -> Entry:
        """The entry for `operation`, else for any operation, else for another one."""
        found = self._entries.get((code, operation)) or self._entries.get((code, ANY_OPERATION))
        return found if found is not None else self._fallback[code]


@cache
def catalogue() -> Catalogue:
    source = files("ontap_simulator") / "schemas" / "ontap" / "errors.json"
    return Catalogue(json.loads(source.read_text(encoding="utf-8"))["codes"])
