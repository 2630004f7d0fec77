"""The comments on the pull requests of the tests, from what `make previews` recorded of them."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from ontap_peering.cli.review import review_of
from ontap_peering.review.markdown import comment
from ontap_peering.review.safety import Words

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from support.previews import HEADS, PREVIEWS, REGIONS

NOON: Final = datetime(2026, 11, 28, 12, tzinfo=UTC)
TWELVE: Final = PREVIEWS / "twelve"


def _comment(previews: Sequence[Path], base: Path, head: Path) -> str:
    return comment(review_of(previews, base, head, Words(by_label=True), NOON))


def _of_one(name: str) -> str:
    folder = PREVIEWS / name
    return _comment([folder / "test.json"], PREVIEWS / "base", folder)


def _of_twelve() -> str:
    return _comment([TWELVE / f"{region}.json" for region in REGIONS], TWELVE / "base", TWELVE / "head")


GENERATORS: Final[dict[Path, Callable[[], str]]] = {
    **{PREVIEWS / f"{name}.md": partial(_of_one, name) for name in HEADS},
    PREVIEWS / "twelve.md": _of_twelve,
}
