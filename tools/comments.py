"""The comments on the pull requests of the tests, from what `make previews` recorded of them."""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from ontap_peering.review.markdown import comment
from ontap_peering.review.preview import parsed
from ontap_peering.review.report import reviewed

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from support.previews import PREVIEWS

NOON: Final = datetime(2026, 11, 28, 12, tzinfo=UTC)
COMMENTS: Final = {
    "pull-request.md": ["pull-request.json"],
    "removal.md": ["removal.json"],
    "failed.md": ["failed-check.json", "failed-login.json", "failed-passphrase.json", "failed-program.json"],
    "twelve.md": sorted(f"twelve/{each.name}" for each in (PREVIEWS / "twelve").glob("*.json")),
}


def _comment(names: Iterable[str]) -> str:
    previews = [parsed(Path(name).stem, (PREVIEWS / name).read_text(encoding="utf-8")) for name in names]
    return comment(reviewed(previews, NOON))


GENERATORS: Final[dict[Path, Callable[[], str]]] = {
    PREVIEWS / target: partial(_comment, names) for target, names in COMMENTS.items()
}
