"""
What a cluster says, made fit to be shown: one line, bounded, without control characters and without a known secret.

A secret as such is replaced. A text that holds one in another encoding is withheld as a whole.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from threading import Lock
from typing import Final
from urllib.parse import unquote, unquote_plus

from ontap_peering import messages

MAX_LENGTH: Final = 200
MAX_READ: Final = 5000
MAX_DEPTH: Final = 3
MASKED: Final = "[secret]"
LEAST_LENGTH: Final = 8
"""Below it, a secret may well be part of an innocent text in a record."""
KEPT_FORMS: Final = 2048

_TERMINAL: Final = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?")
_ESCAPED: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{4,}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ :-]?){3,}")


class Mask:
    """Knows the credentials and passphrases of one client. Safe to share between threads."""

    def __init__(self, *secrets: str) -> None:
        self._lock = Lock()
        self._secrets: tuple[str, ...] = ()
        self._long: tuple[str, ...] = ()
        """Without blanks."""
        self.learn(*secrets)

    def learn(self, *secrets: str) -> None:
        with self._lock:
            new = {*filter(None, secrets)}.difference(self._secrets)
            self._secrets = (*self._secrets, *new)
            self._long = (*self._long, *(_compact(each) for each in new if len(each) >= LEAST_LENGTH))

    def shown(self, text: str, length: int = MAX_LENGTH) -> str:
        """The text as a message may hold it."""
        plain = printable(text[:MAX_READ])
        secrets = sorted(self._secrets, key=len, reverse=True)
        for secret in secrets:
            plain = plain.replace(printable(secret) or secret, MASKED)
        wanted = [_compact(secret) for secret in secrets if len(secret) >= 2]  # noqa: PLR2004 - one letter is in any text
        forms = {_compact(form) for form in _decoded(plain, MAX_DEPTH)}
        if any(secret in form for form in forms for secret in wanted):
            return messages.withheld()
        return plain[:length]

    def is_in(self, *texts: str) -> bool:
        """
        Whether a text holds a secret, as such or in one encoding. Not for short ones: they may be in any text.

        All texts are searched at once, with a blank between them, which no form has.
        """
        forms = " ".join(form for text in texts for form in _forms(text[:MAX_READ]))
        return any(secret in forms for secret in self._long)


@lru_cache(KEPT_FORMS)
def _forms(text: str) -> Collection[str]:
    """Without blanks, in every way that the text can be read at once: most texts of a reply come again and again."""
    return {_compact(form) for form in _decoded(text, depth=1)}


def printable(text: str) -> str:
    """In one line, without terminal sequences and without characters that cannot be seen."""
    kept = (_kept(char) for char in _TERMINAL.sub("", text))
    return " ".join("".join(kept).split())


def _kept(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char)[0] == "C" else char


def _compact(text: str) -> str:
    """Without blanks, by which an encoding may be wrapped."""
    return "".join(text.split())


def _decoded(text: str, depth: int) -> Iterator[str]:
    """The text in every way that it can be read."""
    yield text
    if depth:
        for decode in _DECODERS:
            if (form := decode(text)) != text:
                yield from _decoded(form, depth - 1)


def _without_escapes(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        point = match[1] or match[2]
        return match[4] or chr(int(point, 16) if point else int(match[3], 8) & 0xFF)

    return _ESCAPED.sub(character, text)


def _from_base64(text: str) -> str:
    """Each word decoded at all four places where a whole could begin."""

    def forms(match: re.Match[str]) -> str:
        word = match[0].translate(str.maketrans("-_", "+/"))
        wholes = (word[start : start + (len(word) - start) // 4 * 4] for start in range(4))
        tails = (word[start:] + "=" * (-(len(word) - start) % 4) for start in range(4))
        return " ".join(_unpacked(base64.b64decode, each) for each in (*wholes, *tails) if each)

    return _BASE64.sub(forms, text)


def _from_hex(text: str) -> str:
    return _HEX.sub(lambda match: _unpacked(binascii.unhexlify, re.sub("[ :-]", "", match[0])), text)


def _unpacked(decode: Callable[[str], bytes], word: str) -> str:
    try:
        return decode(word).decode("utf-8", errors="replace")
    except ValueError:
        return ""


_DECODERS: Final = (unquote, unquote_plus, html.unescape, _without_escapes, _from_base64, _from_hex)
