"""Each link of a document to another place of this project leads there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from support import ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "schemas/**/*.md", "bench/*.md", "deploy/**/*.md")
    for path in ROOT.glob(pattern)
)


def links(text: str) -> Iterator[str]:
    for token in MarkdownIt().enable("table").parse(text):
        for piece in token.children or ():
            if piece.type == "link_open":
                yield str(piece.attrs["href"])


def anchors(path: Path) -> set[str]:
    """As the forges make them of headings."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_is_broken(document: Path) -> None:
    broken = []
    for link in links(document.read_text(encoding="utf-8")):
        if re.match("[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [each.name for each in folder.glob("[0-9]*.md") if f"]({each.name})" not in index] == []
