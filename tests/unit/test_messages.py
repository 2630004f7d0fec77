"""The sentences of the provider have one home; messages.txt, generated from it, is what a reviewer reads."""

import inspect
import re
from pathlib import Path

import ontap_peering
from ontap_peering import messages

CODE = {str(path): path.read_text(encoding="utf-8") for path in Path(ontap_peering.__file__).parent.rglob("*.py")}


def test_every_sentence_is_used() -> None:
    names = [name for name, _ in inspect.getmembers(messages, inspect.isfunction)]
    assert [name for name in names if not any(re.search(rf"messages\.{name}\b", text) for text in CODE.values())] == []


def test_an_error_is_raised_with_a_sentence_of_that_home_only() -> None:
    own_words = re.compile(r"""raise \w*Error\(\s*f?["']""")
    assert [name for name, text in CODE.items() if own_words.search(text)] == []
