"""
How old a passphrase is, as far as the word of `rotation` begins with a month such as `2026-11`.

The check and the policy of the same id judge by it. It needs the standard library only, as the policy pack does.
"""

import re
from datetime import date
from typing import Any, Final

MAX_MONTHS: Final = 12
_MONTH: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])\b")


def months_since(rotation: Any, today: date) -> int | None:
    """None if it does not begin with a month."""
    found = _MONTH.match(rotation) if isinstance(rotation, str) else None
    return (today.year - int(found["year"])) * 12 + today.month - int(found["month"]) if found else None
